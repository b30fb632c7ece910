//! Why nothing could be resampled.

use crate::input::InputError;

/// A bootstrap that was not done.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BootstrapError {
    /// There are no values, or some are NaN or infinite.
    #[error(transparent)]
    Input(#[from] InputError),
    /// One day says nothing of how days differ.
    #[error("an interval over days needs 2 days, and there are {days}")]
    TooFewDays {
        /// Days given.
        days: usize,
    },
    /// A confidence outside (0, 1).
    #[error("the level is {level}: a level lies strictly between 0 and 1")]
    Level {
        /// The level as asked.
        level: f64,
    },
    /// No draws were asked for.
    #[error("the number of draws is 0: an interval needs draws, such as 1000")]
    NoDraws,
    /// Blocks so long that the draws hardly differ.
    #[error("blocks of {block} days of {days} do not tell how far the mean may be off: take shorter ones")]
    Block {
        /// Mean length of the blocks as asked.
        block: f64,
        /// Days given.
        days: usize,
    },
    /// A sum left the range of a double.
    #[error("the values are too large: a sum of squares left the range of a double")]
    Overflow,
}
