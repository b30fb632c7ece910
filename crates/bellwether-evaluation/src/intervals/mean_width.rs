//! Mean width of intervals.

use super::IntervalError;
use super::coverage::check_ordered;

/// Mean width, `mean (upper - lower)`, in the target's unit; of two forecasts with equal coverage the
/// narrower is better.
///
/// # Errors
///
/// [`IntervalError::Input`] for empty, unequal or non-finite series; [`IntervalError::Reversed`] with the
/// first interval whose ends are swapped; [`IntervalError::Overflow`].
///
/// ```
/// use bellwether_evaluation::intervals::mean_width;
///
/// assert_eq!(mean_width(&[0.0, 0.0], &[1.0, 4.0])?, 2.5);
/// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
/// ```
pub fn mean_width(lower: &[f64], upper: &[f64]) -> Result<f64, IntervalError> {
    check_ordered(lower, upper)?;
    let sum: f64 = lower.iter().zip(upper).map(|(low, high)| high - low).sum();
    if sum.is_finite() { Ok(sum / lower.len() as f64) } else { Err(IntervalError::Overflow) }
}
