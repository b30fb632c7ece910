//! Why an encoder has no numbers for a text.

use crate::TextError;

/// Why an encoder has no numbers for a text. Such a text has no polarity, and none is put in its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The tokenizer failed.
    #[error("the tokenizer failed: {reason}")]
    Tokens {
        /// What it said.
        reason: String,
    },
    /// The model could not be run.
    #[error("the model could not be run: {reason}")]
    Run {
        /// What it, or its runtime, said.
        reason: String,
    },
    /// The model's numbers overflow.
    #[error("the model gives numbers that are not finite")]
    NotFinite,
}

/// All numbers, or the first fault with its text.
pub(super) fn all<T>(texts: &[&str], found: Vec<Result<T, Fault>>) -> Result<Vec<T>, TextError> {
    let one = |(place, found): (usize, Result<T, Fault>)| {
        found.map_err(|source| TextError::unscored(place, texts[place], source))
    };
    found.into_iter().enumerate().map(one).collect()
}
