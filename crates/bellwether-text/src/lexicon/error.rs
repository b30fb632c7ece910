//! What can be wrong with a word list.

use std::path::PathBuf;

/// Why a word list cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// Bytes that are no UTF-8.
    #[error("{}, line {line}: the bytes are no UTF-8", path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// The first line lacks a column.
    #[error("{}, line 1: there is no column `{column}` among {found:?}", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column wanted.
        column: &'static str,
        /// The columns there.
        found: Vec<String>,
    },
    /// Too few fields.
    #[error("{}, line {line}: {found} field(s), and {expected} are needed", path.display())]
    Fields {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Fields there.
        found: usize,
        /// Fields needed.
        expected: usize,
    },
    /// A field that should be a number.
    #[error("{}, line {line}: {column} is `{value}`, expected a number from -1e9 to 1e9", path.display())]
    Number {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What the field holds.
        column: String,
        /// What stands there.
        value: String,
    },
    /// Something that no single word of a text can equal.
    #[error("{}, line {line}: `{word}` is not one word or emoji", path.display())]
    NotAWord {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What stands there.
        word: String,
    },
    /// A word twice, with different weights.
    #[error("{}, line {line}: `{word}` stands in line {first} already, with another weight", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The word.
        word: String,
        /// The line of the first.
        first: usize,
    },
    /// A word that is positive and negative.
    #[error("{}, line {line}: `{word}` is positive and negative", path.display())]
    Both {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The word.
        word: String,
    },
    /// No rated word.
    #[error("{}: no word of it has a weight", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}
