//! Price indicators: causal columns over bars.

mod bar_field;
mod bollinger;
mod ema;
mod ewm;
mod log_momentum;
mod log_return;
mod macd;
mod moving_average;
mod rolling;
mod standard_deviation;

use std::fmt;

use bellwether_core::Bar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an indicator's file says about it.
struct Indicator {
    name: &'static str,
    warm_up: usize,
    formula: &'static str,
    source: &'static str,
    compute: fn(&[Bar]) -> Vec<f64>,
}

/// A column over bars: `out[t]` depends on bars `0..=t` only, and is NaN during warm-up.
///
/// Prices are in the currency of the file. The indicators read the close as traded, not the adjusted one. A value that
/// is not a finite number counts as missing: a rolling indicator is NaN while one is in its window and is itself again,
/// bit for bit, once it has left; an exponentially weighted one is NaN on that bar and skips it afterwards.
///
/// ```
/// use bellwether_features::PriceFeature;
/// assert_eq!(PriceFeature::Ma20.name(), "ma20");
/// assert_eq!(PriceFeature::Ma20.warm_up(), 19);
/// assert!(PriceFeature::Ma20.compute(&[]).is_empty());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PriceFeature {
    /// First traded price.
    Open,
    /// Highest traded price.
    High,
    /// Lowest traded price.
    Low,
    /// Last traded price.
    Close,
    /// Close restated for later splits and dividends; see [`PriceFeature::is_restated`].
    AdjClose,
    /// Shares traded.
    Volume,
    /// Mean close of the last 7 sessions.
    Ma7,
    /// Mean close of the last 20 sessions.
    Ma20,
    /// Exponentially weighted mean close of span 12 less that of span 26.
    Macd,
    /// Sample standard deviation of the last 20 closes.
    Sd20,
    /// Upper Bollinger band: `ma20 + 2 sd20`.
    UpperBand,
    /// Lower Bollinger band: `ma20 - 2 sd20`.
    LowerBand,
    /// Exponentially weighted mean close, centre of mass 0.5.
    Ema,
    /// `ln(close - 1)`.
    LogMomentum,
    /// `ln(close[t] / close[t - 1])`.
    LogReturn,
}

impl PriceFeature {
    /// Every price feature, in the order of the tables.
    pub const ALL: [Self; 15] = [
        Self::Open,
        Self::High,
        Self::Low,
        Self::Close,
        Self::AdjClose,
        Self::Volume,
        Self::Ma7,
        Self::Ma20,
        Self::Macd,
        Self::Sd20,
        Self::UpperBand,
        Self::LowerBand,
        Self::Ema,
        Self::LogMomentum,
        Self::LogReturn,
    ];

    fn indicator(self) -> &'static Indicator {
        match self {
            Self::Open => &bar_field::OPEN,
            Self::High => &bar_field::HIGH,
            Self::Low => &bar_field::LOW,
            Self::Close => &bar_field::CLOSE,
            Self::AdjClose => &bar_field::ADJ_CLOSE,
            Self::Volume => &bar_field::VOLUME,
            Self::Ma7 => &moving_average::MA7,
            Self::Ma20 => &moving_average::MA20,
            Self::Macd => &macd::MACD,
            Self::Sd20 => &standard_deviation::SD20,
            Self::UpperBand => &bollinger::UPPER_BAND,
            Self::LowerBand => &bollinger::LOWER_BAND,
            Self::Ema => &ema::EMA,
            Self::LogMomentum => &log_momentum::LOG_MOMENTUM,
            Self::LogReturn => &log_return::LOG_RETURN,
        }
    }

    /// The name, kebab-case: in configurations and as the frame's column.
    pub fn name(self) -> &'static str {
        self.indicator().name
    }

    /// How many leading rows are NaN when no bar is missing.
    pub fn warm_up(self) -> usize {
        self.indicator().warm_up
    }

    /// The formula, as text.
    pub fn formula(self) -> &'static str {
        self.indicator().formula
    }

    /// Where the definition comes from.
    pub fn source(self) -> &'static str {
        self.indicator().source
    }

    /// Whether the value was restated after its session, so that it was not known in this form at the decision. True
    /// for the adjusted close alone.
    pub fn is_restated(self) -> bool {
        self == Self::AdjClose
    }

    /// The column: one value for each bar, in one pass.
    pub fn compute(self, bars: &[Bar]) -> Vec<f64> {
        (self.indicator().compute)(bars)
    }
}

impl fmt::Display for PriceFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The closes, with NaN for whatever is not a finite number.
fn closes(bars: &[Bar]) -> Vec<f64> {
    bars.iter().map(|b| if b.close.is_finite() { b.close } else { f64::NAN }).collect()
}
