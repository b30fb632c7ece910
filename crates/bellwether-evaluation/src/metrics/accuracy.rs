//! Accuracy.

use super::{ConfusionMatrix, MetricError};

/// Share of labels forecast, `(TP + TN) / rows`, in [0, 1].
///
/// Compare it with the share of the larger class, not with one half: prices rise on more than half of all
/// days.
///
/// # Errors
///
/// [`MetricError::Input`] for empty or unequal columns.
pub fn accuracy(actual: &[bool], predicted: &[bool]) -> Result<f64, MetricError> {
    Ok(ConfusionMatrix::of(actual, predicted)?.accuracy())
}
