//! Empirical coverage.

use super::IntervalError;
use crate::input::{Series, check_pair};

/// Empirical coverage: the share of rows with `lower ≤ actual ≤ upper`, in [0, 1]; to be read against the
/// nominal level.
///
/// # Errors
///
/// [`IntervalError::Input`] for empty, unequal or non-finite series; [`IntervalError::Reversed`] with the
/// first interval whose ends are swapped.
///
/// ```
/// use bellwether_evaluation::intervals::coverage;
///
/// assert_eq!(coverage(&[1.0, 5.0], &[0.0, 0.0], &[1.0, 4.0])?, 0.5);
/// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
/// ```
pub fn coverage(actual: &[f64], lower: &[f64], upper: &[f64]) -> Result<f64, IntervalError> {
    check_pair((Series::Actual, actual), (Series::Lower, lower))?;
    check_ordered(lower, upper)?;
    let inside = |i: &usize| (lower[*i]..=upper[*i]).contains(&actual[*i]);
    Ok((0..actual.len()).filter(inside).count() as f64 / actual.len() as f64)
}

/// Aligned, finite ends in order.
pub(super) fn check_ordered(lower: &[f64], upper: &[f64]) -> Result<(), IntervalError> {
    check_pair((Series::Lower, lower), (Series::Upper, upper))?;
    match lower.iter().zip(upper).position(|(low, high)| low > high) {
        Some(index) => Err(IntervalError::Reversed { index, lower: lower[index], upper: upper[index] }),
        None => Ok(()),
    }
}
