//! Non-negative matrix factorisation (Lee and Seung, 1999) of TF-IDF by coordinate descent (Cichocki and Phan, 2009).
//!
//! `A ≈ W H`, documents × topics times topics × words, none below 0, with the least `½ ‖A − W H‖²`. Each sweep minimises over one
//! entry of `W` after another, then of `H`:
//!
//! ```text
//! w_{d,k} = max(0, w_{d,k} − ((W H Hᵀ)_{d,k} − (A Hᵀ)_{d,k}) / (H Hᵀ)_{k,k})
//! ```
//!
//! until what the steps would move is a small share of what the first ones moved, as in scikit-learn. The start is NNDSVD
//! (Boutsidis and Gallopoulos, 2008). Compared with scikit-learn's `NMF`.

use bellwether_core::RunContext;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TopicWords;
use crate::TopicsError;
use crate::embed::dense::gram;
use crate::embed::{LsaParams, TfIdf, TfIdfParams, check_least, check_range, truncated_svd};
use crate::represent::{Sparse, Vocabulary, VocabularyParams};

/// The settings of non-negative matrix factorisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct NmfParams {
    /// The words. Default: as for LSA embeddings.
    pub vocabulary: VocabularyParams,
    /// How counts are weighed. Default: counts themselves.
    pub tf_idf: TfIdfParams,
    /// Topics; at most the documents and the words. At least 1. Default: 10.
    pub topics: usize,
    /// Sweeps at most. At least 1. Default: 200.
    pub sweeps: usize,
    /// It ends where a sweep moves less than this share of the first. 0 to 1. Default: 1e-4.
    pub tolerance: f64,
}

impl Default for NmfParams {
    fn default() -> Self {
        let vocabulary = LsaParams::default().vocabulary;
        Self {
            vocabulary,
            tf_idf: TfIdfParams { sublinear: false },
            topics: 10,
            sweeps: 200,
            tolerance: 1e-4,
        }
    }
}

impl NmfParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        self.vocabulary.validate()?;
        check_least("topics", self.topics, 1)?;
        check_least("sweeps", self.sweeps, 1)?;
        check_range("tolerance", self.tolerance, 0.0, 1.0)
    }
}

/// Non-negative matrix factorisation, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedNmf {
    words: TopicWords,
    tf_idf: TfIdf,
    error: f64,
    params: NmfParams,
}

impl FittedNmf {
    /// Learns from documents.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, there are fewer documents or words than topics, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &NmfParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        let NmfParams { vocabulary, tf_idf, topics, sweeps, tolerance } = params;
        let k = *topics;
        let (vocabulary, counts) = Vocabulary::fit(vocabulary, documents)?;
        let (setting, found) = ("topics", documents.len());
        if found < k {
            return Err(TopicsError::TooFewDocuments { found, needed: k, setting, value: k });
        }
        if vocabulary.len() < k {
            let expected = format!("at most {}, the number of terms", vocabulary.len());
            return Err(TopicsError::Setting { setting, found: k.to_string(), expected });
        }
        let tf_idf = TfIdf::fit(tf_idf, &counts);
        let a = tf_idf.transform(counts);
        let by_word = a.transposed();
        let (mut w, mut h) = nndsvd(&a, k, run)?;
        let mut first = None;
        for _ in 0..*sweeps {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let moved = descend(&mut w, &a.times(&h, k), &gram(&h, k), k)
                + descend(&mut h, &by_word.times(&w, k), &gram(&w, k), k);
            let first = *first.get_or_insert(moved);
            if moved <= tolerance * first {
                break;
            }
        }
        let error = error(&a, &w, &h, k);
        let weights = (0..k).map(|topic| h.iter().skip(topic).step_by(k).copied().collect()).collect();
        Ok(Self { words: TopicWords { vocabulary, weights }, tf_idf, error, params: params.clone() })
    }

    /// How much of each topic is in each document, none below 0: the least `‖a − w H‖²`. A document without a known word is zero.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Vec<Vec<f64>> {
        let k = self.words.topics();
        let a = self.tf_idf.transform(self.words.vocabulary.counts(documents));
        let mut h = vec![0.0; a.width() * k];
        for (topic, weights) in self.words.weights.iter().enumerate() {
            weights.iter().enumerate().for_each(|(word, &weight)| h[word * k + topic] = weight);
        }
        let (target, squares) = (a.times(&h, k), gram(&h, k));
        let mut w = vec![0.0; a.len() * k];
        let mut first = None;
        for _ in 0..self.params.sweeps {
            let moved = descend(&mut w, &target, &squares, k);
            if moved <= self.params.tolerance * *first.get_or_insert(moved) {
                break;
            }
        }
        w.chunks_exact(k).map(<[f64]>::to_vec).collect()
    }

    /// The words of topics.
    pub fn words(&self) -> &TopicWords {
        &self.words
    }

    /// `‖A − W H‖` over the documents of the fit (Frobenius norm).
    pub fn error(&self) -> f64 {
        self.error
    }
}

