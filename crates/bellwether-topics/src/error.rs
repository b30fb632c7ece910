//! What can go wrong with documents and settings.

use std::path::PathBuf;

use bellwether_text::TextError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TopicsError {
    /// Too few documents for a setting.
    #[error("{found} documents, and {setting} = {value} needs at least {needed}")]
    TooFewDocuments {
        /// How many there are.
        found: usize,
        /// How many there must be.
        needed: usize,
        /// The setting that needs them.
        setting: &'static str,
        /// Its value.
        value: usize,
    },
    /// Vectors longer than there are terms.
    #[error("{found} different terms, and width = {width} needs as many at least")]
    TooFewTerms {
        /// How many there are.
        found: usize,
        /// The width of the vectors.
        width: usize,
    },
    /// All documents are the same.
    #[error("all {documents} documents are the same")]
    AllTheSame {
        /// How many there are.
        documents: usize,
    },
    /// No word is left.
    #[error(
        "no word is left: of {words} words, {stop_words} are stop words, {too_rare} stand in fewer than {min_documents} \
         documents, and {too_frequent} in more than {max_documents}"
    )]
    EmptyVocabulary {
        /// Words before anything was dropped.
        words: usize,
        /// Of them stop words.
        stop_words: usize,
        /// Of them too rare.
        too_rare: usize,
        /// Of them too frequent.
        too_frequent: usize,
        /// The fewest documents of a word.
        min_documents: usize,
        /// The most documents of a word.
        max_documents: usize,
    },
    /// A value is not finite.
    #[error("row {row}, column {column}: {value} is not finite")]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// The value.
        value: f32,
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
    /// Vectors of another width than those of the fit.
    #[error("vectors of {found} values, and the model was fitted on {expected}")]
    Width {
        /// What was given.
        found: usize,
        /// What it must be.
        expected: usize,
    },
    /// Vectors cannot be kept, or read back.
    #[error("vectors of documents in {}", path.display())]
    VectorStore {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A sentence encoder is another than the one that documents were embedded with.
    #[error(
        "model `{model}` is of version {found}, and documents were embedded with version {expected}: put that model back, or fit again"
    )]
    OtherEncoder {
        /// The model.
        model: String,
        /// Its version.
        found: String,
        /// What it must be.
        expected: String,
    },
    /// The work was stopped.
    #[error("stopped")]
    Stopped,
    /// An encoder or a scorer cannot be used.
    #[error(transparent)]
    Text(#[from] TextError),
}
