//! Models of time-series statistics.

pub mod arima;
mod auto_recipe;
mod changes;
pub mod diagnostics;
mod garch;
mod intervals;
mod own_past;
mod recipe;
pub mod volatility;

pub use auto_recipe::{AutoArima, AutoArimaParams};
pub use garch::{Garch, GarchParams};
pub use intervals::{Intervals, VolatilityOf, WithIntervals};
pub use recipe::{Arima, ArimaParams};

pub(crate) use garch::FittedGarch;
pub(crate) use intervals::{FittedIntervals, IntervalState};
pub(crate) use own_past::FittedOwnPast;
