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
    /// Bars without a close, and those that lack one of high, low and close.
    missing_closes: usize,
    missing_prices: usize,
}

impl PriceColumns {
    /// The columns of the bars, in their order.
    pub fn new(bars: &[Bar]) -> Self {
        let column = |of: fn(&Bar) -> f64| bars.iter().map(|b| finite(of(b))).collect();
        let mut columns = Self {
            dates: bars.iter().map(Bar::date).collect(),
            open: column(|b| b.open),
            high: column(|b| b.high),
            low: column(|b| b.low),
            close: column(|b| b.close),
            adj_close: column(|b| b.adj_close),
            volume: column(|b| b.volume),
            ..Self::default()
        };
        (columns.missing_closes, columns.missing_prices) = columns.missing(bars.len());
        columns
    }

    /// Of the oldest `count` bars.
    fn missing(&self, count: usize) -> (usize, usize) {
        let closes = self.close.iter().take(count).filter(|close| close.is_nan()).count();
        (closes, self.rows().take(count).filter(|row| !row.has_prices()).count())
    }

    /// Whether no close is missing.
    pub(super) fn closes_are_whole(&self) -> bool {
        self.missing_closes == 0
    }

    /// Whether no high, low or close is missing.
    pub(super) fn bars_are_whole(&self) -> bool {
        self.missing_prices == 0
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
        let row = Row::of(bar);
        self.missing_closes += usize::from(row.close.is_nan());
        self.missing_prices += usize::from(!row.has_prices());
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
        let (closes, prices) = self.missing(count);
        self.missing_closes -= closes;
        self.missing_prices -= prices;
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
    /// Whether high, low and close are there.
    pub(super) fn has_prices(self) -> bool {
        !(self.high.is_nan() || self.low.is_nan() || self.close.is_nan())
    }

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
