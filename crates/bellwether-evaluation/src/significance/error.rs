//! Why a test could not be computed.

use crate::input::InputError;

/// A test that was not computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignificanceError {
    /// The series do not fit together, are empty, or hold NaN or infinity.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The horizon is zero.
    #[error("the horizon is 0: a forecast is at least one row ahead")]
    ZeroHorizon,
    /// The horizon leaves no row to test.
    #[error("a test at horizon {horizon} needs {needed} rows, and there are {rows}")]
    TooFewRows {
        /// Forecast horizon in rows.
        horizon: usize,
        /// Rows given.
        rows: usize,
        /// Rows needed.
        needed: usize,
    },
    /// Losses too large or too small for a double.
    #[error("the values are too large or too small: their losses leave the range of a double")]
    OutOfRange,
    /// A draw names a row that is not there.
    #[error("a draw names row {place}, and there are {rows}, counted from 0")]
    Draw {
        /// The row.
        place: usize,
        /// Rows given.
        rows: usize,
    },
    /// A p-value lies outside [0, 1].
    #[error("the p-value at index {index} is {value}: p-values lie in [0, 1]")]
    PValue {
        /// Index of the p-value.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A size of a test outside (0, 1).
    #[error("the size of the test is {size}: it lies strictly between 0 and 1")]
    Size {
        /// The size as asked.
        size: f64,
    },
}
