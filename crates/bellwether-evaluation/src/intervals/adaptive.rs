//! Adaptive conformal inference: intervals that widen when they have missed and narrow when they have held.

use serde::{Deserialize, Serialize};

use super::window::Window;
use super::{Interval, IntervalError, check_level};
use crate::input::{Series, check_pair};

/// Adaptive conformal intervals (Gibbs and Candès, 2021) from the sizes of past errors.
///
/// ```text
/// ŷ_t ± k-th smallest |y − ŷ| of the last `window` known at t      k = ⌈(n + 1)(1 − α_t)⌉
/// α_{t+1} = α_t + step (α − 1{y_t outside})                        α = 1 − level = α of the first row
/// ```
///
/// Whatever the series, the share of misses over `T` rows one row ahead is within `(max(α, 1 − α) + step) / (step T)` of `α`. For that,
/// `α_t` may leave (0, 1): below 0, or with too few errors, the interval is the whole line, and above 1 nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AdaptiveConformal {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// How far a miss moves the share, above 0; 0.005 is slow, 0.05 restless.
    pub step: f64,
    /// Errors looked back on, at most.
    pub window: usize,
    /// Rows ahead of the forecasts: the newest error and miss known at a row are those of `horizon` rows before.
    pub horizon: usize,
}

/// One row's interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdaptiveRow {
    /// The interval as it stood before the row's actual value was known: infinite ends where it is the whole line, the point alone
    /// where it is empty.
    pub interval: Interval,
    /// The share `α_t` behind it.
    pub misses_allowed: f64,
    /// Whether the actual value fell inside; never in an empty one.
    pub covered: bool,
}

impl AdaptiveConformal {
    /// The rows of forecasts in time order; `None` while no error is known.
    ///
    /// # Errors
    /// [`IntervalError::Level`] outside (0, 1); [`IntervalError::Step`] of 0 or below; [`IntervalError::Horizon`] of 0;
    /// [`IntervalError::TooFewResiduals`] where the window is too short for the level; [`IntervalError::Input`] for empty, unequal or
    /// non-finite series; [`IntervalError::Overflow`].
    ///
    /// ```
    /// use bellwether_evaluation::intervals::AdaptiveConformal;
    ///
    /// let how = AdaptiveConformal { level: 0.8, step: 0.05, window: 50, horizon: 1 };
    /// let actual: Vec<f64> = (0..300).map(|t| f64::from(t % 17)).collect();
    /// let rows = how.over(&actual, &[8.0; 300])?;
    /// let covered = rows.iter().flatten().filter(|row| row.covered).count();
    /// assert!((covered as f64 / 299.0 - 0.8).abs() < 0.06);
    /// # Ok::<(), bellwether_evaluation::intervals::IntervalError>(())
    /// ```
    pub fn over(&self, actual: &[f64], predicted: &[f64]) -> Result<Vec<Option<AdaptiveRow>>, IntervalError> {
        check_level(self.level)?;
        check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
        if !(self.step > 0.0 && self.step.is_finite()) {
            return Err(IntervalError::Step { step: self.step });
        }
        if self.horizon == 0 {
            return Err(IntervalError::Horizon);
        }
        let needed = super::conformal::needed(self.level);
        if self.window < needed {
            return Err(IntervalError::TooFewResiduals { level: self.level, residuals: self.window, needed });
        }
        let aim = 1.0 - self.level;
        let mut allowed = aim;
        let mut sizes = Window::new(self.window);
        let mut rows: Vec<Option<AdaptiveRow>> = Vec::with_capacity(actual.len());
        for (t, (y, point)) in actual.iter().zip(predicted).enumerate() {
            if let Some(known) = t.checked_sub(self.horizon) {
                sizes.push((actual[known] - predicted[known]).abs());
                if let Some(row) = rows[known] {
                    allowed += self.step * (aim - f64::from(u8::from(!row.covered)));
                }
            }
            let sorted = sizes.sorted();
            rows.push(if sorted.is_empty() { None } else { Some(row(sorted, *y, *point, allowed)?) });
        }
        Ok(rows)
    }
}

fn row(sorted: &[f64], y: f64, point: f64, allowed: f64) -> Result<AdaptiveRow, IntervalError> {
    if allowed >= 1.0 {
        let interval = Interval { lower: point, upper: point };
        return Ok(AdaptiveRow { interval, misses_allowed: allowed, covered: false });
    }
    let rank = super::conformal::rank(sorted.len(), 1.0 - allowed);
    let interval = match sorted.get(rank - 1) {
        Some(half) if allowed > 0.0 => Interval { lower: point - half, upper: point + half },
        _ => {
            let interval = Interval { lower: f64::NEG_INFINITY, upper: f64::INFINITY };
            return Ok(AdaptiveRow { interval, misses_allowed: allowed, covered: true });
        }
    };
    if !(interval.lower.is_finite() && interval.upper.is_finite()) {
        return Err(IntervalError::Overflow);
    }
    let covered = (interval.lower..=interval.upper).contains(&y);
    Ok(AdaptiveRow { interval, misses_allowed: allowed, covered })
}
