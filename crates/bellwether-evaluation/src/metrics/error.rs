//! Why a metric has no value.

use serde::{Deserialize, Serialize};

use crate::input::InputError;

/// A metric that was not computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricError {
    /// The series do not fit together, are empty, or hold NaN or infinity.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The input is sound, but the metric's equation has no value on it.
    #[error(transparent)]
    Undefined(#[from] Undefined),
    /// A label is neither 0 nor 1.
    #[error("the label at index {index} is {value}: labels are 0 or 1")]
    Label {
        /// Index of the label.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A class number beyond the classes.
    #[error("the class at index {index} is {class}: there are {classes}, counted from 0")]
    Class {
        /// Index of the row.
        index: usize,
        /// The class.
        class: usize,
        /// Number of classes.
        classes: usize,
    },
    /// A probability lies outside [0, 1].
    #[error("the probability at index {index} is {value}: probabilities lie in [0, 1]")]
    Probability {
        /// Index of the probability.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A seasonal period of zero rows.
    #[error("the season is 0 rows: the plain naive forecast has season 1")]
    ZeroSeason,
}

/// Why sound input leaves a metric without a value; kept in records in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Undefined {
    /// A percentage error divides by an actual value of zero.
    #[error("the actual value at index {index} is zero: no percentage of it exists")]
    ZeroActual {
        /// Index of the first zero.
        index: usize,
    },
    /// All actual values are equal: there is no variance to explain.
    #[error("all {rows} actual values are equal: there is no variance to explain")]
    ConstantActual {
        /// Number of rows.
        rows: usize,
    },
    /// The training series repeats itself exactly: its seasonal naive error is zero.
    #[error("the training values repeat every {season} row(s) without error: MASE would divide by zero")]
    ConstantTrain {
        /// Seasonal period in rows.
        season: usize,
    },
    /// The training series is too short for one seasonal difference.
    #[error("MASE at season {season} needs {needed} training values, and there are {rows}")]
    TrainTooShort {
        /// Seasonal period in rows.
        season: usize,
        /// Training values given.
        rows: usize,
        /// Training values needed, `season + 1`.
        needed: usize,
    },
    /// The baseline makes no error: no share of it can be saved.
    #[error("the baseline has no error: no skill against it can be measured")]
    PerfectBaseline,
    /// No actual value moved.
    #[error("none of the {rows} actual values moved: there is no direction to hit")]
    NoActualMove {
        /// Number of rows.
        rows: usize,
    },
    /// No forecast names a direction, as with persistence.
    #[error("none of the {rows} forecasts of a moving value names a direction")]
    NoPredictedMove {
        /// Number of rows whose actual value moved.
        rows: usize,
    },
    /// All labels are of one class: there is nothing to rank.
    #[error("the labels hold {positives} ones and {negatives} zeros: ranking needs both")]
    OneClass {
        /// Rows labelled 1.
        positives: usize,
        /// Rows labelled 0.
        negatives: usize,
    },
    /// A sum or a square left the range of a double.
    #[error("the values are too large: a sum or square left the range of a double")]
    Overflow,
}
