//! What can go wrong with a scorer's settings and files.

use std::path::PathBuf;

use crate::encoder::{EncoderError, Fault};

/// Characters of a text that an error shows.
const SHOWN: usize = 60;

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
    /// A text has no polarity.
    #[error("text {}, {start:?}", place + 1)]
    Unscored {
        /// Its place among the texts that were given, from 0.
        place: usize,
        /// How it starts.
        start: String,
        /// Why.
        source: Fault,
    },
    /// A scorer gave another number of polarities than there are texts.
    #[error("the scorer {scorer} gave {found} polarities for {texts} texts")]
    Unanswered {
        /// The scorer.
        scorer: String,
        /// Texts.
        texts: usize,
        /// Polarities.
        found: usize,
    },
    /// A text is too long for its words to be left out one by one.
    #[error("a text of {words} words: at most {most} can be left out one by one; explain a part of it")]
    LongExplanation {
        /// Its words.
        words: usize,
        /// The most.
        most: usize,
    },
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

impl TextError {
    pub(crate) fn unscored(place: usize, text: &str, source: Fault) -> Self {
        Self::Unscored { place, start: text.chars().take(SHOWN).collect(), source }
    }

    /// The place of the text that has no polarity, where the error is of one text.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Unscored { place, .. } => Some(*place),
            _ => None,
        }
    }

    /// The same error for a caller to whom the texts are some of more: `of` gives the place among those.
    #[must_use]
    pub fn placed(mut self, of: impl FnOnce(usize) -> usize) -> Self {
        if let Self::Unscored { place, .. } = &mut self {
            *place = of(*place);
        }
        self
    }
}

impl From<EncoderError> for TextError {
    fn from(error: EncoderError) -> Self {
        Self::Encoder(Box::new(error))
    }
}
