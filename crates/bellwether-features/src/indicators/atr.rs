//! Average true range.

use super::Indicator;
use super::columns::{PriceColumns, Row, is_whole};
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

fn average<const N: usize>(columns: &PriceColumns, out: &mut [f64]) {
    let PriceColumns { high, low, close, .. } = columns;
    if !([high, low, close].into_iter().all(|column| is_whole(column))) {
        return fold(Atr::<N>::new(), columns, out);
    }
    let Some((first, out)) = out.split_first_mut() else { return };
    *first = f64::NAN;
    let mut mean = Wilder::<N>::new();
    let bars = high[1..].chunks(CHUNK).zip(low[1..].chunks(CHUNK)).zip(close.chunks(CHUNK));
    for (out, ((high, low), before)) in out.chunks_mut(CHUNK).zip(bars) {
        for (out, ((&high, &low), &before)) in out.iter_mut().zip(high.iter().zip(low).zip(before)) {
            *out = true_range(high, low, before);
        }
        mean.run(out);
    }
}
