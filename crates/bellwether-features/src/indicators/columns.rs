//! Bars as columns, which is how indicators read them.

use bellwether_core::{Bar, Date};

/// The numbers of a ticker's bars, column by column: built once, read by every price feature.
///
/// A bar is a hundred bytes wide, of which an indicator needs eight or twenty-four. A number that is not finite counts as
/// missing and is NaN here.
///
/// ```
/// use bellwether_features::{PriceColumns, PriceFeature};
/// let columns = PriceColumns::new(&[]);
/// assert!(columns.is_empty());
/// assert!(PriceFeature::Ma20.column(&columns).is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct PriceColumns {
    pub(super) dates: Vec<Date>,
    pub(super) open: Vec<f64>,
    pub(super) high: Vec<f64>,
    pub(super) low: Vec<f64>,
    pub(super) close: Vec<f64>,
    pub(super) adj_close: Vec<f64>,
    pub(super) volume: Vec<f64>,
}

impl PriceColumns {
    /// The columns of the bars, in their order.
    pub fn new(bars: &[Bar]) -> Self {
        let column = |of: fn(&Bar) -> f64| bars.iter().map(|b| finite(of(b))).collect();
        Self {
            dates: bars.iter().map(Bar::date).collect(),
            open: column(|b| b.open),
            high: column(|b| b.high),
            low: column(|b| b.low),
            close: column(|b| b.close),
            adj_close: column(|b| b.adj_close),
            volume: column(|b| b.volume),
        }
    }

    /// The number of bars.
    pub fn len(&self) -> usize {
        self.close.len()
    }

    /// Whether there are no bars.
    pub fn is_empty(&self) -> bool {
        self.close.is_empty()
    }

    /// One more bar.
    pub(super) fn push(&mut self, bar: &Bar) {
        self.dates.push(bar.date());
        for (column, value) in self.numbers().into_iter().zip([
            bar.open,
            bar.high,
            bar.low,
            bar.close,
            bar.adj_close,
            bar.volume,
        ]) {
            column.push(finite(value));
        }
    }

    /// Without the oldest `count` bars.
    pub(super) fn forget(&mut self, count: usize) {
        self.dates.drain(..count);
        for column in self.numbers() {
            column.drain(..count);
        }
    }

    fn numbers(&mut self) -> [&mut Vec<f64>; 6] {
        [
            &mut self.open,
            &mut self.high,
            &mut self.low,
            &mut self.close,
            &mut self.adj_close,
            &mut self.volume,
        ]
    }

    /// What recursions read of each bar.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let prices = self.high.iter().zip(&self.low).zip(&self.close);
        prices.zip(&self.volume).map(|(((&high, &low), &close), &volume)| Row { high, low, close, volume })
    }

    /// `(high + low + close) / 3`.
    pub(super) fn typical_prices(&self) -> Vec<f64> {
        let prices = self.high.iter().zip(&self.low).zip(&self.close);
        prices.map(|((high, low), close)| finite((high + low + close) / 3.0)).collect()
    }

    /// `close volume`.
    pub(super) fn money(&self) -> Vec<f64> {
        self.close.iter().zip(&self.volume).map(|(close, volume)| finite(close * volume)).collect()
    }
}

/// What recursions read of a bar; NaN for what is missing.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
    pub(super) volume: f64,
}

impl Row {
    pub(super) fn of(bar: &Bar) -> Self {
        Self {
            high: finite(bar.high),
            low: finite(bar.low),
            close: finite(bar.close),
            volume: finite(bar.volume),
        }
    }
}

/// NaN for what is not a finite number.
#[inline]
pub(super) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// Whether no value is missing.
pub(super) fn is_whole(values: &[f64]) -> bool {
    // A sum of products with 0 is 0 unless one is NaN; added side by side, which a search that stops early is not.
    let (chunks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, v) in sums.iter_mut().zip(chunk) {
            *sum += v * 0.0;
        }
    }
    sums.iter().chain(rest).all(|v| !v.is_nan())
}
