//! Vectors of words from the words around them, and of documents from their words.
//!
//! Counts of words within a window become positive pointwise mutual information,
//!
//! ```text
//! M(w, c) = max(0, ln (#(w, c) · Σ #(c')^α) / (#(w) · #(c)^α) − ln k)
//! ```
//!
//! with smoothed contexts, `α` = ¾, and a shift, `k` (Levy, Goldberg and Dagan, 2015); the rows of `U Σ^½` of its truncated
//! singular value decomposition are the words' vectors. A document is the mean of its words' vectors with weights `a / (a + p(w))`,
//! `p` the word's share of all words, without the direction that all documents have in common (Arora, Liang and Ma, 2017).

use bellwether_core::RunContext;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dense::{eigen, gram};
use super::lsa::unit_rows;
use super::{check_least, check_range, check_width, truncated_svd};
use crate::represent::{DocumentLimit, Sparse, Vocabulary, VocabularyParams};
use crate::{Points, TopicsError};

/// The settings of vectors from the words around.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct PpmiParams {
    /// The words; of n-grams only the shortest are read. Default: English stop words, words of at least 3 documents and at most half.
    pub vocabulary: VocabularyParams,
    /// Words on each side that are around a word; those that are not in the vocabulary keep their place, stop words do not.
    /// At least 1. Default: 5.
    pub window: usize,
    /// The power of the counts of contexts. 0 to 1. Default: 0.75.
    pub smoothing: f64,
    /// `k`, whose logarithm is subtracted. 1 to 100. Default: 1.
    pub shift: f64,
    /// `a` of the weights of words; words are the more alike the larger it is. 1e-6 to 1. Default: 1e-3.
    pub rarity: f64,
    /// Whether the direction in common is taken out. Default: true.
    pub remove_common: bool,
    /// Values in a vector; at most the documents and the words. At least 1. Default: 100.
    pub width: usize,
    /// Steps of the decomposition. At least 1. Default: 4.
    pub iterations: usize,
}

impl Default for PpmiParams {
    fn default() -> Self {
        Self {
            vocabulary: VocabularyParams {
                min_documents: DocumentLimit::Count(3),
                max_documents: DocumentLimit::Share(0.5),
                ..VocabularyParams::default()
            },
            window: 5,
            smoothing: 0.75,
            shift: 1.0,
            rarity: 1e-3,
            remove_common: true,
            width: 100,
            iterations: 4,
        }
    }
}

impl PpmiParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        self.vocabulary.validate()?;
        check_least("window", self.window, 1)?;
        check_range("smoothing", self.smoothing, 0.0, 1.0)?;
        check_range("shift", self.shift, 1.0, 100.0)?;
        check_range("rarity", self.rarity, 1e-6, 1.0)?;
        check_least("width", self.width, 1)?;
        check_least("iterations", self.iterations, 1)
    }
}

/// Vectors of words and how documents are made of them, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPpmi {
    vocabulary: Vocabulary,
    /// Words × width.
    vectors: Vec<f64>,
    weights: Vec<f64>,
    /// The direction that all documents have in common; empty where it stays.
    common: Vec<f64>,
    width: usize,
}

