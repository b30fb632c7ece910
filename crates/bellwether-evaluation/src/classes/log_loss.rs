//! Logarithmic loss of several classes.

use super::check_rows;
use crate::metrics::MetricError;

/// Mean negative log-likelihood of the actual classes, nats: `-Σ_r ln p(r, actual(r)) / rows`; 0 is perfect.
///
/// Probabilities are bounded by the rounding unit of a double from below, as in scikit-learn.
///
/// # Errors
/// [`MetricError::Input`] for empty, unequal or non-finite columns, [`MetricError::Probability`] outside [0, 1],
/// [`MetricError::Class`] for a class that does not exist.
pub fn log_loss(actual: &[usize], probabilities: &[f64], classes: usize) -> Result<f64, MetricError> {
    check_rows(actual, probabilities, classes)?;
    let rows = actual.iter().zip(probabilities.chunks_exact(classes));
    let loss: f64 = rows.map(|(a, p)| -p[*a].clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()).sum();
    Ok(loss / actual.len() as f64)
}
