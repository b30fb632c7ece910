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
        name: &'static str,
        /// How often it is named.
        count: usize,
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
    /// From the core: bar order, decision offset, calendar, lengths.
    #[error(transparent)]
    Core(#[from] CoreError),
}
