//! Models of time-series statistics.

pub mod arima;
mod auto_recipe;
mod own_past;
mod recipe;
pub mod volatility;

pub use auto_recipe::{AutoArima, AutoArimaParams};
pub use recipe::{Arima, ArimaParams};

pub(crate) use own_past::FittedOwnPast;
