//! Drawdown from the highest close so far.

use super::Indicator;
use super::columns::Row;
use super::recursion::{Recursion, fold};

/// 0 at a new high, negative below it; NaN for a close that is not positive. A split reads as a loss.
pub(super) const DRAWDOWN: Indicator = Indicator {
    name: "drawdown",
    warm_up: 0,
    block: 1,
    formula: "close[t] / max(close[0..=t]) - 1",
    source: "the loss since the peak, as in Magdon-Ismail and Atiya (2004)",
    recursion: Some(|| Box::new(Drawdown::default())),
    compute: |columns, out| fold(Drawdown::default(), columns, out),
};

#[derive(Default)]
struct Drawdown {
    peak: f64,
}

impl Recursion for Drawdown {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        if !(row.close.is_finite() && row.close > 0.0) {
            return f64::NAN;
        }
        self.peak = self.peak.max(row.close);
        row.close / self.peak - 1.0
    }
}
