//! Recall.

use super::{ConfusionMatrix, MetricError};

/// Share of ones that were forecast, `TP / (TP + FN)`, in [0, 1].
///
/// 0 if no row is positive (scikit-learn's `zero_division=0`).
///
/// # Errors
///
/// [`MetricError::Input`] for empty or unequal columns.
pub fn recall(actual: &[bool], predicted: &[bool]) -> Result<f64, MetricError> {
    Ok(ConfusionMatrix::of(actual, predicted)?.recall())
}
