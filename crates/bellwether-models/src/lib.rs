//! Every forecaster: naive, classical and deep.
//!
//! A model is one file named as the literature names it, one variant of [`ModelSpec`], one fixture and one word in the
//! glossary. Models do not know metrics, and see nothing but the [`TrainSet`](bellwether_core::TrainSet) or
//! [`Origin`](bellwether_core::Origin) that they are given.

pub mod classical;
pub mod deep;
mod formula;
pub mod naive;
mod published;
mod reduced;
mod saved;
mod spec;
pub mod statistical;
mod supervised;

pub use bellwether_nn::instruction_set;
pub use published::Published;
pub use reduced::Reduced;
pub use saved::restore;
pub use spec::{Family, ModelInfo, ModelSpec};
pub use supervised::Predict;
