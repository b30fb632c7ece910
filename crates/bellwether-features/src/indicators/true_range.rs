//! True range, the base of ATR and ADX.

use bellwether_core::Bar;

/// High, low and close of a bar that has all three.
#[derive(Clone, Copy)]
pub(super) struct Prices {
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
}

impl Prices {
    /// `None` when one of them is missing.
    #[inline]
    pub(super) fn of(bar: &Bar) -> Option<Self> {
        let is_there = bar.high.is_finite() && bar.low.is_finite() && bar.close.is_finite();
        is_there.then_some(Self { high: bar.high, low: bar.low, close: bar.close })
    }

    /// How far the price went since the previous close: `max(high, previous) - min(low, previous)`.
    #[inline]
    pub(super) fn true_range(self, previous_close: f64) -> f64 {
        self.high.max(previous_close) - self.low.min(previous_close)
    }
}
