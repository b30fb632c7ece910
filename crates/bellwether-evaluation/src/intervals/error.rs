//! Why an interval could not be computed.

use crate::input::InputError;

/// An interval, or its score, that was not computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IntervalError {
    /// The series do not fit together, are empty, or hold NaN or infinity.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A level outside (0, 1).
    #[error("the level is {level}: a level lies strictly between 0 and 1")]
    Level {
        /// The level as asked.
        level: f64,
    },
    /// Too few residuals for the level: the interval would have to be infinite.
    #[error("an interval at level {level} needs {needed} past residuals, and there are {residuals}")]
    TooFewResiduals {
        /// Level asked for.
        level: f64,
        /// Residuals given.
        residuals: usize,
        /// Residuals needed, the smallest `n` with `(n + 1) level ≤ n`.
        needed: usize,
    },
    /// A point forecast that is NaN or infinite.
    #[error("the point forecast is {point}: only a finite one has an interval")]
    Point {
        /// The forecast.
        point: f64,
    },
    /// An interval whose lower end lies above its upper end.
    #[error("the interval at index {index} runs from {lower} down to {upper}")]
    Reversed {
        /// Index of the interval.
        index: usize,
        /// Its lower end.
        lower: f64,
        /// Its upper end.
        upper: f64,
    },
    /// A sum left the range of a double.
    #[error("the values are too large: a sum left the range of a double")]
    Overflow,
    /// A step that moves nothing, or backwards.
    #[error("the step is {step}: it must be above 0, such as 0.005")]
    Step {
        /// The step as asked.
        step: f64,
    },
    /// A batch of no outcomes.
    #[error("the batch is 0: errors are taken in after 1 outcome or more")]
    Batch,
    /// A draw names a row that is not there.
    #[error("a draw names row {place}, and there are {rows}, counted from 0")]
    Draw {
        /// The row.
        place: usize,
        /// Rows given.
        rows: usize,
    },
    /// The horizon is zero.
    #[error("the horizon is 0: a forecast is at least one row ahead")]
    Horizon,
}
