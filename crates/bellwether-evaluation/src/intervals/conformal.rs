//! Split-conformal prediction intervals.

use serde::{Deserialize, Serialize};

use super::window::Window;
use super::{IntervalError, check_level};
use crate::input::{Series, check, check_pair};

/// Split-conformal intervals from past out-of-sample residuals `rᵢ = yᵢ - ŷᵢ`.
///
/// ```text
/// half-width = k-th smallest |rᵢ|,   k = ⌈(n + 1) level⌉
/// ```
///
/// If the `n` residuals and the next one are exchangeable, the interval `ŷ ± half-width` holds the next value
/// with probability at least `level`, and at most `level + 1/(n + 1)` if no two are tied, whatever the model
/// and the distribution (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, 2018). Residuals must be
/// out-of-sample: those of training rows are too small. Markets drift, so that the promise holds only as far
/// as recent errors resemble the next; watch [`coverage`](super::coverage).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SplitConformal {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// Number of residuals behind it.
    pub residuals: usize,
    /// Half the width of every interval, in the target's unit.
    pub half_width: f64,
}

/// A prediction interval; `lower ≤ upper`, in the target's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl SplitConformal {
    /// Fits the half-width on residuals in any order; O(n).
    ///
    /// # Errors
    ///
    /// [`IntervalError::Level`] outside (0, 1); [`IntervalError::Input`] for empty or non-finite residuals;
    /// [`IntervalError::TooFewResiduals`] with both numbers if `(n + 1) level > n` (19 residuals are needed
    /// at 95 %).
    ///
    /// ```
    /// use bellwether_evaluation::intervals::SplitConformal;
    ///
    /// let conformal = SplitConformal::fit(&[0.5, -1.0, 2.0, -0.1], 0.8)?;
    /// assert_eq!(conformal.half_width, 2.0);
    /// assert_eq!(conformal.interval(100.0)?.lower, 98.0);
    /// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
    /// ```
    pub fn fit(residuals: &[f64], level: f64) -> Result<Self, IntervalError> {
        check_level(level)?;
        check(Series::Residuals, residuals)?;
        let n = residuals.len();
        let rank = rank(n, level);
        if rank > n {
            return Err(IntervalError::TooFewResiduals { level, residuals: n, needed: needed(level) });
        }
        let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
        let (_, half_width, _) = sizes.select_nth_unstable_by(rank - 1, f64::total_cmp);
        Ok(Self { level, residuals: n, half_width: *half_width })
    }

    /// The smallest number of residuals at which the half-width is finite: 4 at 80 %, 19 at 95 %. `level` is in (0, 1).
    pub fn needed(level: f64) -> usize {
        needed(level)
    }

    /// An interval for each row of forecasts in time order, `horizon` rows ahead, of all residuals that were known when the forecast was
    /// made, those of `horizon` rows before and earlier; `None` while they are too few. As [`fit`](Self::fit) on them; O(n²), of
    /// which all but n log n is moving memory.
    ///
    /// # Errors
    ///
    /// [`IntervalError::Level`] outside (0, 1); [`IntervalError::Horizon`] of 0; [`IntervalError::Input`] for empty, unequal or
    /// non-finite series; [`IntervalError::Overflow`].
    pub fn over(
        level: f64,
        horizon: usize,
        actual: &[f64],
        predicted: &[f64],
    ) -> Result<Vec<Option<Interval>>, IntervalError> {
        check_level(level)?;
        check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
        if horizon == 0 {
            return Err(IntervalError::Horizon);
        }
        let mut sizes = Window::new(usize::MAX);
        let mut intervals = Vec::with_capacity(actual.len());
        for (t, point) in predicted.iter().enumerate() {
            if let Some(known) = t.checked_sub(horizon) {
                sizes.push((actual[known] - predicted[known]).abs());
            }
            let sorted = sizes.sorted();
            let Some(half) = sorted.get(rank(sorted.len(), level) - 1) else {
                intervals.push(None);
                continue;
            };
            let (lower, upper) = (point - half, point + half);
            if !(lower.is_finite() && upper.is_finite()) {
                return Err(IntervalError::Overflow);
            }
            intervals.push(Some(Interval { lower, upper }));
        }
        Ok(intervals)
    }

    /// The interval around a point forecast.
    ///
    /// # Errors
    ///
    /// [`IntervalError::Point`] if the forecast is NaN or infinite; [`IntervalError::Overflow`] if an end is
    /// not finite.
    pub fn interval(&self, point: f64) -> Result<Interval, IntervalError> {
        if !point.is_finite() {
            return Err(IntervalError::Point { point });
        }
        let (lower, upper) = (point - self.half_width, point + self.half_width);
        if lower.is_finite() && upper.is_finite() {
            Ok(Interval { lower, upper })
        } else {
            Err(IntervalError::Overflow)
        }
    }
}

/// `⌈x⌉` of a product of a count and a level; one that exceeds a whole number by rounding alone is that
/// number.
fn ceil(x: f64) -> usize {
    (x * (1.0 - 4.0 * f64::EPSILON)).ceil() as usize
}

/// `⌈(n + 1) level⌉`, at least 1.
pub(super) fn rank(n: usize, level: f64) -> usize {
    ceil((n + 1) as f64 * level).max(1)
}

/// The smallest `n` with `(n + 1) level ≤ n`.
pub(super) fn needed(level: f64) -> usize {
    ceil(level / (1.0 - level)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_in_use_need_the_known_number_of_residuals() {
        for (level, count) in [(0.5, 1), (0.8, 4), (0.9, 9), (0.95, 19), (0.99, 99)] {
            let error = SplitConformal::fit(&vec![1.0; count], level).map(|c| c.residuals);
            assert_eq!(error, Ok(count), "{level}");
            if count > 1 {
                assert_eq!(
                    SplitConformal::fit(&vec![1.0; count - 1], level),
                    Err(IntervalError::TooFewResiduals { level, residuals: count - 1, needed: count })
                );
            }
        }
    }

    /// 0.55 · 100 is 55.00000000000001 in doubles; the rank is 55.
    #[test]
    fn rounding_does_not_raise_the_rank() {
        assert_eq!(rank(99, 0.55), 55);
        assert_eq!(rank(99, 0.551), 56);
    }

    #[test]
    fn bad_input_is_typed() {
        assert_eq!(SplitConformal::fit(&[1.0], 1.0), Err(IntervalError::Level { level: 1.0 }));
        assert!(matches!(SplitConformal::fit(&[1.0], f64::NAN), Err(IntervalError::Level { .. })));
        assert!(matches!(SplitConformal::fit(&[], 0.5), Err(IntervalError::Input(_))));
        let fitted = SplitConformal::fit(&[f64::MAX], 0.5).unwrap();
        assert!(matches!(fitted.interval(f64::NAN), Err(IntervalError::Point { .. })));
        assert_eq!(fitted.interval(f64::MAX), Err(IntervalError::Overflow));
    }
}
