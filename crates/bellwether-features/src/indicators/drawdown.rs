//! Drawdown from the highest close so far.

use bellwether_core::Bar;

use super::Indicator;
use super::recursion::{Recursion, fold};

/// 0 at a new high, negative below it; NaN for a close that is not positive. A split reads as a loss.
pub(super) const DRAWDOWN: Indicator = Indicator {
    name: "drawdown",
    warm_up: 0,
    formula: "close[t] / max(close[0..=t]) - 1",
    source: "the loss since the peak, as in Magdon-Ismail and Atiya (2004)",
    recursion: Some(|| Box::new(Drawdown::default())),
    compute: |bars| fold(Drawdown::default(), bars),
};

#[derive(Default)]
struct Drawdown {
    peak: f64,
}

impl Recursion for Drawdown {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        if !(bar.close.is_finite() && bar.close > 0.0) {
            return f64::NAN;
        }
        self.peak = self.peak.max(bar.close);
        bar.close / self.peak - 1.0
    }
}
