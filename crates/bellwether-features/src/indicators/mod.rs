//! Price indicators: causal columns over bars.

mod adx;
mod atr;
mod bar_field;
mod blocks;
mod bollinger;
mod calendar;
mod cci;
mod change;
mod columns;
mod corwin_schultz;
mod decomposed;
mod drawdown;
mod ema;
mod ewm;
mod liquidity;
mod log_momentum;
mod log_return;
mod macd;
mod mfi;
mod moving_average;
mod obv;
mod price_channel;
mod recursion;
mod roll_spread;
mod rolling;
mod rsi;
mod smoothing;
mod standard_deviation;
mod stochastic;
mod true_range;
mod volatility;
mod vwap;
mod williams_r;
mod wma;

use std::fmt;

use bellwether_core::Bar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use columns::PriceColumns;
pub use recursion::PriceStream;
use recursion::Recursion;

/// What an indicator's file says about it.
struct Indicator {
    name: &'static str,
    warm_up: usize,
    /// Rows whose sums are taken together: a value's bits depend on the row's index modulo this. 1 where they depend on
    /// the numbers alone.
    block: usize,
    formula: &'static str,
    source: &'static str,
    /// How it starts, where it remembers every bar; `None` where the last `warm_up + 1` bars are all that a value
    /// depends on.
    recursion: Option<fn() -> Box<dyn Recursion>>,
    compute: Compute,
}

/// Writes every value of a column of as many rows.
type Compute = fn(&PriceColumns, &mut [f64]);

/// A column over bars: `out[t]` depends on bars `0..=t` only, and is NaN during warm-up.
///
/// Prices are in the currency of the file. The indicators read the close as traded, not the adjusted one. A value that
/// is not a finite number counts as missing: a rolling indicator is NaN while one is in its window and is itself again,
/// bit for bit, once it has left; a change over several sessions is NaN where one of its two closes is missing; an
/// exponentially weighted mean (`ema`, `macd`) is NaN on that bar and skips it afterwards; and what remembers every bar
/// (the means that start from a simple one, MACD line, RSI, DI, ADX, ATR, OBV, drawdown) is NaN on that bar and goes on as
/// if the bar were not there.
///
/// A rolling value depends on the numbers in its window and, in its last bits, on where the window stands: sums are taken
/// in blocks of the window's width, counted from the first bar, so that the value has the same bits in any series that
/// leaves out whole blocks before it, and in another the same value to rounding (1e-12 of it, of the mean for a lower
/// band). [`PriceFeature::stream`] has the bits of [`PriceFeature::compute`]. Extremes, changes over several sessions, CCI
/// and Roll's spread have the bits of their window alone.
///
/// A split shows as the jump that it is in traded prices.
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
    /// Linearly weighted mean of the last 20 closes.
    Wma20,
    /// Exponential mean close of span 12, started from a simple mean.
    Ema12,
    /// Exponential mean close of span 20, started from a simple mean.
    Ema20,
    /// Exponential mean close of span 26, started from a simple mean.
    Ema26,
    /// `ema12 - ema26`, both started on the same bar.
    MacdLine,
    /// Exponential mean of span 9 of the MACD line.
    MacdSignal,
    /// MACD line less its signal.
    MacdHistogram,
    /// Relative strength index over 14 sessions, 0 to 100.
    Rsi14,
    /// `close[t] - close[t - 10]`.
    Momentum10,
    /// Rate of change over 10 sessions, in per cent.
    Roc10,
    /// Commodity channel index over 20 sessions.
    Cci20,
    /// Stochastic oscillator over 14 sessions, 0 to 100.
    StochK14,
    /// Mean of the last 3 values of the stochastic oscillator.
    StochD3,
    /// Williams %R over 14 sessions, -100 to 0.
    WilliamsR14,
    /// Directional indicator of upward movement over 14 sessions, in per cent.
    PlusDi14,
    /// Directional indicator of downward movement over 14 sessions, in per cent.
    MinusDi14,
    /// Average directional index over 14 sessions, 0 to 100.
    Adx14,
    /// Average true range over 14 sessions.
    Atr14,
    /// On-balance volume since the first bar.
    Obv,
    /// Money flow index over 14 sessions, 0 to 100.
    Mfi14,
    /// Volume-weighted average price over 20 sessions.
    Vwap20,
    /// Distance of the Bollinger bands as a share of their middle.
    BandWidth,
    /// Annualised volatility from 20 squared log returns.
    RealisedVol20,
    /// Annualised volatility from 20 ranges from low to high.
    Parkinson20,
    /// `close[t] / close[t - 1] - 1`.
    Return1,
    /// `close[t] / close[t - 5] - 1`.
    Return5,
    /// `close[t] / close[t - 20] - 1`.
    Return20,
    /// `ln(close[t] / close[t - 5])`.
    LogReturn5,
    /// `ln(close[t] / close[t - 10])`.
    LogReturn10,
    /// `ln(close[t] / close[t - 20])`.
    LogReturn20,
    /// `close[t]` over the highest close so far, less 1.
    Drawdown,
    /// Amihud's illiquidity over 20 sessions.
    Amihud20,
    /// Volume over its mean of 20 sessions.
    RelativeVolume20,
    /// Roll's effective spread over 20 sessions.
    RollSpread20,
    /// Corwin and Schultz's spread over 20 sessions.
    CorwinSchultz20,
    /// Mean of `2 (high - low) / (high + low)` over 20 sessions.
    HighLowRange20,
    /// Share of 20 sessions that closed where the session before did.
    ZeroReturnShare20,
    /// Mean of `close volume` over 20 sessions.
    DollarVolume20,
    /// 1 for Monday to 7.
    DayOfWeek,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12.
    Month,
    /// Calendar days since the session before.
    DaysSinceSession,
    /// Close denoised by wavelets, in a window of 64 sessions.
    WaveletClose64,
    /// Close less what stands out of its Haar details, likewise.
    HaarClose64,
    /// Close denoised by symlets with a hard threshold, likewise.
    SymletClose64,
    /// Fastest empirical mode of the close, likewise.
    EmdFirst64,
    /// Second empirical mode of the close, likewise.
    EmdSecond64,
    /// The close less both.
    EmdRest64,
    /// Slope since the last turning point, likewise.
    TrendSlope64,
    /// Sessions since the last turning point, likewise.
    TrendAge64,
}

