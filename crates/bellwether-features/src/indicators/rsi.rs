//! Relative strength index.

use super::Indicator;
use super::columns::Row;
use super::recursion::{Recursion, fold};
use super::smoothing::Wilder;

/// 14 sessions; from 0, all falls, to 100, all rises; 0 when the close has not moved at all.
pub(super) const RSI14: Indicator = Indicator {
    name: "rsi14",
    warm_up: 14,
    block: 1,
    formula: "100 up / (up + down), Wilder means over 14 of rises and of falls of the close",
    source: "Wilder (1978), New Concepts in Technical Trading Systems, as TA-Lib RSI(14)",
    recursion: Some(|| Box::new(Rsi::<14>::new())),
    compute: |columns, out| fold(Rsi::<14>::new(), columns, out),
};

struct Rsi<const N: usize> {
    previous: f64,
    up: Wilder<N>,
    down: Wilder<N>,
}

impl<const N: usize> Rsi<N> {
    fn new() -> Self {
        Self { previous: f64::NAN, up: Wilder::new(), down: Wilder::new() }
    }
}

impl<const N: usize> Recursion for Rsi<N> {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        if !row.close.is_finite() {
            return f64::NAN;
        }
        let change = row.close - self.previous;
        self.previous = row.close;
        if change.is_nan() {
            return f64::NAN;
        }
        let up = self.up.push(if change > 0.0 { change } else { 0.0 });
        let down = self.down.push(if change < 0.0 { -change } else { 0.0 });
        let sum = up + down;
        if sum == 0.0 { 0.0 } else { 100.0 * (up / sum) }
    }
}
