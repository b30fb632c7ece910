use bellwether_core::Ticker;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The record was written in a format that this version cannot read.
    #[error("the record has format {found}; this version reads format {expected}")]
    Format {
        /// The record's format.
        found: u32,
        /// The format that this version reads.
        expected: u32,
    },
    /// Columns of a ticker's daily series differ in length.
    #[error("{ticker}: the daily column `{column}` has {found} values for {expected} dates")]
    SeriesLength {
        /// The ticker.
        ticker: Ticker,
        /// The column.
        column: &'static str,
        /// Its length.
        found: usize,
        /// How many dates there are.
        expected: usize,
    },
    /// A template could not be filled.
    #[error("the report's template could not be filled")]
    Template(#[from] minijinja::Error),
}
