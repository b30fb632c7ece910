//! Precision.

use super::{ConfusionMatrix, MetricError};

/// Share of forecast ones that were ones, `TP / (TP + FP)`, in [0, 1].
///
/// 0 if no row is forecast positive (scikit-learn's `zero_division=0`).
///
/// # Errors
///
/// [`MetricError::Input`] for empty or unequal columns.
pub fn precision(actual: &[bool], predicted: &[bool]) -> Result<f64, MetricError> {
    Ok(ConfusionMatrix::of(actual, predicted)?.precision())
}
