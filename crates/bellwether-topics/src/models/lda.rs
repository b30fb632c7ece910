//! Latent Dirichlet allocation (Blei, Ng and Jordan, 2003) by collapsed Gibbs sampling (Griffiths and Steyvers, 2004).
//!
//! Each word of each document has a topic, drawn anew in each sweep given all others:
//!
//! ```text
//! P(z = k) ∝ (n_{d,k} + α) · (n_{k,w} + β) / (n_k + V β)
//! ```
//!
//! The words of topics are the mean of `(n_{k,w} + β) / (n_k + V β)` over the last half of the sweeps, every tenth of them. A
//! document's topics, of the fit or new, are the maximum of its likelihood with a Dirichlet prior `α + 1`, the words of topics
//! being known. One chain, on one thread.

use bellwether_core::RunContext;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TopicWords;
use crate::TopicsError;
use crate::represent::{Sparse, Vocabulary, VocabularyParams};

/// The settings of latent Dirichlet allocation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LdaParams {
    /// The words. Default: English stop words.
    pub vocabulary: VocabularyParams,
    /// Topics. 1 to 10,000. Default: 10.
    pub topics: usize,
    /// `α`, the weight of each topic in a document before its words are seen. Above 0, at most 1,000. Default: 1 / topics.
    pub alpha: Option<f64>,
    /// `β`, the weight of each word in a topic before any is seen. Above 0, at most 1,000. Default: 0.01.
    pub beta: f64,
    /// Sweeps over all words. At least 1. Default: 200.
    pub sweeps: usize,
}

impl Default for LdaParams {
    fn default() -> Self {
        Self { vocabulary: VocabularyParams::default(), topics: 10, alpha: None, beta: 0.01, sweeps: 200 }
    }
}

impl LdaParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        self.vocabulary.validate()?;
        let setting = |setting, found: String, expected: &str| {
            Err(TopicsError::Setting { setting, found, expected: expected.to_owned() })
        };
        if !(1..=10_000).contains(&self.topics) {
            return setting("topics", self.topics.to_string(), "1 to 10000");
        }
        for (name, value) in [("alpha", self.alpha.unwrap_or(1.0)), ("beta", self.beta)] {
            if !(value > 0.0 && value <= 1000.0) {
                return setting(name, value.to_string(), "above 0, at most 1000");
            }
        }
        if self.sweeps == 0 {
            return setting("sweeps", "0".to_owned(), "at least 1");
        }
        Ok(())
    }
}

/// Latent Dirichlet allocation, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLda {
    words: TopicWords,
    alpha: f64,
}

impl FittedLda {
    /// Learns from documents.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &LdaParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        let LdaParams { vocabulary, topics, alpha, beta, sweeps } = params;
        let (vocabulary, counts) = Vocabulary::fit(vocabulary, documents)?;
        let alpha = alpha.unwrap_or(1.0 / *topics as f64);
        let mut chain = Chain::new(&counts, *topics, (alpha, *beta), run.rng("lda/chain").next_u64());
        let mut sums = vec![vec![0.0; vocabulary.len()]; *topics];
        for sweep in 1..=*sweeps {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            chain.sweep();
            if sweep == *sweeps || (2 * sweep > *sweeps && (*sweeps - sweep).is_multiple_of(10)) {
                chain.add_words(&mut sums);
            }
        }
        for row in &mut sums {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|weight| *weight /= sum);
        }
        Ok(Self { words: TopicWords { vocabulary, weights: sums }, alpha })
    }

    /// The share of each topic in each document. All the same for a document without a known word.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Vec<Vec<f64>> {
        let counts = self.words.vocabulary.counts(documents);
        (0..counts.len()).into_par_iter().map(|document| self.shares(&counts, document)).collect()
    }

    /// The words of topics: probabilities, 1 in sum for each topic.
    pub fn words(&self) -> &TopicWords {
        &self.words
    }

    /// Expectation and maximisation of one document, at most 200 times.
    fn shares(&self, counts: &Sparse, document: usize) -> Vec<f64> {
        let topics = self.words.topics();
        let all: f64 = counts.row(document).1.iter().sum();
        let mut shares = vec![1.0 / topics as f64; topics];
        for _ in 0..200 {
            let mut next = vec![self.alpha; topics];
            for (word, count) in counts.iter_row(document) {
                let of = |topic: usize| shares[topic] * self.words.weights[topic][word];
                let sum: f64 = (0..topics).map(of).sum();
                (0..topics).for_each(|topic| next[topic] += count * of(topic) / sum);
            }
            let sum = all + self.alpha * topics as f64;
            next.iter_mut().for_each(|share| *share /= sum);
            let moved = next.iter().zip(&shares).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            shares = next;
            if moved < 1e-9 {
                break;
            }
        }
        shares
    }
}

