use bellwether_core::{CoreError, Ticker, Timestamp};

/// What can be wrong with a feature specification, or with the values given to a scaler.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FeatureError {
    /// A frame without columns.
    #[error("the frame has no columns; name at least one price or text feature")]
    NoColumns,
    /// A feature named twice.
    #[error("the feature `{name}` is named {count} times; name it once")]
    DuplicateColumn {
        /// The feature.
        name: String,
        /// How often it is named.
        count: usize,
    },
    /// A setting of the text features out of range.
    #[error("the text setting `{setting}` is {value}; it must be {expected}")]
    TextSetting {
        /// The setting.
        setting: &'static str,
        /// The value given.
        value: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A series that the data do not have, or not for the ticker.
    #[error("{ticker}: the data have no series `{series}` for it, nor one for all tickers")]
    UnknownSeries {
        /// The ticker.
        ticker: Ticker,
        /// The series named in the specification.
        series: String,
    },
    /// Text features, and no scorer to take polarity from.
    #[error("the text feature `{feature}` needs a scorer, and none is named")]
    ScorerNotNamed {
        /// The first text feature.
        feature: &'static str,
    },
    /// A scorer that has not been run on the ticker's posts.
    #[error("{ticker}: the posts have no scores by `{scorer}`; run that scorer first")]
    UnknownScorer {
        /// The ticker.
        ticker: Ticker,
        /// The scorer named in the specification.
        scorer: String,
    },
    /// No completed session.
    #[error("{ticker} has no bar known at {cutoff}")]
    NoBars {
        /// The ticker.
        ticker: Ticker,
        /// The history's cutoff.
        cutoff: Timestamp,
    },
    /// A scaler fitted on no rows.
    #[error("a scaler cannot be fitted on no rows ({columns} columns)")]
    NoRows {
        /// Columns named.
        columns: usize,
    },
    /// A value that is not a finite number among a scaler's training rows.
    #[error(
        "column `{column}` is {value} in training row {row} (counted from 0); a scaler needs finite values"
    )]
    NotFinite {
        /// The column.
        column: String,
        /// The row, counted from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A column that spans more than a double can hold, or saved scaler state that cannot have come from a fit.
    #[error("column {column} cannot be scaled by (value - {offset}) / {scale}")]
    ScaleRange {
        /// The column, counted from 0.
        column: usize,
        /// The offset.
        offset: f64,
        /// The scale.
        scale: f64,
    },
    /// Values that are not whole rows, or an output of another length.
    #[error("{values} values into {outputs} places of {width} columns: not the same whole rows")]
    Shape {
        /// Input values.
        values: usize,
        /// Output places.
        outputs: usize,
        /// Columns.
        width: usize,
    },
    /// A size of a candlestick picture out of range.
    #[error("a candlestick picture's `{parameter}` is {value}; it must be {least} to {most}")]
    CandleSize {
        /// The parameter.
        parameter: &'static str,
        /// The value given.
        value: usize,
        /// The least allowed.
        least: usize,
        /// The most allowed.
        most: usize,
    },
    /// A frame without a column that candles are drawn from.
    #[error("candlestick pictures need the column `{name}`, which the frame does not have")]
    CandleColumn {
        /// The column.
        name: &'static str,
    },
    /// Not one candle for each day of the picture.
    #[error("a candlestick picture of {days} days cannot be drawn from {candles} candles")]
    CandleDays {
        /// Days of the picture.
        days: usize,
        /// Candles there.
        candles: usize,
    },
    /// A value that a candle cannot be drawn from.
    #[error("the candle of day {day} (counted from 0) has the {field} {value}; it cannot be drawn")]
    CandleNotFinite {
        /// Which of its values.
        field: &'static str,
        /// The day of the window, counted from 0.
        day: usize,
        /// The value.
        value: f64,
    },
    /// Prices that span more than a double can hold.
    #[error("candles from {low} to {high} cannot be drawn on one scale")]
    CandleRange {
        /// The lowest price.
        low: f64,
        /// The highest price.
        high: f64,
    },
    /// A buffer that is not a picture of that size.
    #[error("{values} values are not a picture of {rows} rows, {columns} columns and 3 channels")]
    PictureLength {
        /// Values in the buffer.
        values: usize,
        /// Rows of pixels.
        rows: usize,
        /// Columns of pixels.
        columns: usize,
    },
    /// A series too short for a decomposition.
    #[error("{method} needs {needed} values and is given {found}")]
    SeriesTooShort {
        /// What was asked for.
        method: &'static str,
        /// Values needed.
        needed: usize,
        /// Values there.
        found: usize,
    },
    /// A value that a decomposition cannot take.
    #[error("{method} cannot take {value}, value {at} of the series (counted from 0)")]
    SeriesNotFinite {
        /// What was asked for.
        method: &'static str,
        /// The position, counted from 0.
        at: usize,
        /// The value.
        value: f64,
    },
    /// A setting of a decomposition out of range.
    #[error("{method}: `{setting}` is {value}; it must be {expected}")]
    Setting {
        /// What was asked for.
        method: &'static str,
        /// The setting.
        setting: &'static str,
        /// The value given.
        value: f64,
        /// What is allowed.
        expected: &'static str,
    },
    /// More wavelet levels than the series has room for, or none.
    #[error("{wavelet} divides {values} values into 1 to {most} levels, not {levels}")]
    Levels {
        /// The wavelet.
        wavelet: &'static str,
        /// Values of the series.
        values: usize,
        /// Levels asked for.
        levels: usize,
        /// The most.
        most: usize,
    },
    /// Wavelet coefficients that no series has.
    #[error(
        "{approximation} approximation and {detail} detail coefficients; it must be at least {least} of each"
    )]
    Coefficients {
        /// Approximation coefficients.
        approximation: usize,
        /// Detail coefficients.
        detail: usize,
        /// The least.
        least: usize,
    },
    /// Rows without principal components.
    #[error("{rows} rows of {columns} columns with a variance of {variance} have no principal components")]
    NoComponents {
        /// Rows.
        rows: usize,
        /// Columns.
        columns: usize,
        /// Their variance in all.
        variance: f64,
    },
    /// From the core: bar order, decision offset, calendar, lengths.
    #[error(transparent)]
    Core(#[from] CoreError),
}
