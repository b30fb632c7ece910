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
}

impl From<EncoderError> for TextError {
    fn from(error: EncoderError) -> Self {
        Self::Encoder(Box::new(error))
    }
}
