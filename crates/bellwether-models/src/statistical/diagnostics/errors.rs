/// Why a test has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiagnosticError {
    /// Too few values for the lags.
    #[error("{needed} values are needed, and there are {found}")]
    TooShort {
        /// Values needed.
        needed: usize,
        /// Values given.
        found: usize,
    },
    /// A value that is not a number.
    #[error("value {index} (counted from 0) is {value}")]
    NotFinite {
        /// Its place.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A series without variance.
    #[error("the {values} values do not vary")]
    NoVariation {
        /// Values given.
        values: usize,
    },
    /// A test with no lag.
    #[error("a test of memory needs at least 1 lag")]
    NoLags,
    /// A regression without a solution: its columns are not independent, or leave nothing over.
    #[error("the regression on {lags} lags has no solution: the values follow each other exactly")]
    Exact {
        /// Lags in it.
        lags: usize,
    },
}
