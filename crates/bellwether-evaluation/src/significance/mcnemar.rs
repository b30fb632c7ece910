//! McNemar's test of equal accuracy.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, DiscreteCDF};

use super::SignificanceError;
use crate::input::{InputError, Series, check_aligned};

/// Rows below which the test is exact: with fewer rows on which only one is right, χ² is no good approximation.
const EXACT_BELOW: usize = 25;

/// Whether one of two classifiers is right more often than the other on the same rows (McNemar, 1947).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct McNemar {
    /// Rows on which only the first is right.
    pub only_first: usize,
    /// Rows on which only the second is right.
    pub only_second: usize,
    /// Two-sided; 1 where the two are right on the same rows.
    pub p_value: f64,
}

/// Tests whether two classifiers are right equally often, from which rows each is right on.
///
/// With `b` and `c` rows on which only one is right: below 25 of them the exact binomial test, `2 P(B ≤ min(b, c))` with
/// `B ~ Bin(b + c, ½)`; else `(|b - c| - 1)² / (b + c)` against χ² with one degree of freedom. Rows must be independent:
/// copies of one post count once.
///
/// # Errors
/// [`SignificanceError::Input`] for empty or unequal columns.
///
/// ```
/// use bellwether_evaluation::significance::mcnemar;
///
/// let test = mcnemar(&[true, true, true, false], &[true, false, true, false])?;
/// assert_eq!((test.only_first, test.only_second), (1, 0));
/// assert!((test.p_value - 1.0).abs() < 1e-12);
/// # Ok::<(), bellwether_evaluation::significance::SignificanceError>(())
/// ```
pub fn mcnemar(first_right: &[bool], second_right: &[bool]) -> Result<McNemar, SignificanceError> {
    check_aligned((Series::First, first_right), (Series::Second, second_right))?;
    if first_right.is_empty() {
        return Err(InputError::Empty { series: Series::First }.into());
    }
    let count = |only: fn(bool, bool) -> bool| {
        first_right.iter().zip(second_right).filter(|(a, b)| only(**a, **b)).count()
    };
    let (only_first, only_second) = (count(|a, b| a && !b), count(|a, b| b && !a));
    let apart = only_first + only_second;
    let p_value = if apart == 0 {
        1.0
    } else if apart < EXACT_BELOW {
        let binomial = Binomial::new(0.5, apart as u64).map_err(|_| SignificanceError::OutOfRange)?;
        (2.0 * binomial.cdf(only_first.min(only_second) as u64)).min(1.0)
    } else {
        let gap = only_first.abs_diff(only_second) as f64 - 1.0;
        let chi_squared = ChiSquared::new(1.0).map_err(|_| SignificanceError::OutOfRange)?;
        chi_squared.sf(gap.max(0.0).powi(2) / apart as f64)
    };
    Ok(McNemar { only_first, only_second, p_value })
}
