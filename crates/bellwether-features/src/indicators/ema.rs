//! Exponential moving averages of the close: weights that sum to one from the first bar on, and Wilder-era ones that
//! start from a simple mean.

use super::Indicator;
use super::columns::{PriceColumns, Row};
use super::ewm::Ewm;
use super::recursion::{Recursion, fold};
use super::smoothing::Ema as Seeded;

/// Centre of mass one half, that is, weight 2/3 on the newest close; no warm-up.
pub(super) const EMA: Indicator = Indicator {
    name: "ema",
    warm_up: 0,
    block: 1,
    formula: "ewm(close, com 0.5)[t]",
    source: "pandas `ewm(com=0.5).mean()`; TA-Lib EMA(2) starts differently and agrees after some 35 rows",
    recursion: Some(|| Box::new(weighted())),
    compute: |columns, out| fold(weighted(), columns, out),
};

const fn weighted() -> Weighted {
    Weighted(Ewm::new(1.0 / 1.5))
}

struct Weighted(Ewm);

impl Recursion for Weighted {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.0.push(row.close)
    }
}

const SOURCE: &str = "as TA-Lib EMA, which starts from a simple mean";

/// Span 12.
pub(super) const EMA12: Indicator = Indicator {
    name: "ema12",
    warm_up: 11,
    block: 1,
    formula: "ema[t-1] + (close[t] - ema[t-1]) 2/13; at first mean of 12 closes",
    source: SOURCE,
    recursion: Some(|| Box::new(FromMean::<12>(Seeded::new()))),
    compute: from_mean::<12>,
};

/// Span 20.
pub(super) const EMA20: Indicator = Indicator {
    name: "ema20",
    warm_up: 19,
    block: 1,
    formula: "ema[t-1] + (close[t] - ema[t-1]) 2/21; at first mean of 20 closes",
    source: SOURCE,
    recursion: Some(|| Box::new(FromMean::<20>(Seeded::new()))),
    compute: from_mean::<20>,
};

/// Span 26.
pub(super) const EMA26: Indicator = Indicator {
    name: "ema26",
    warm_up: 25,
    block: 1,
    formula: "ema[t-1] + (close[t] - ema[t-1]) 2/27; at first mean of 26 closes",
    source: SOURCE,
    recursion: Some(|| Box::new(FromMean::<26>(Seeded::new()))),
    compute: from_mean::<26>,
};

struct FromMean<const N: usize>(Seeded<N>);

impl<const N: usize> Recursion for FromMean<N> {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        if row.close.is_nan() { f64::NAN } else { self.0.push(row.close) }
    }
}

fn from_mean<const N: usize>(columns: &PriceColumns, out: &mut [f64]) {
    if columns.closes_are_whole() {
        Seeded::<N>::new().run(&columns.close, out);
    } else {
        fold(FromMean::<N>(Seeded::new()), columns, out);
    }
}
