//! Logarithmic loss.

use super::MetricError;
use super::labels::check_probabilities;

/// Logarithmic loss, `-mean ln P(actual label)`, in nats; 0 is perfect, `ln 2` is always saying one half.
///
/// Probabilities are clipped to `[ε, 1 - ε]` with `ε` = 2⁻⁵² (as in scikit-learn for doubles), so that one
/// certain and wrong forecast costs about 36 nats rather than infinity.
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite columns; [`MetricError::Probability`] outside [0,
/// 1].
pub fn log_loss(actual: &[bool], probability: &[f64]) -> Result<f64, MetricError> {
    check_probabilities(actual, probability)?;
    let loss = |(y, p): (&bool, &f64)| {
        let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        if *y { -p.ln() } else { -(-p).ln_1p() }
    };
    Ok(actual.iter().zip(probability).map(loss).sum::<f64>() / actual.len() as f64)
}
