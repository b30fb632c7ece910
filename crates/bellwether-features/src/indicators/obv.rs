//! On-balance volume.

use super::Indicator;
use super::columns::Row;
use super::recursion::{Recursion, fold};

/// In shares; grows without bound, and its level depends on where the data starts.
pub(super) const OBV: Indicator = Indicator {
    name: "obv",
    warm_up: 0,
    block: 1,
    formula: "obv[t-1] + volume[t] sign(close[t] - close[t-1]); at first volume[0]",
    source: "Granville (1963), as TA-Lib OBV",
    recursion: Some(|| Box::new(Obv::default())),
    compute: |columns, out| fold(Obv::default(), columns, out),
};

#[derive(Default)]
struct Obv {
    previous: Option<f64>,
    sum: f64,
}

impl Recursion for Obv {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        if !(row.close.is_finite() && row.volume.is_finite()) {
            return f64::NAN;
        }
        let previous = self.previous.replace(row.close).unwrap_or(f64::NEG_INFINITY);
        let rise = if row.close > previous { row.volume } else { 0.0 };
        let fall = if row.close < previous { row.volume } else { 0.0 };
        self.sum += rise - fall;
        self.sum
    }
}
