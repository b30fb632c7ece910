//! Why rows cannot be split as asked.

use std::fmt;

use super::Size;

/// A part of a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Rows that are learned from.
    Train,
    /// Rows that stop or select a model.
    Validation,
    /// Rows that are forecast and scored.
    Test,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Train => "training",
            Self::Validation => "validation",
            Self::Test => "test",
        })
    }
}

/// Rows that cannot be split as asked.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// The parts and the gaps between them do not fit.
    #[error(
        "the split needs {needed} rows and there are {available}: {train} training, {validation} validation, \
         {test} test and {gaps} dropped between them"
    )]
    NotEnoughRows {
        /// Rows given.
        available: usize,
        /// Rows needed.
        needed: usize,
        /// Training rows that the first fold must have.
        train: usize,
        /// Validation rows.
        validation: usize,
        /// Test rows.
        test: usize,
        /// Rows purged and embargoed.
        gaps: usize,
    },
    /// A part that must have rows has none.
    #[error("the {part} part is empty: {size} of {rows} rows")]
    EmptyPart {
        /// The part.
        part: Part,
        /// Its size as asked.
        size: Size,
        /// Rows given.
        rows: usize,
    },
    /// A fraction outside [0, 1).
    #[error("the {part} part is the fraction {fraction} of the rows: a fraction is at least 0 and below 1")]
    Fraction {
        /// The part.
        part: Part,
        /// The fraction as asked.
        fraction: f64,
    },
    /// The horizon is zero.
    #[error("the horizon is 0: a forecast is at least one row ahead")]
    ZeroHorizon,
    /// Parts that are no stretches of time.
    #[error(
        "this split learns from rows on both sides of those that it tests: it has no folds of consecutive rows"
    )]
    Interleaved,
    /// Blocks that rows cannot be cut into.
    #[error(
        "{rows} rows cannot be cut into {blocks} blocks: at least 2 blocks, and a row for each, are needed"
    )]
    Blocks {
        /// Blocks as asked.
        blocks: usize,
        /// Rows given.
        rows: usize,
    },
    /// A number of tested blocks that leaves none to learn from, or none to test.
    #[error("{tested} of {groups} groups are tested: at least 1, and fewer than there are")]
    Tested {
        /// Tested blocks as asked.
        tested: usize,
        /// Blocks in all.
        groups: usize,
    },
    /// More folds than a study can have.
    #[error("there are more than {most} ways to test {tested} of {groups} groups: ask for fewer groups")]
    Combinations {
        /// Tested blocks as asked.
        tested: usize,
        /// Blocks in all.
        groups: usize,
        /// Folds at most.
        most: usize,
    },
    /// Refitting every zero rows.
    #[error("refit-every is 0 rows: a fold forecasts at least one row")]
    ZeroRefit,
    /// A rolling window of zero rows.
    #[error("the rolling window is 0 rows: a model learns from at least one")]
    ZeroWindow,
}
