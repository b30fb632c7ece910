//! Splits, metrics, significance tests and intervals on plain slices.
//!
//! Knows no model and no market: every function takes numbers in time order and gives numbers back, in `f64`.
//! In the order of a study:
//!
//! | room | what it answers |
//! |---|---|
//! | [`splits`] | which rows may be learned from, and which are forecast |
//! | [`metrics`] | how far the forecasts were from what happened |
//! | [`classes`] | how often the right class among several was named, and how sure |
//! | [`distribution`] | how good a whole forecast distribution was, and whether it was calibrated |
//! | [`intervals`] | how wide an interval must be, and whether it held |
//! | [`significance`] | whether one forecast beat another by more than luck |
//! | [`seeds`] | how much a score moves with the random seed alone |
//! | [`leading`] | whether one series moved before another |
//! | [`bootstrap`] | draws of series whose neighbours hang together |
//! | [`backtest`] | what trading the forecasts would have earned after costs, and how much that proves |
//!
//! A quantity that the data leave undefined (R² of a constant series, AUC of one class) is a typed
//! [`Undefined`](metrics::Undefined), never a NaN and never a substituted number.
//!
//! ```
//! use bellwether_evaluation::metrics::{mae, rmse};
//!
//! let actual = [100.0, 102.0, 101.0];
//! let predicted = [101.0, 102.0, 99.0];
//! assert_eq!(mae(&actual, &predicted)?, 1.0);
//! assert!((rmse(&actual, &predicted)? - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
//! # Ok::<(), bellwether_evaluation::EvaluationError>(())
//! ```

pub mod agreement;
pub mod backtest;
pub mod bootstrap;
pub mod classes;
pub mod distribution;
mod error;
mod input;
pub mod intervals;
pub mod leading;
pub mod metrics;
pub mod seeds;
pub mod significance;
pub mod splits;

pub use error::EvaluationError;
pub use input::{InputError, Series};
