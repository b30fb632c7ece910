//! Topic models, whole.

mod bertopic;
mod lda;
mod lsa;
mod nmf;
mod topic_words;

pub use bertopic::{BertopicParams, FittedBertopic, Topic};
pub use lda::{FittedLda, LdaParams};
pub use lsa::{FittedLsaTopics, LsaTopicsParams};
pub use nmf::{FittedNmf, NmfParams};
pub use topic_words::TopicWords;

#[cfg(test)]
mod tests;
