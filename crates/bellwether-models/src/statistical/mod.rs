//! Models of time-series statistics.

pub mod arima;
mod own_past;
mod recipe;

pub use recipe::{Arima, ArimaParams};

pub(crate) use own_past::FittedOwnPast;
