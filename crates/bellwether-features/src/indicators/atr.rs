//! Average true range.

use super::Indicator;
use super::columns::{PriceColumns, Row};
use super::recursion::{Recursion, fold};
use super::smoothing::{CHUNK, Wilder};
use super::true_range::{Prices, true_range};

/// 14 sessions, in the price's units.
pub(super) const ATR14: Indicator = Indicator {
    name: "atr14",
    warm_up: 14,
    block: 1,
    formula: "Wilder mean over 14 of max(high[t], close[t-1]) - min(low[t], close[t-1])",
    source: "Wilder (1978), as TA-Lib ATR(14)",
    recursion: Some(|| Box::new(Atr::<14>::new())),
    compute: average::<14>,
};

struct Atr<const N: usize> {
    previous: Option<f64>,
    mean: Wilder<N>,
}

impl<const N: usize> Atr<N> {
    fn new() -> Self {
        Self { previous: None, mean: Wilder::new() }
    }
}

impl<const N: usize> Recursion for Atr<N> {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        let Some(prices) = Prices::of(row) else { return f64::NAN };
        match self.previous.replace(prices.close) {
            Some(close) => self.mean.push(prices.true_range(close)),
            None => f64::NAN,
        }
    }
}

/// Bar by bar until the mean has started, and where one is missing; else part of the series by part.
fn average<const N: usize>(columns: &PriceColumns, out: &mut [f64]) {
    let PriceColumns { high, low, close, .. } = columns;
    if out.len() <= N || !columns.bars_are_whole() {
        return fold(Atr::<N>::new(), columns, out);
    }
    let (start, out) = out.split_at_mut(N + 1);
    let mut atr = Atr::<N>::new();
    for (out, row) in start.iter_mut().zip(columns.rows()) {
        *out = atr.push(row);
    }
    let mut room = [0.0; CHUNK];
    let bars = high[N + 1..].chunks(CHUNK).zip(low[N + 1..].chunks(CHUNK)).zip(close[N..].chunks(CHUNK));
    for (out, ((high, low), before)) in out.chunks_mut(CHUNK).zip(bars) {
        let ranges = &mut room[..out.len()];
        for (range, ((&high, &low), &before)) in ranges.iter_mut().zip(high.iter().zip(low).zip(before)) {
            *range = true_range(high, low, before);
        }
        atr.mean.run(ranges, out);
    }
}
