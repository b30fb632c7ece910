//! TF-IDF: counts, less of words that are in many documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::represent::Sparse;

/// How counts are weighed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TfIdfParams {
    /// `1 + ln(count)` in place of the count. Default: false.
    pub sublinear: bool,
}

/// `tf · (ln((1 + n) / (1 + documents)) + 1)`, each document at Euclidean length 1, as scikit-learn's `TfidfTransformer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TfIdf {
    params: TfIdfParams,
    idf: Vec<f64>,
}

impl TfIdf {
    /// From counts, documents × terms.
    pub fn fit(params: &TfIdfParams, counts: &Sparse) -> Self {
        let n = counts.len() as f64;
        let idf = |count: usize| ((1.0 + n) / (1.0 + count as f64)).ln() + 1.0;
        Self { params: params.clone(), idf: counts.column_counts().into_iter().map(idf).collect() }
    }

    /// The weights of counts. A document without a term is a row of zeros.
    ///
    /// # Panics
    /// Where the counts are of other terms than those of the fit.
    pub fn transform(&self, counts: Sparse) -> Sparse {
        assert_eq!(counts.width(), self.idf.len(), "terms");
        let TfIdfParams { sublinear } = self.params;
        let tf = |count: f64| if sublinear { 1.0 + count.ln() } else { count };
        counts.map(|_, term, count| tf(count) * self.idf[term]).normalised()
    }
}
