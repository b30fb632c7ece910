//! Pinball loss of a quantile forecast.

use super::{IntervalError, check_level};
use crate::input::{Series, check_pair};

/// Mean pinball loss of a forecast of the quantile at `level`, in the target's unit; 0 is perfect.
///
/// ```text
/// mean max(level (y - q), (level - 1)(y - q))
/// ```
///
/// Smallest in expectation at the true quantile (Koenker and Bassett, 1978); at level ½ it is half the MAE.
///
/// # Errors
///
/// [`IntervalError::Input`] for empty, unequal or non-finite series; [`IntervalError::Level`] outside (0, 1);
/// [`IntervalError::Overflow`].
///
/// ```
/// use bellwether_evaluation::intervals::pinball_loss;
///
/// assert_eq!(pinball_loss(&[1.0, 1.0], &[0.0, 2.0], 0.75)?, 0.5);
/// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
/// ```
pub fn pinball_loss(actual: &[f64], quantile: &[f64], level: f64) -> Result<f64, IntervalError> {
    check_level(level)?;
    check_pair((Series::Actual, actual), (Series::Predicted, quantile))?;
    let loss = |(y, q): (&f64, &f64)| (level * (y - q)).max((level - 1.0) * (y - q));
    let sum: f64 = actual.iter().zip(quantile).map(loss).sum();
    if sum.is_finite() { Ok(sum / actual.len() as f64) } else { Err(IntervalError::Overflow) }
}
