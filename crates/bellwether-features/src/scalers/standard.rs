//! Mean to 0, standard deviation to 1.

use super::Affine;

/// Offset: the mean. Scale: the population standard deviation (divisor `n`), or 1 when the variance is within what
/// rounding could have made of a constant column, by scikit-learn's bound.
pub(super) fn fit(column: impl Iterator<Item = f64> + Clone) -> Affine {
    let n = column.clone().count() as f64;
    // Deviations from the first value: a constant column has exactly its value as mean.
    let first = column.clone().next().unwrap_or(0.0);
    let mean = first + column.clone().map(|v| v - first).sum::<f64>() / n;
    let variance = column.map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let rounding = n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2);
    Affine { offset: mean, scale: if variance <= rounding { 1.0 } else { variance.sqrt() } }
}
