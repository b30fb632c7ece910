//! What can go wrong with a scorer's settings and files.

use std::path::PathBuf;

use crate::encoder::EncoderError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table of companies is not one.
    #[error("{}:{line}: {message}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// An encoder cannot be used.
    #[error(transparent)]
    Encoder(Box<EncoderError>),
    /// A setting is out of range.
    #[error("{setting}: {found}, expected {expected}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What was given.
        found: String,
        /// What can be.
        expected: String,
    },
    /// A word list cannot be used.
    #[error(transparent)]
    Lexicon(#[from] crate::LexiconError),
    /// A linear classifier cannot be loaded from its file.
    #[error("cannot use the model {}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Why.
        source: crate::linear::LinearError,
    },
}

impl From<EncoderError> for TextError {
    fn from(error: EncoderError) -> Self {
        Self::Encoder(Box::new(error))
    }
}
