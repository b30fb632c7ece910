use bellwether_core::Bar;

use crate::{CandleSpec, FeatureError, PriceFeature};

/// One day's candle: four prices in any one currency, and the volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candle {
    /// First traded price.
    pub open: f64,
    /// Highest traded price.
    pub high: f64,
    /// Lowest traded price.
    pub low: f64,
    /// Last traded price.
    pub close: f64,
    /// Shares traded; looked at only by a picture with volume bars.
    pub volume: f64,
}

impl Candle {
    /// Whether it is drawn as a rise: the close above the open.
    pub fn rises(&self) -> bool {
        self.close > self.open
    }

    /// The lowest of its prices: `low`, unless the data are at odds with themselves.
    pub(super) fn bottom(&self) -> f64 {
        self.low.min(self.high).min(self.open).min(self.close)
    }

    /// The highest of its prices.
    pub(super) fn top(&self) -> f64 {
        self.high.max(self.low).max(self.open).max(self.close)
    }

    pub(super) fn prices(&self) -> [(&'static str, f64); 4] {
        [("open", self.open), ("high", self.high), ("low", self.low), ("close", self.close)]
    }
}

impl From<&Bar> for Candle {
    fn from(bar: &Bar) -> Self {
        Self { open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume }
    }
}

/// Where a frame has the columns that candles are drawn from.
///
/// ```
/// use bellwether_features::{CandleColumns, CandleSpec};
/// let names = ["ma7", "close", "open", "low", "high"].map(str::to_owned);
/// let columns = CandleColumns::find(&CandleSpec::default(), &names)?;
/// let candle = columns.candle(&[0.0, 12.0, 11.0, 10.0, 13.0]);
/// assert_eq!((candle.open, candle.high, candle.low, candle.close), (11.0, 13.0, 10.0, 12.0));
///
/// let volume = CandleSpec { volume: true, ..CandleSpec::default() };
/// let error = CandleColumns::find(&volume, &names).unwrap_err();
/// assert_eq!(error.to_string(), "candlestick pictures need the column `volume`, which the frame does not have");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CandleColumns {
    prices: [usize; 4],
    volume: Option<usize>,
}

impl CandleColumns {
    /// The columns `open`, `high`, `low`, `close`, and `volume` when the picture has volume bars, by their names.
    ///
    /// # Errors
    /// [`FeatureError::CandleColumn`] names the first that is not there.
    pub fn find(spec: &CandleSpec, names: &[String]) -> Result<Self, FeatureError> {
        let position = |feature: PriceFeature| {
            let name = feature.name();
            names.iter().position(|n| n == name).ok_or(FeatureError::CandleColumn { name })
        };
        let [open, high, low, close] =
            [PriceFeature::Open, PriceFeature::High, PriceFeature::Low, PriceFeature::Close].map(position);
        let volume = spec.volume.then(|| position(PriceFeature::Volume)).transpose()?;
        Ok(Self { prices: [open?, high?, low?, close?], volume })
    }

    /// The candle of one row of the frame, in the frame's own units: rows must not be scaled column by column. The
    /// volume is zero when the picture has no volume bars.
    ///
    /// # Panics
    /// When the row is not one of a frame of these columns.
    pub fn candle(&self, row: &[f64]) -> Candle {
        let [open, high, low, close] = self.prices.map(|j| row[j]);
        Candle { open, high, low, close, volume: self.volume.map_or(0.0, |j| row[j]) }
    }
}
