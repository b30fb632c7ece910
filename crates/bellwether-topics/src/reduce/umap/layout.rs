//! Points moved until near ones are near and others apart.
//!
//! As in McInnes, Healy and Melville, *UMAP* (2018): edges pull their ends together, each as often as its weight says, and with each
//! pull some points drawn by chance push. Here all points of an epoch are moved at once, each by what it gathers from where
//! the others were, so that the result does not depend on any order, and the steps are Adam's (`batch` and `opt_args` of the R
//! package uwot do the same). Chance is a hash of seed, epoch and point.

mod forces;
mod pulls;
mod walk;

pub(super) use self::forces::Forces;
pub(super) use self::pulls::Pulls;
pub(super) use self::walk::{Plan, among_fixed, together};