/// A chain of Gibbs sampling.
struct Chain {
    topics: usize,
    alpha: f64,
    beta: f64,
    /// Of each occurrence: its word and its topic, document after document.
    occurrences: Vec<(u32, u32)>,
    /// Where each document ends.
    ends: Vec<usize>,
    /// Words × topics.
    of_word: Vec<u32>,
    of_topic: Vec<u32>,
    state: u64,
    chances: Vec<f64>,
}

impl Chain {
    fn new(counts: &Sparse, topics: usize, (alpha, beta): (f64, f64), seed: u64) -> Self {
        let mut chain = Self {
            topics,
            alpha,
            beta,
            occurrences: Vec::new(),
            ends: Vec::new(),
            of_word: vec![0; counts.width() * topics],
            of_topic: vec![0; topics],
            state: seed,
            chances: vec![0.0; topics],
        };
        for document in 0..counts.len() {
            for (word, count) in counts.iter_row(document) {
                for _ in 0..count as usize {
                    let topic = ((chain.uniform() * topics as f64) as usize).min(topics - 1);
                    chain.occurrences.push((word as u32, topic as u32));
                    chain.of_word[word * topics + topic] += 1;
                    chain.of_topic[topic] += 1;
                }
            }
            chain.ends.push(chain.occurrences.len());
        }
        chain
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014), as a number in [0, 1).
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Draws the topic of each occurrence anew.
    fn sweep(&mut self) {
        let words = self.of_word.len() / self.topics;
        let beta_sum = words as f64 * self.beta;
        let mut of_document = vec![0_u32; self.topics];
        let mut start = 0;
        for document in 0..self.ends.len() {
            let end = self.ends[document];
            of_document.fill(0);
            self.occurrences[start..end].iter().for_each(|&(_, topic)| of_document[topic as usize] += 1);
            for at in start..end {
                let (word, topic) = self.occurrences[at];
                let row = word as usize * self.topics;
                self.of_word[row + topic as usize] -= 1;
                self.of_topic[topic as usize] -= 1;
                of_document[topic as usize] -= 1;
                let mut sum = 0.0;
                for k in 0..self.topics {
                    let in_document = f64::from(of_document[k]) + self.alpha;
                    let in_topic = f64::from(self.of_word[row + k]) + self.beta;
                    sum += in_document * in_topic / (f64::from(self.of_topic[k]) + beta_sum);
                    self.chances[k] = sum;
                }
                let drawn = self.uniform() * sum;
                let new = self.chances.partition_point(|&chance| chance <= drawn).min(self.topics - 1);
                self.occurrences[at].1 = new as u32;
                self.of_word[row + new] += 1;
                self.of_topic[new] += 1;
                of_document[new] += 1;
            }
            start = end;
        }
    }

    fn add_words(&self, sums: &mut [Vec<f64>]) {
        let words = self.of_word.len() / self.topics;
        for (topic, row) in sums.iter_mut().enumerate() {
            let all = f64::from(self.of_topic[topic]) + words as f64 * self.beta;
            for (word, sum) in row.iter_mut().enumerate() {
                *sum += (f64::from(self.of_word[word * self.topics + topic]) + self.beta) / all;
            }
        }
    }
}
