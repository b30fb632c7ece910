//! Binary trees over rows of inputs, and what they say about their inputs.

mod cart;
mod shap;
mod tree;

pub use cart::{Cart, CartParams};
pub(super) use cart::{Features, Growth, shares};
pub(super) use shap::Shap;
pub(super) use tree::Branch;
pub use tree::Tree;