impl FittedPpmi {
    /// Learns from documents, and embeds them.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, there are fewer documents or words than the width, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &PpmiParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<(Self, Points), TopicsError> {
        params.validate()?;
        let PpmiParams { vocabulary, window, smoothing, shift, rarity, remove_common, width, iterations } =
            params;
        let (vocabulary, _) = Vocabulary::fit(vocabulary, documents)?;
        check_width(*width, documents.len(), vocabulary.len())?;
        let sequences: Vec<Vec<Option<u32>>> =
            documents.par_iter().map(|document| vocabulary.sequence(document.as_ref())).collect();
        let pairs = co_occurrences(&sequences, vocabulary.len(), *window);
        // words are the rows: their vectors are right vectors of the transposed matrix
        let svd = truncated_svd(
            &ppmi(pairs, *smoothing, *shift).transposed(),
            *width,
            *iterations,
            run,
            "ppmi/start",
        )?;
        let roots: Vec<f64> = svd.values.iter().map(|value| value.sqrt()).collect();
        let vectors = svd
            .right
            .chunks_exact(*width)
            .flat_map(|row| row.iter().zip(&roots).map(|(v, root)| v * root))
            .collect();
        let mut counts = vec![0_u64; vocabulary.len()];
        sequences.iter().flatten().flatten().for_each(|&word| counts[word as usize] += 1);
        let all = counts.iter().sum::<u64>().max(1) as f64;
        let weights = counts.iter().map(|&count| rarity / (rarity + count as f64 / all)).collect();
        let mut fitted = Self { vocabulary, vectors, weights, common: Vec::new(), width: *width };
        let mut means = fitted.means(&sequences);
        if *remove_common {
            let (_, directions) = eigen(gram(&means, *width), *width);
            fitted.common = directions.chunks_exact(*width).map(|row| row[0]).collect();
            fitted.without_common(&mut means);
        }
        let points = unit_rows(&means, *width);
        Ok((fitted, points))
    }

    /// A vector of length 1 for each document; zero for a document without a known word.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Points {
        let sequences: Vec<Vec<Option<u32>>> =
            documents.par_iter().map(|document| self.vocabulary.sequence(document.as_ref())).collect();
        let mut means = self.means(&sequences);
        self.without_common(&mut means);
        unit_rows(&means, self.width)
    }

    /// The terms that are known.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The vector of a word.
    ///
    /// # Panics
    /// Where there is no such column.
    pub fn word_vector(&self, column: usize) -> &[f64] {
        &self.vectors[column * self.width..][..self.width]
    }

    /// Weighted means of the vectors of words, documents × width.
    fn means(&self, sequences: &[Vec<Option<u32>>]) -> Vec<f64> {
        let mut means = vec![0.0; sequences.len() * self.width];
        means.par_chunks_mut(self.width).with_min_len(64).zip(sequences).for_each(|(mean, words)| {
            let count = words.iter().flatten().count();
            for &word in words.iter().flatten() {
                let weight = self.weights[word as usize] / count as f64;
                let vector = self.word_vector(word as usize);
                mean.iter_mut().zip(vector).for_each(|(mean, x)| *mean += weight * x);
            }
        });
        means
    }

    fn without_common(&self, means: &mut [f64]) {
        if self.common.is_empty() {
            return;
        }
        means.par_chunks_mut(self.width).with_min_len(64).for_each(|mean| {
            let along: f64 = mean.iter().zip(&self.common).map(|(x, c)| x * c).sum();
            mean.iter_mut().zip(&self.common).for_each(|(x, c)| *x -= along * c);
        });
    }
}

/// How often each word is around each other: words × words.
fn co_occurrences(sequences: &[Vec<Option<u32>>], words: usize, window: usize) -> Sparse {
    let mut pairs: Vec<u64> = sequences
        .par_iter()
        .with_min_len(64)
        .flat_map_iter(|sequence| {
            sequence.iter().enumerate().flat_map(move |(at, &word)| {
                let around = &sequence[at + 1..sequence.len().min(at + 1 + window)];
                let pair = move |&other: &Option<u32>| {
                    let (a, b) = (word?, other?);
                    Some([u64::from(a) << 32 | u64::from(b), u64::from(b) << 32 | u64::from(a)])
                };
                around.iter().filter_map(pair).flatten()
            })
        })
        .collect();
    pairs.par_sort_unstable();
    let mut counts = Sparse::empty(words);
    let mut row = Vec::new();
    let mut same = pairs.chunk_by(|a, b| a == b).peekable();
    for word in 0..words as u64 {
        row.clear();
        while let Some(run) = same.next_if(|run| run[0] >> 32 == word) {
            row.push((run[0] as u32, run.len() as f64));
        }
        counts.push(&row);
    }
    counts
}

/// Shifted positive pointwise mutual information of counts.
fn ppmi(counts: Sparse, smoothing: f64, shift: f64) -> Sparse {
    let of_word = counts.row_sums();
    let of_context: Vec<f64> = counts.column_sums().into_iter().map(|sum| sum.powf(smoothing)).collect();
    let all: f64 = of_context.iter().sum();
    counts
        .map(|word, context, count| {
            ((count * all / (of_word[word] * of_context[context])).ln() - shift.ln()).max(0.0)
        })
        .without_zeros()
}
