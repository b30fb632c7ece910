use crate::Date;

/// What can be wrong with core values.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoreError {
    /// Not a ticker symbol.
    #[error("`{text}` is not a ticker symbol (letters, digits and . - ^ = _ only, at most 16)")]
    Ticker {
        /// The text, shortened.
        text: String,
    },
    /// Decision offset out of range.
    #[error("the decision offset is {minutes} minutes; it must lie between -960 and 960")]
    DecisionOffset {
        /// The offset given.
        minutes: i32,
    },
    /// A decision that would come before the bar that it is said to know.
    #[error(
        "the decision at {decision} comes before the close of the session of {date}; give a smaller offset"
    )]
    DecisionBeforeBar {
        /// The last completed session.
        date: Date,
        /// The decision.
        decision: crate::Timestamp,
    },
    /// No such time zone.
    #[error("`{name}` is not a known IANA time zone")]
    TimeZone {
        /// The name given.
        name: String,
    },
    /// The calendar has no session near a date.
    #[error("the calendar has no session after {date}")]
    NoSession {
        /// The date asked about.
        date: Date,
    },
    /// Bars are not in strict date order.
    #[error(
        "{ticker}: the bar of {later} follows the bar of {earlier}; bars must be in date order, one a session"
    )]
    BarOrder {
        /// The ticker.
        ticker: String,
        /// The earlier bar in the list.
        earlier: Date,
        /// The one after it.
        later: Date,
    },
    /// A column does not fit its frame or its posts.
    #[error("`{name}` has {found} values where {expected} are needed")]
    Length {
        /// The column's name.
        name: String,
        /// Values found.
        found: usize,
        /// Values needed.
        expected: usize,
    },
}

/// Why a model could not be fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// Too few training samples.
    #[error("{model} needs at least {needed} training samples and has {found}")]
    TooFewSamples {
        /// The model.
        model: &'static str,
        /// Samples it needs.
        needed: usize,
        /// Samples it was given.
        found: usize,
    },
    /// A value that is not a finite number among the inputs.
    #[error("column `{column}` is {value} on {date}; the model needs finite inputs")]
    NotFinite {
        /// The column.
        column: String,
        /// The session.
        date: Date,
        /// The value.
        value: f64,
    },
    /// A parameter out of range.
    #[error("{model}: `{parameter}` is {value}; {expected}")]
    Parameter {
        /// The model.
        model: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// The model cannot forecast this target.
    #[error("{model} cannot forecast {target}")]
    Target {
        /// The model.
        model: &'static str,
        /// The target.
        target: String,
    },
    /// Several series for a model that learns from one.
    #[error("{model} learns from one series only")]
    OneSeries {
        /// The model.
        model: &'static str,
    },
    /// Training or solving failed numerically.
    #[error("{model}: {reason}")]
    Numerical {
        /// The model.
        model: &'static str,
        /// What happened, with the values.
        reason: String,
    },
    /// The user stopped the run.
    #[error("stopped")]
    Cancelled,
}

/// Why a fitted model could not forecast.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// Not enough rows before the origin.
    #[error("the forecast at {date} needs {needed} rows of history and has {found}")]
    TooLittleHistory {
        /// The origin.
        date: Date,
        /// Rows needed.
        needed: usize,
        /// Rows there.
        found: usize,
    },
    /// A value that is not a finite number in the window.
    #[error("column `{column}` is {value} on {date}; the model needs finite inputs")]
    NotFinite {
        /// The column.
        column: String,
        /// The session.
        date: Date,
        /// The value.
        value: f64,
    },
    /// The model's own output is not a finite number.
    #[error("the forecast at {date} is {value}")]
    NotFiniteOutput {
        /// The origin.
        date: Date,
        /// The value.
        value: f64,
    },
    /// A forecast of a price that an interval in logarithms cannot be put around.
    #[error("the forecast at {date} is {value}; an interval around a price needs a positive one")]
    NotPositive {
        /// The origin.
        date: Date,
        /// The value.
        value: f64,
    },
    /// The window does not have the columns that the model was fitted on.
    #[error("the model was fitted on {expected} columns and is given {found}")]
    Columns {
        /// Columns at fit time.
        expected: usize,
        /// Columns given.
        found: usize,
    },
    /// A series that the model was not fitted on.
    #[error("the model was fitted on {fitted} series and is asked about number {series}, counted from 0")]
    UnknownSeries {
        /// The position asked about.
        series: usize,
        /// Series at fit time.
        fitted: usize,
    },
    /// The candlestick picture of the last days cannot be drawn.
    #[error("the picture that ends at {date}: {reason}")]
    Picture {
        /// The origin.
        date: Date,
        /// What is wrong.
        reason: String,
    },
    /// The model refuses what is known at the origin.
    #[error("the forecast at {date}: {reason}")]
    Model {
        /// The origin.
        date: Date,
        /// What is wrong.
        reason: String,
    },
    /// Saved state that cannot be read.
    #[error("saved model cannot be read: {reason}")]
    Saved {
        /// What is wrong with it.
        reason: String,
    },
}
