//! Models of time-series statistics.

pub mod arima;
mod auto_recipe;
pub mod ets;
mod optimiser;
mod own_past;
mod prediction;
mod recipe;

pub use auto_recipe::{AutoArima, AutoArimaParams};
pub use prediction::Prediction;
pub use recipe::{Arima, ArimaParams};

pub(crate) use own_past::FittedOwnPast;
