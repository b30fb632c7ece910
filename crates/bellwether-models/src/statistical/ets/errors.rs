use super::Form;

/// Why a model of exponential smoothing, or of the same family, could not be fitted or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SmoothingError {
    /// Too few values.
    #[error("{model} needs at least {needed} values and has {found}")]
    TooShort {
        /// The model, with its form.
        model: String,
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
    /// A value that a multiplicative part cannot have.
    #[error("{form} needs values above 0; value {index} (counted from 0) is {value}")]
    NotPositive {
        /// The form.
        form: Form,
        /// Its place in the series.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A season that is out of range, or is not given.
    #[error("a season of {period} values; it must have 2 to 260")]
    Period {
        /// The values of a season.
        period: usize,
    },
    /// A series that the model follows without error: its likelihood has no bound.
    #[error("nothing is left over of the {values} values to fit: they are constant, or follow a line")]
    NoVariation {
        /// Observed values.
        values: usize,
    },
    /// No start had a finite likelihood.
    #[error("{form}: the likelihood is not finite at any start")]
    Likelihood {
        /// The form.
        form: Form,
    },
    /// A forecast that is not a finite number.
    #[error("the forecast {ahead} steps ahead is {value}")]
    Forecast {
        /// Steps ahead.
        ahead: usize,
        /// The value.
        value: f64,
    },
}
