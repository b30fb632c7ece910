//! Root mean squared error.

use super::{MetricError, mse};

/// Root mean squared error, `√MSE`, in the target's unit; 0 is perfect.
///
/// # Errors
///
/// As [`mse`].
pub fn rmse(actual: &[f64], predicted: &[f64]) -> Result<f64, MetricError> {
    Ok(mse(actual, predicted)?.sqrt())
}
