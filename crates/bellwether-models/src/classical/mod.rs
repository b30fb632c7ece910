//! Models of classical statistics and machine learning.

mod ridge;

pub use ridge::{Ridge, RidgeParams};

pub(crate) use ridge::FittedRidge;
