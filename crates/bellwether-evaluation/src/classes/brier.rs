//! Brier score of several classes.

use super::check_rows;
use crate::metrics::MetricError;

/// Mean squared error of the probabilities, summed over classes: `Σ_r Σ_c (p(r, c) - [actual(r) = c])² / rows`, in
/// [0, 2] (Brier, 1950); with two classes twice the score of [`metrics::brier`](crate::metrics::brier).
///
/// # Errors
/// [`MetricError::Input`] for empty, unequal or non-finite columns, [`MetricError::Probability`] outside [0, 1],
/// [`MetricError::Class`] for a class that does not exist.
pub fn brier(actual: &[usize], probabilities: &[f64], classes: usize) -> Result<f64, MetricError> {
    check_rows(actual, probabilities, classes)?;
    let mut sum = 0.0;
    for (actual, row) in actual.iter().zip(probabilities.chunks_exact(classes)) {
        sum +=
            row.iter().enumerate().map(|(c, p)| (p - f64::from(u8::from(c == *actual))).powi(2)).sum::<f64>();
    }
    Ok(sum / actual.len() as f64)
}
