//! Topic models, whole.

mod bertopic;
mod lda;
mod lsa;
mod nmf;
mod order;
mod top2vec;
mod topic;
mod topic_model;
mod topic_words;

pub use bertopic::{BertopicParams, FittedBertopic};
pub use lda::{FittedLda, LdaParams};
pub use lsa::{FittedLsaTopics, LsaTopicsParams};
pub use nmf::{FittedNmf, NmfParams};
pub use top2vec::{FittedTop2vec, Top2vecParams};
pub use topic::Topic;
pub use topic_model::{FittedTopicModel, TopicModelParams};
pub use topic_words::TopicWords;

#[cfg(test)]
mod tests;
