//! Intervals that go with the times: from a rolling window of out-of-sample errors, the update step of EnbPI alone.

use serde::{Deserialize, Serialize};

use super::window::Window;
use super::{Interval, IntervalError, check_level};
use crate::input::{Series, check_pair};

/// Intervals from a rolling window of past errors `y - ŷ`, with each end from its own tail: the update step of
/// Xu and Xie (2021) around forecasts that are there already. [`EnbPi`](super::EnbPi) is the whole method, with its ensemble.
///
/// ```text
/// [ŷ_t + e₍ₐ₎, ŷ_t + e₍ᵦ₎]      e the last `window` errors known at t, sorted      a = ⌊(n + 1) α/2⌋,  b = ⌈(n + 1)(1 − α/2)⌉
/// ```
///
/// At least `level` of exchangeable errors fall inside. A model that errs to one side gets an interval that leans the other way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RollingIntervals {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// Errors looked back on, at most.
    pub window: usize,
    /// Rows ahead of the forecasts: the newest error known at a row is that of `horizon` rows before.
    pub horizon: usize,
}

impl RollingIntervals {
    /// The smallest number of errors at which both ends are finite: 39 at 95 %.
    pub fn needed(&self) -> usize {
        super::conformal::needed(f64::midpoint(self.level, 1.0))
    }

    /// An interval for each row of forecasts in time order, as it stood before the row's actual value was known; `None` while there
    /// are too few errors. O(n · window).
    ///
    /// # Errors
    /// [`IntervalError::Level`] outside (0, 1); [`IntervalError::Horizon`] of 0; [`IntervalError::TooFewResiduals`] where the window is
    /// too short for the level; [`IntervalError::Input`] for empty, unequal or non-finite series; [`IntervalError::Overflow`].
    ///
    /// ```
    /// use bellwether_evaluation::intervals::RollingIntervals;
    ///
    /// let how = RollingIntervals { level: 0.5, window: 10, horizon: 1 };
    /// let intervals = how.over(&[1.0, 4.0, 2.0, 3.0], &[0.0; 4])?;
    /// assert_eq!(intervals[2], None, "two errors are too few");
    /// let last = intervals[3].unwrap();
    /// assert_eq!((last.lower, last.upper), (1.0, 4.0));
    /// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
    /// ```
    pub fn over(&self, actual: &[f64], predicted: &[f64]) -> Result<Vec<Option<Interval>>, IntervalError> {
        check_level(self.level)?;
        check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
        if self.horizon == 0 {
            return Err(IntervalError::Horizon);
        }
        let needed = self.needed();
        if self.window < needed {
            return Err(IntervalError::TooFewResiduals { level: self.level, residuals: self.window, needed });
        }
        let mut errors = Window::new(self.window);
        let mut intervals = Vec::with_capacity(actual.len());
        for (t, point) in predicted.iter().enumerate() {
            if let Some(known) = t.checked_sub(self.horizon) {
                errors.push(actual[known] - predicted[known]);
            }
            let sorted = errors.sorted();
            let n = sorted.len();
            if n < needed {
                intervals.push(None);
                continue;
            }
            let upper = super::conformal::rank(n, f64::midpoint(self.level, 1.0)).min(n);
            let interval = Interval { lower: point + sorted[n - upper], upper: point + sorted[upper - 1] };
            if !(interval.lower.is_finite() && interval.upper.is_finite()) {
                return Err(IntervalError::Overflow);
            }
            intervals.push(Some(interval));
        }
        Ok(intervals)
    }
}
