//! Latent semantic analysis (Deerwester and others, 1990): TF-IDF, and of that the directions along which documents differ most.

use bellwether_core::RunContext;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{TfIdf, TfIdfParams, check_least, check_width, truncated_svd};
use crate::represent::{DocumentLimit, Sparse, Vocabulary, VocabularyParams};
use crate::{Points, TopicsError};

/// The settings of latent semantic analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LsaParams {
    /// The terms. Default: English stop words, terms of at least 2 and at most half of the documents.
    pub vocabulary: VocabularyParams,
    /// How counts are weighed. Default: sublinear.
    pub tf_idf: TfIdfParams,
    /// Values in a vector; at most the documents and the terms. At least 1. Default: 100.
    pub width: usize,
    /// Steps of the decomposition. At least 1. Default: 4.
    pub iterations: usize,
}

impl Default for LsaParams {
    fn default() -> Self {
        Self {
            vocabulary: VocabularyParams {
                min_documents: DocumentLimit::Count(2),
                max_documents: DocumentLimit::Share(0.5),
                ..VocabularyParams::default()
            },
            tf_idf: TfIdfParams { sublinear: true },
            width: 100,
            iterations: 4,
        }
    }
}

impl LsaParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        self.vocabulary.validate()?;
        check_least("width", self.width, 1)?;
        check_least("iterations", self.iterations, 1)
    }
}

/// Latent semantic analysis, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLsa {
    vocabulary: Vocabulary,
    tf_idf: TfIdf,
    values: Vec<f64>,
    /// Terms × width.
    right: Vec<f64>,
}

impl FittedLsa {
    /// Learns from documents, and embeds them.
    ///
    /// # Errors
    /// Where a setting is out of range, no term is left, there are fewer documents or terms than the width, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &LsaParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<(Self, Points), TopicsError> {
        params.validate()?;
        let LsaParams { vocabulary, tf_idf, width, iterations } = params;
        let (vocabulary, counts) = Vocabulary::fit(vocabulary, documents)?;
        check_width(*width, documents.len(), vocabulary.len())?;
        let tf_idf = TfIdf::fit(tf_idf, &counts);
        let weights = tf_idf.transform(counts);
        let svd = truncated_svd(&weights, *width, *iterations, run, "lsa/start")?;
        let fitted = Self { vocabulary, tf_idf, values: svd.values, right: svd.right };
        let points = fitted.points(&weights);
        Ok((fitted, points))
    }

    /// A vector of length 1 for each document; zero for a document without a known term.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Points {
        self.points(&self.tf_idf.transform(self.vocabulary.counts(documents)))
    }

    /// The terms that are known.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The part of a term in each direction.
    ///
    /// # Panics
    /// Where there is no such column.
    pub fn word_vector(&self, column: usize) -> &[f64] {
        &self.right[column * self.values.len()..][..self.values.len()]
    }

    /// Singular values, the largest first.
    pub fn singular_values(&self) -> &[f64] {
        &self.values
    }

    /// Documents × width before they are brought to length 1: `A V`.
    pub(crate) fn project<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Vec<f64> {
        let weights = self.tf_idf.transform(self.vocabulary.counts(documents));
        weights.times(&self.right, self.values.len())
    }

    fn points(&self, weights: &Sparse) -> Points {
        unit_rows(&weights.times(&self.right, self.values.len()), self.values.len())
    }
}

/// Rows at length 1, in single precision; rows of zeros stay.
pub(super) fn unit_rows(rows: &[f64], width: usize) -> Points {
    let mut values = vec![0.0; rows.len()];
    values.par_chunks_mut(width).with_min_len(64).zip(rows.par_chunks(width)).for_each(|(out, row)| {
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > 0.0 {
            out.iter_mut().zip(row).for_each(|(out, x)| *out = (x / length) as f32);
        }
    });
    Points::finite(values, width)
}
