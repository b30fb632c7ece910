//! Average true range.

use bellwether_core::Bar;

use super::Indicator;
use super::recursion::{Recursion, fold};
use super::smoothing::Wilder;
use super::true_range::Prices;

/// 14 sessions, in the price's units.
pub(super) const ATR14: Indicator = Indicator {
    name: "atr14",
    warm_up: 14,
    formula: "Wilder mean over 14 of max(high[t], close[t-1]) - min(low[t], close[t-1])",
    source: "Wilder (1978), as TA-Lib ATR(14)",
    recursion: Some(|| Box::new(Atr::<14>::default())),
    compute: |bars| fold(Atr::<14>::default(), bars),
};

#[derive(Default)]
struct Atr<const N: usize> {
    previous: Option<f64>,
    mean: Wilder<N>,
}

impl<const N: usize> Recursion for Atr<N> {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        let Some(prices) = Prices::of(bar) else { return f64::NAN };
        match self.previous.replace(prices.close) {
            Some(close) => self.mean.push(prices.true_range(close)),
            None => f64::NAN,
        }
    }
}
