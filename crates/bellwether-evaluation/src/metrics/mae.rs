//! Mean absolute error.

use super::{MetricError, check_point, finite};

/// Mean absolute error, `mean |y - ŷ|`, in the target's unit; 0 is perfect.
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series; an overflow is
/// [`Undefined`](super::Undefined).
pub fn mae(actual: &[f64], predicted: &[f64]) -> Result<f64, MetricError> {
    check_point(actual, predicted)?;
    let sum: f64 = actual.iter().zip(predicted).map(|(y, p)| (y - p).abs()).sum();
    finite(sum / actual.len() as f64)
}
