//! Matthews correlation coefficient.

use super::{ConfusionMatrix, MetricError};

/// Matthews correlation coefficient: the correlation of forecast and actual labels, in [-1, 1]; 0 is no
/// relation.
///
/// `(TP TN - FP FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))`, and 0 if any margin is empty, as in
/// scikit-learn: a forecast of one class always earns nothing. Matthews (1975).
///
/// # Errors
///
/// [`MetricError::Input`] for empty or unequal columns.
pub fn mcc(actual: &[bool], predicted: &[bool]) -> Result<f64, MetricError> {
    Ok(ConfusionMatrix::of(actual, predicted)?.mcc())
}
