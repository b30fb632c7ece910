//! F1 score.

use super::{ConfusionMatrix, MetricError};

/// F1 score, the harmonic mean of precision and recall, `2 TP / (2 TP + FP + FN)`, in [0, 1].
///
/// It ignores true negatives: forecasting 1 always gives `2 s / (1 + s)` at a share `s` of ones, 0.69 at 53 %
/// up days. 0 if no row is positive or forecast positive (scikit-learn's `zero_division=0`).
///
/// # Errors
///
/// [`MetricError::Input`] for empty or unequal columns.
pub fn f1(actual: &[bool], predicted: &[bool]) -> Result<f64, MetricError> {
    Ok(ConfusionMatrix::of(actual, predicted)?.f1())
}
