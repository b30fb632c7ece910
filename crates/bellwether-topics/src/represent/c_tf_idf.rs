//! Class-based TF-IDF: how much a word says about a group of documents.
//!
//! All documents of a class `c` are one document. With `f_{x,c}` the count of word `x` in class `c`, `f_x` its sum over
//! classes, and `A` the mean number of words per class:
//!
//! ```text
//! W_{x,c} = tf_{x,c} · log(1 + A / f_x)
//! ```
//!
//! `tf` is `f_{x,c}` as the paper writes it (Grootendorst, 2022, equation 2), and its share of the words of the class, with
//! `A` a whole number, in BERTopic's `ClassTfidfTransformer`, which the tests compare with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sparse;

/// How words of classes are weighed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct CTfIdfParams {
    /// Whose formula. Default: BERTopic's.
    pub formula: Formula,
    /// `log(1 + (A − f_x + ½) / (f_x + ½))` in place of `log(1 + A / f_x)`. A word with `f_x ≥ A` may weigh less than nothing.
    /// Default: false.
    pub bm25_weighting: bool,
    /// The square root of `tf`, so that words that are everywhere weigh less. Default: false.
    pub reduce_frequent_words: bool,
}

/// What the frequency of a word in a class is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// Its count.
    Paper,
    /// Its share of the words of the class; `A` without its fraction.
    #[default]
    Bertopic,
}

/// The weights of words, fitted to the counts of classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CTfIdf {
    params: CTfIdfParams,
    /// `log(1 + A / f_x)` of each word. Zero where no class has the word.
    idf: Vec<f64>,
}

impl CTfIdf {
    /// From counts, classes × words ([`Sparse::summed_by`]).
    pub fn fit(params: &CTfIdfParams, counts: &Sparse) -> Self {
        let CTfIdfParams { formula, bm25_weighting, reduce_frequent_words: _ } = *params;
        let all: f64 = counts.row_sums().iter().sum();
        let mean = if counts.is_empty() { 0.0 } else { all / counts.len() as f64 };
        let a = match formula {
            Formula::Paper => mean,
            Formula::Bertopic => mean.floor(),
        };
        let idf = |f: f64| {
            if f == 0.0 {
                0.0
            } else if bm25_weighting {
                (1.0 + (a - f + 0.5) / (f + 0.5)).ln()
            } else {
                (1.0 + a / f).ln()
            }
        };
        Self { params: params.clone(), idf: counts.column_sums().into_iter().map(idf).collect() }
    }

    /// The weights of words in classes, from counts: classes × words. A class without words is a row of zeros.
    ///
    /// # Panics
    /// Where the counts are of other words than those of the fit.
    pub fn transform(&self, counts: Sparse) -> Sparse {
        assert_eq!(counts.width(), self.idf.len(), "words");
        let sums = match self.params.formula {
            Formula::Paper => vec![1.0; counts.len()],
            Formula::Bertopic => counts.row_sums(),
        };
        counts.map(|class, word, count| {
            let mut tf = count / sums[class];
            if self.params.reduce_frequent_words {
                tf = tf.sqrt();
            }
            tf * self.idf[word]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        bm25_weighting: bool,
        reduce_frequent_words: bool,
        weights: Vec<Vec<f64>>,
    }

    #[derive(Deserialize)]
    struct Reference {
        counts: Vec<Vec<f64>>,
        cases: Vec<Case>,
    }

    fn sparse(rows: &[Vec<f64>]) -> Sparse {
        let row = |row: &Vec<f64>| {
            row.iter().enumerate().filter(|entry| *entry.1 != 0.0).map(|(at, &v)| (at as u32, v)).collect()
        };
        Sparse::from_rows(rows[0].len(), &rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn weights_are_those_of_bertopic() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/bertopic/c_tf_idf.json")).unwrap();
        let counts = sparse(&reference.counts);
        for case in &reference.cases {
            let params = CTfIdfParams {
                formula: Formula::Bertopic,
                bm25_weighting: case.bm25_weighting,
                reduce_frequent_words: case.reduce_frequent_words,
            };
            let weights = CTfIdf::fit(&params, &counts).transform(counts.clone());
            for (class, expected) in case.weights.iter().enumerate() {
                for (a, e) in weights.dense_row(class).iter().zip(expected) {
                    assert!((a - e).abs() <= 1e-10, "{params:?}: {a} is not {e}");
                }
            }
        }
    }

    #[test]
    fn the_papers_weights_by_hand() {
        // 2 classes of 3 and 2 words: A = 2.5
        let counts = sparse(&[vec![2.0, 1.0], vec![0.0, 2.0]]);
        let params = CTfIdfParams { formula: Formula::Paper, ..Default::default() };
        let weights = CTfIdf::fit(&params, &counts).transform(counts);
        assert_eq!(weights.dense_row(0), [2.0 * (1.0_f64 + 2.5 / 2.0).ln(), (1.0_f64 + 2.5 / 3.0).ln()]);
        assert_eq!(weights.dense_row(1), [0.0, 2.0 * (1.0_f64 + 2.5 / 3.0).ln()]);
    }

    #[test]
    fn empty_classes_and_unknown_words_weigh_nothing() {
        let counts = sparse(&[vec![2.0, 0.0], vec![0.0, 0.0]]);
        let weighing = CTfIdf::fit(&CTfIdfParams::default(), &counts);
        assert_eq!(weighing.transform(sparse(&[vec![0.0, 5.0], vec![0.0, 0.0]])).row_sums(), [0.0, 0.0]);
    }
}