/// One sweep over each row of `x`, whose rows do not depend on each other. Gives how far the gradient would move, in sum.
fn descend(x: &mut [f64], target: &[f64], squares: &[f64], k: usize) -> f64 {
    let moved: Vec<f64> = x
        .par_chunks_mut(k)
        .with_min_len(64)
        .zip(target.par_chunks(k))
        .map(|(row, target)| {
            let mut moved = 0.0;
            for at in 0..k {
                let square = &squares[at * k..][..k];
                let gradient = row.iter().zip(square).map(|(x, s)| x * s).sum::<f64>() - target[at];
                moved += if row[at] == 0.0 { gradient.min(0.0).abs() } else { gradient.abs() };
                if square[at] > 0.0 {
                    row[at] = (row[at] - gradient / square[at]).max(0.0);
                }
            }
            moved
        })
        .collect();
    moved.iter().sum()
}

/// `‖A − W H‖`; `h` is words × topics.
fn error(a: &Sparse, w: &[f64], h: &[f64], k: usize) -> f64 {
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let squares: f64 = (0..a.len()).map(|row| a.row(row).1.iter().map(|x| x * x).sum::<f64>()).sum();
    (squares - 2.0 * dot(&a.times(h, k), w) + dot(&gram(w, k), &gram(h, k))).max(0.0).sqrt()
}

/// Documents × topics and words × topics: of each pair of singular vectors the positive or the negative parts, whichever
/// are longer.
fn nndsvd(a: &Sparse, k: usize, run: &RunContext) -> Result<(Vec<f64>, Vec<f64>), TopicsError> {
    let svd = truncated_svd(a, k, 8, run, "nmf/start")?;
    let images = a.times(&svd.right, k);
    let mut w = vec![0.0; a.len() * k];
    let mut h = vec![0.0; a.width() * k];
    for (topic, &value) in svd.values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        let u: Vec<f64> = images.iter().skip(topic).step_by(k).map(|x| x / value).collect();
        let v: Vec<f64> = svd.right.iter().skip(topic).step_by(k).copied().collect();
        let length = |x: &[f64], sign: f64| x.iter().map(|x| (x * sign).max(0.0).powi(2)).sum::<f64>().sqrt();
        let lengths = |sign: f64| (length(&u, sign), length(&v, sign));
        let (plus, minus) = (lengths(1.0), lengths(-1.0));
        let (sign, (of_u, of_v)) =
            if plus.0 * plus.1 >= minus.0 * minus.1 { (1.0, plus) } else { (-1.0, minus) };
        if of_u * of_v == 0.0 {
            continue;
        }
        let scale = (value * of_u * of_v).sqrt();
        u.iter().enumerate().for_each(|(row, x)| w[row * k + topic] = scale * (x * sign).max(0.0) / of_u);
        v.iter().enumerate().for_each(|(row, x)| h[row * k + topic] = scale * (x * sign).max(0.0) / of_v);
    }
    Ok((w, h))
}
