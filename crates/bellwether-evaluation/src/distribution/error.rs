//! Why a forecast distribution could not be scored.

use crate::input::InputError;

/// A score of a distribution that was not computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DistributionError {
    /// The series do not fit together, are empty, or hold NaN or infinity.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Levels outside (0, 1) or out of order.
    #[error("the level at index {index} is {level}: levels rise strictly between 0 and 1")]
    Level {
        /// Index of the level.
        index: usize,
        /// What stands there.
        level: f64,
    },
    /// A quantile below that of a lower level.
    #[error("the quantiles of row {row} cross: {lower} is followed by {upper}; sort them first")]
    Crossing {
        /// Row, counted from 0.
        row: usize,
        /// The quantile at the lower level.
        lower: f64,
        /// The quantile at the next level.
        upper: f64,
    },
    /// A place outside [0, 1].
    #[error("the place at index {index} is {value}: places in a distribution lie in [0, 1]")]
    Place {
        /// Index of the place.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A sum left the range of a double.
    #[error("the values are too large: a sum left the range of a double")]
    Overflow,
}
