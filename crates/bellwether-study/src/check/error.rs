use bellwether_core::{Date, TargetKind, Ticker};

/// Why predictions cannot be checked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// No horizon.
    #[error("a forecast is at least 1 row ahead")]
    Horizon,
    /// A file without actual values, and no prices.
    #[error("the file has no column of what came: {}", columns.join(", "))]
    NoActual {
        /// The columns that were recognised, with their uses.
        columns: Vec<String>,
    },
    /// Prices that lack a ticker.
    #[error("there are no prices for {ticker}; they have {}", found.join(", "))]
    NoPrices {
        /// The ticker.
        ticker: Ticker,
        /// The tickers that they have.
        found: Vec<String>,
    },
    /// A value that is none of what is forecast.
    #[error("{ticker}, {date}: {value} is no {}", noun(*kind))]
    Value {
        /// The ticker.
        ticker: Ticker,
        /// The day.
        date: Date,
        /// The value.
        value: f64,
        /// What is forecast.
        kind: TargetKind,
    },
    /// A model with quantiles or probabilities where something else is forecast.
    #[error("{model} has no value of what is forecast, a {}, on {date} for {ticker}", noun(*kind))]
    NoPoint {
        /// The model.
        model: String,
        /// The ticker.
        ticker: Ticker,
        /// The day.
        date: Date,
        /// What is forecast.
        kind: TargetKind,
    },
    /// Forecasts, none of them so many rows ahead.
    #[error("no forecast is {horizon} {} ahead of its cutoff; the file has {}", plural(*horizon), found.join(", "))]
    NoSuchHorizon {
        /// The horizon asked for.
        horizon: usize,
        /// Those that are there.
        found: Vec<String>,
    },
    /// Prices as returns.
    #[error("what came is of size {median:.2}, the median of {rows} rows, and no return is so large")]
    NotReturns {
        /// The median of what came, without its sign.
        median: f64,
        /// Rows with it.
        rows: usize,
    },
    /// Scaled prices, taken for returns.
    #[error(
        "{ticker}: what came has values below 0, and moves like a price and not like a return: that of a day and of the day \
             before have a correlation of {correlation:.3}"
    )]
    Scaled {
        /// The ticker.
        ticker: Ticker,
        /// Of neighbouring rows.
        correlation: f64,
    },
    /// Prices that are of another size than what came.
    #[error(
        "{ticker}, {date}: what came is {actual}, and the price of that day {close}: they are not of one size"
    )]
    OtherPrices {
        /// The ticker.
        ticker: Ticker,
        /// The first day that both have.
        date: Date,
        /// What came, by the file.
        actual: f64,
        /// The price.
        close: f64,
    },
    /// Prices without the one that is forecast.
    #[error("the prices of {ticker} have no {}", column(*kind))]
    NoSuchPrice {
        /// The ticker.
        ticker: Ticker,
        /// What is forecast.
        kind: TargetKind,
    },
    /// Two prices of one day.
    #[error("{ticker}, {date}: what came is {first} in one row and {second} in another")]
    TwoActuals {
        /// The ticker.
        ticker: Ticker,
        /// The day.
        date: Date,
        /// In the first row.
        first: f64,
        /// In another.
        second: f64,
    },
    /// No day with a forecast, what came and what was known before.
    #[error("no day has a forecast, what came, and the value {horizon} {} before ({rows} {})", plural(*horizon), plural(*rows))]
    Nothing {
        /// The horizon.
        horizon: usize,
        /// Rows of the file.
        rows: usize,
    },
}

impl CheckError {
    /// What to do about it, in one sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::Horizon => "leave the horizon out for forecasts of the next row".to_owned(),
            Self::NoActual { .. } => {
                "give the prices (--prices PRICES.csv), or name the column (--column actual=NAME)".to_owned()
            }
            Self::NoPrices { .. } => "give prices of every ticker, in one file with a column `ticker` or in a folder with a file for each \
                                      (AAPL.csv); a file of predictions that names no ticker takes one: --ticker"
                .to_owned(),
            Self::NotReturns { .. } => {
                "are they prices? Then say --target close, or name the column of the returns: --column actual=NAME".to_owned()
            }
            Self::Scaled { .. } => {
                "undo the scaling before predictions are written (inverse_transform); if they are returns, say --target log-return".to_owned()
            }
            Self::OtherPrices { .. } => {
                "give what came in the unit of the prices (undo scaling), or leave --prices out".to_owned()
            }
            Self::NoSuchPrice { .. } => "give prices with that column, or say --target close".to_owned(),
            Self::TwoActuals { .. } => {
                "the date is the day that is forecast; the day on which the forecast was made is another column: --column \
                 cutoff=NAME"
                    .to_owned()
            }
            Self::Value { kind: TargetKind::Close | TargetKind::Open | TargetKind::AdjClose, .. } => {
                "undo the scaling, if prices are scaled; if they are no prices: --target log-return or direction".to_owned()
            }
            Self::NoPoint { kind: TargetKind::Direction, .. } | Self::Value { .. } => {
                "say what was forecast: --target close, log-return or direction".to_owned()
            }
            Self::NoPoint { .. } => {
                "quantiles need the median (a column such as q0.5) or a column of predictions beside them; or say what was \
                 forecast: --target close, log-return or direction"
                    .to_owned()
            }
            Self::NoSuchHorizon { .. } => "--horizon takes one of these".to_owned(),
            Self::Nothing { .. } => {
                "give the file a column of previous closes, or --prices, or a file with more days".to_owned()
            }
        }
    }
}

fn noun(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => "price",
        TargetKind::LogReturn => "return",
        TargetKind::Direction => "direction (0 or 1)",
    }
}

fn column(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Open => "open",
        TargetKind::AdjClose => "adjusted close",
        TargetKind::Close | TargetKind::LogReturn | TargetKind::Direction => "close",
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "row" } else { "rows" }
}
