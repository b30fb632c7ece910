/// Why a volatility model could not be fitted or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VolatilityError {
    /// Too few values.
    #[error("a volatility model needs at least {needed} values and has {found}")]
    TooShort {
        /// Observed values needed.
        needed: usize,
        /// Observed values.
        found: usize,
    },
    /// A value that is neither a number nor missing.
    #[error("value {index} (counted from 0) is {value}")]
    NotFinite {
        /// Its place in the series.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A series without variance.
    #[error("the {values} values do not vary")]
    NoVariation {
        /// Observed values.
        values: usize,
    },
    /// No start had a finite likelihood.
    #[error("the likelihood of the {values} values is not finite at any start")]
    Likelihood {
        /// Observed values.
        values: usize,
    },
}
