//! Brier score.

use super::MetricError;
use super::labels::check_probabilities;

/// Brier score, `mean (p - y)²` with `p` the probability of `true`, in [0, 1]; 0 is perfect, ¼ is always
/// saying one half.
///
/// Brier (1950), in the form for two classes (half of the original sum over both).
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite columns; [`MetricError::Probability`] outside [0,
/// 1].
pub fn brier(actual: &[bool], probability: &[f64]) -> Result<f64, MetricError> {
    check_probabilities(actual, probability)?;
    let loss = |(y, p): (&bool, &f64)| (p - f64::from(u8::from(*y))).powi(2);
    Ok(actual.iter().zip(probability).map(loss).sum::<f64>() / actual.len() as f64)
}
