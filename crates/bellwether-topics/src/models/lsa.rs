//! Latent semantic analysis as a topic model: each direction is a topic.
//!
//! Weights have signs: a topic is as much about the words that weigh most below nothing as about those above. The tests
//! compare singular values and the products of documents and words with SciPy's.

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TopicWords;
use crate::TopicsError;
use crate::embed::{FittedLsa, LsaParams, TfIdfParams, check_least};
use crate::represent::VocabularyParams;

/// The settings of latent semantic analysis as a topic model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LsaTopicsParams {
    /// The words. Default: as for LSA embeddings.
    pub vocabulary: VocabularyParams,
    /// How counts are weighed. Default: sublinear.
    pub tf_idf: TfIdfParams,
    /// Topics; at most the documents and the words. At least 1. Default: 10.
    pub topics: usize,
    /// Steps of the decomposition. At least 1. Default: 10.
    pub iterations: usize,
}

impl Default for LsaTopicsParams {
    fn default() -> Self {
        let LsaParams { vocabulary, tf_idf, .. } = LsaParams::default();
        Self { vocabulary, tf_idf, topics: 10, iterations: 10 }
    }
}

impl LsaTopicsParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let Self { vocabulary, tf_idf: _, topics, iterations } = self;
        vocabulary.validate()?;
        check_least("topics", *topics, 1)?;
        check_least("iterations", *iterations, 1)
    }
}

/// Latent semantic analysis, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLsaTopics {
    lsa: FittedLsa,
    words: TopicWords,
}

impl FittedLsaTopics {
    /// Learns from documents.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, there are fewer documents or words than topics, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &LsaTopicsParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        let LsaTopicsParams { vocabulary, tf_idf, topics, iterations } = params.clone();
        let params = LsaParams { vocabulary, tf_idf, width: topics, iterations };
        let (lsa, _) = FittedLsa::fit(&params, documents, run)?;
        let vocabulary = lsa.vocabulary().clone();
        let weights = (0..topics)
            .map(|topic| (0..vocabulary.len()).map(|word| lsa.word_vector(word)[topic]).collect())
            .collect();
        Ok(Self { lsa, words: TopicWords { vocabulary, weights } })
    }

    /// How much of each topic is in each document, with signs. A document without a known word is zero.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Vec<Vec<f64>> {
        self.lsa.project(documents).chunks_exact(self.words.topics()).map(<[f64]>::to_vec).collect()
    }

    /// The words of topics.
    pub fn words(&self) -> &TopicWords {
        &self.words
    }
}
