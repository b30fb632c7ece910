//! True range, the base of ATR and ADX.

use super::columns::Row;

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
    pub(super) fn of(row: Row) -> Option<Self> {
        row.has_prices().then_some(Self { high: row.high, low: row.low, close: row.close })
    }

    /// How far the price went since the previous close.
    #[inline]
    pub(super) fn true_range(self, previous_close: f64) -> f64 {
        true_range(self.high, self.low, previous_close)
    }
}

/// `max(high, previous) - min(low, previous)`, of numbers.
#[inline]
pub(super) fn true_range(high: f64, low: f64, previous_close: f64) -> f64 {
    let top = if high > previous_close { high } else { previous_close };
    let bottom = if low < previous_close { low } else { previous_close };
    top - bottom
}
