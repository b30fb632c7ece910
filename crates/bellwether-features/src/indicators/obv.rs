//! On-balance volume.

use bellwether_core::Bar;

use super::Indicator;
use super::recursion::{Recursion, fold};

/// In shares; grows without bound, and its level depends on where the data starts.
pub(super) const OBV: Indicator = Indicator {
    name: "obv",
    warm_up: 0,
    formula: "obv[t-1] + volume[t] sign(close[t] - close[t-1]); at first volume[0]",
    source: "Granville (1963), as TA-Lib OBV",
    recursion: Some(|| Box::new(Obv::default())),
    compute: |bars| fold(Obv::default(), bars),
};

#[derive(Default)]
struct Obv {
    previous: Option<f64>,
    sum: f64,
}

impl Recursion for Obv {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        if !(bar.close.is_finite() && bar.volume.is_finite()) {
            return f64::NAN;
        }
        let previous = self.previous.replace(bar.close).unwrap_or(f64::NEG_INFINITY);
        let rise = if bar.close > previous { bar.volume } else { 0.0 };
        let fall = if bar.close < previous { bar.volume } else { 0.0 };
        self.sum += rise - fall;
        self.sum
    }
}
