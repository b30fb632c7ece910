//! Models of time-series statistics.

pub mod arima;
mod arima_grid;
mod auto_recipe;
mod changes;
pub mod diagnostics;
pub mod ets;
mod ets_recipe;
mod exogenous;
mod garch;
mod holt;
mod intervals;
mod optimiser;
mod own_past;
mod prediction;
mod recipe;
mod seasonal;
mod seasonal_naive;
mod ses;
pub mod theta;
mod theta_recipe;

pub use arima_grid::{ArimaGrid, ArimaGridParams, ChosenBy};
pub use auto_recipe::{AutoArima, AutoArimaParams};
pub use ets_recipe::{Choice, Ets, EtsParams};
pub use holt::{Holt, HoltParams};
pub use prediction::Prediction;
pub mod volatility;

pub use garch::{Garch, GarchParams};
pub use intervals::{Intervals, VolatilityOf, WithIntervals};
pub use recipe::{Arima, ArimaParams};
pub use seasonal_naive::{SeasonalNaive, SeasonalNaiveParams};
pub use ses::{Ses, SesParams};
pub use theta_recipe::{Theta, ThetaParams};

pub(crate) use garch::FittedGarch;
pub(crate) use intervals::{FittedIntervals, IntervalState};
pub(crate) use own_past::{FittedOwnPast, Past};
pub(crate) use recipe::{LEVELS, check_quantiles};
