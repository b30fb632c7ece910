//! Metrics of forecasts of one class among several, such as negative, neutral and positive; one metric a file.
//!
//! Classes are numbers from 0. Probabilities are rows after one another: that of class `c` in row `r` of `k` classes
//! stands at `r k + c`. The two-class forms are in [`metrics`](crate::metrics).

mod auc;
mod brier;
mod calibration_error;
mod counts;
mod kappa;
mod likeliest;
mod log_loss;

pub use auc::one_vs_rest_auc;
pub use brier::brier;
pub use calibration_error::expected_calibration_error;
pub use counts::ClassCounts;
pub use kappa::cohen_kappa;
pub use likeliest::likeliest;
pub use log_loss::log_loss;

use crate::input::{InputError, Series, check};
use crate::metrics::MetricError;

/// At least one row, and every class below `classes`.
fn check_classes(actual: &[usize], classes: usize) -> Result<(), MetricError> {
    if actual.is_empty() {
        return Err(InputError::Empty { series: Series::Actual }.into());
    }
    match actual.iter().position(|c| *c >= classes) {
        Some(index) => Err(MetricError::Class { index, class: actual[index], classes }),
        None => Ok(()),
    }
}

/// Rows of probabilities, as many as labels, each in [0, 1].
fn check_rows(actual: &[usize], probabilities: &[f64], classes: usize) -> Result<(), MetricError> {
    check_classes(actual, classes)?;
    if probabilities.len() != actual.len() * classes {
        return Err(InputError::LengthMismatch {
            left: Series::Actual,
            left_len: actual.len() * classes,
            right: Series::Probability,
            right_len: probabilities.len(),
        }
        .into());
    }
    check(Series::Probability, probabilities)?;
    match probabilities.iter().position(|p| !(0.0..=1.0).contains(p)) {
        Some(index) => Err(MetricError::Probability { index, value: probabilities[index] }),
        None => Ok(()),
    }
}