impl PriceFeature {
    /// Every price feature, in the order of the tables.
    pub const ALL: [Self; 65] = [
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
        Self::Wma20,
        Self::Ema12,
        Self::Ema20,
        Self::Ema26,
        Self::MacdLine,
        Self::MacdSignal,
        Self::MacdHistogram,
        Self::Rsi14,
        Self::Momentum10,
        Self::Roc10,
        Self::Cci20,
        Self::StochK14,
        Self::StochD3,
        Self::WilliamsR14,
        Self::PlusDi14,
        Self::MinusDi14,
        Self::Adx14,
        Self::Atr14,
        Self::Obv,
        Self::Mfi14,
        Self::Vwap20,
        Self::BandWidth,
        Self::RealisedVol20,
        Self::Parkinson20,
        Self::Return1,
        Self::Return5,
        Self::Return20,
        Self::LogReturn5,
        Self::LogReturn10,
        Self::LogReturn20,
        Self::Drawdown,
        Self::Amihud20,
        Self::RelativeVolume20,
        Self::RollSpread20,
        Self::CorwinSchultz20,
        Self::HighLowRange20,
        Self::ZeroReturnShare20,
        Self::DollarVolume20,
        Self::DayOfWeek,
        Self::DayOfMonth,
        Self::Month,
        Self::DaysSinceSession,
        Self::WaveletClose64,
        Self::HaarClose64,
        Self::SymletClose64,
        Self::EmdFirst64,
        Self::EmdSecond64,
        Self::EmdRest64,
        Self::TrendSlope64,
        Self::TrendAge64,
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
            Self::Wma20 => &wma::WMA20,
            Self::Ema12 => &ema::EMA12,
            Self::Ema20 => &ema::EMA20,
            Self::Ema26 => &ema::EMA26,
            Self::MacdLine => &macd::LINE,
            Self::MacdSignal => &macd::SIGNAL,
            Self::MacdHistogram => &macd::HISTOGRAM,
            Self::Rsi14 => &rsi::RSI14,
            Self::Momentum10 => &change::MOMENTUM10,
            Self::Roc10 => &change::ROC10,
            Self::Cci20 => &cci::CCI20,
            Self::StochK14 => &stochastic::K14,
            Self::StochD3 => &stochastic::D3,
            Self::WilliamsR14 => &williams_r::WILLIAMS_R14,
            Self::PlusDi14 => &adx::PLUS_DI14,
            Self::MinusDi14 => &adx::MINUS_DI14,
            Self::Adx14 => &adx::ADX14,
            Self::Atr14 => &atr::ATR14,
            Self::Obv => &obv::OBV,
            Self::Mfi14 => &mfi::MFI14,
            Self::Vwap20 => &vwap::VWAP20,
            Self::BandWidth => &bollinger::BAND_WIDTH,
            Self::RealisedVol20 => &volatility::REALISED20,
            Self::Parkinson20 => &volatility::PARKINSON20,
            Self::Return1 => &change::RETURN1,
            Self::Return5 => &change::RETURN5,
            Self::Return20 => &change::RETURN20,
            Self::LogReturn5 => &change::LOG_RETURN5,
            Self::LogReturn10 => &change::LOG_RETURN10,
            Self::LogReturn20 => &change::LOG_RETURN20,
            Self::Drawdown => &drawdown::DRAWDOWN,
            Self::Amihud20 => &liquidity::AMIHUD20,
            Self::RelativeVolume20 => &liquidity::RELATIVE_VOLUME20,
            Self::RollSpread20 => &roll_spread::ROLL_SPREAD20,
            Self::CorwinSchultz20 => &corwin_schultz::CORWIN_SCHULTZ20,
            Self::HighLowRange20 => &liquidity::HIGH_LOW_RANGE20,
            Self::ZeroReturnShare20 => &liquidity::ZERO_RETURN_SHARE20,
            Self::DollarVolume20 => &liquidity::DOLLAR_VOLUME20,
            Self::DayOfWeek => &calendar::DAY_OF_WEEK,
            Self::DayOfMonth => &calendar::DAY_OF_MONTH,
            Self::Month => &calendar::MONTH,
            Self::DaysSinceSession => &calendar::DAYS_SINCE_SESSION,
            Self::WaveletClose64 => &decomposed::WAVELET_CLOSE64,
            Self::HaarClose64 => &decomposed::HAAR_CLOSE64,
            Self::SymletClose64 => &decomposed::SYMLET_CLOSE64,
            Self::EmdFirst64 => &decomposed::EMD_FIRST64,
            Self::EmdSecond64 => &decomposed::EMD_SECOND64,
            Self::EmdRest64 => &decomposed::EMD_REST64,
            Self::TrendSlope64 => &decomposed::TREND_SLOPE64,
            Self::TrendAge64 => &decomposed::TREND_AGE64,
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

    /// The column: one value for each bar. Several features of the same bars are quicker by [`Self::column`].
    pub fn compute(self, bars: &[Bar]) -> Vec<f64> {
        self.column(&PriceColumns::new(bars))
    }

    /// The column: one value for each bar.
    pub fn column(self, columns: &PriceColumns) -> Vec<f64> {
        let mut out = Vec::new();
        self.write_column(columns, &mut out);
        out
    }

    /// The column in the place of what `out` held, whose memory it takes over.
    pub fn write_column(self, columns: &PriceColumns, out: &mut Vec<f64>) {
        out.resize(columns.len(), 0.0);
        (self.indicator().compute)(columns, out);
    }

    /// The same decomposition of all bars at once, for the columns that decompose windows; `None` for the others. Every
    /// value depends on later bars: a forecast from it is none. It exists to show what papers that decompose the whole
    /// series gain by it.
    pub fn compute_whole(self, bars: &[Bar]) -> Option<Vec<f64>> {
        decomposed::whole(self.indicator(), bars)
    }

    /// Whether the column decomposes windows of the close.
    pub fn is_decomposition(self) -> bool {
        self.compute_whole(&[]).is_some()
    }

    /// The same column fed one bar at a time, with the same bits.
    pub fn stream(self) -> PriceStream {
        PriceStream::new(self.indicator())
    }
}

impl fmt::Display for PriceFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
