//! How intervals made of a row's own errors held.

use serde::{Deserialize, Serialize};

/// Intervals of one level over the test samples, each made of errors that were known when its forecast was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldIntervals {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// Samples with an interval; the first ones, with too few errors before them, have none.
    pub rows: usize,
    /// Share of them inside; none without any.
    pub coverage: Option<f64>,
    /// Mean width, of prices as a share of the last known value, and else in the target's unit; of those with ends.
    pub mean_width: Option<f64>,
    /// Intervals that are the whole line, as adaptive ones may be after many misses; what comes is always inside.
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    pub endless: usize,
    /// By quarter of the year in which the forecast session lies, in time order.
    pub quarters: Vec<QuarterCoverage>,
    /// The quarter of the least coverage among those with at least 20 samples, by its place; of all tickers together with 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<usize>,
}

/// Intervals at a further horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FurtherIntervals {
    /// Sessions ahead of the last completed one.
    pub horizon: usize,
    /// Level by level.
    pub intervals: Vec<HeldIntervals>,
}

/// Coverage in three months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterCoverage {
    /// `2015 Q3`.
    pub quarter: String,
    /// Samples with an interval.
    pub rows: usize,
    /// Those inside.
    pub covered: usize,
}

impl QuarterCoverage {
    /// Share inside; none without samples.
    pub fn coverage(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.covered as f64 / self.rows as f64)
    }
}
