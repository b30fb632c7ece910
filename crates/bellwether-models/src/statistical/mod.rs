//! Models of time-series statistics.

pub mod arima;
mod auto_recipe;
mod own_past;
mod recipe;

pub use auto_recipe::{AutoArima, AutoArimaParams};
pub use recipe::{Arima, ArimaParams};

pub(crate) use own_past::{FittedOwnPast, Past, probability_of_rise};
