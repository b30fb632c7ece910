//! What a group is about, in words.
//!
//! [`Vocabulary`] counts the words of documents, [`CTfIdf`] weighs the words of the groups, and what follows works on those
//! weights: the words at the top, labels, merging of topics, documents outside all topics, topics over time, a hierarchy.

mod sparse;
mod vocabulary;
mod words;

pub use sparse::Sparse;
pub use vocabulary::{DocumentLimit, NgramRange, StopWords, Vocabulary, VocabularyParams};
pub use words::Words;
