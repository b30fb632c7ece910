//! The settings of a linear classifier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LinearError;

/// How a linear classifier is made. [`TrainParams::default`] is what the bundled finance model is trained with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrainParams {
    /// How texts become words. Default: posts.
    pub normalisation: Normalisation,
    /// The features, side by side.
    pub features: Vec<Features>,
    /// What weighs the features. Default: logistic regression.
    pub classifier: Classifier,
    /// How decision values become probabilities. Default: temperature, 5 folds.
    pub calibration: Calibration,
    /// Draws the folds of the calibration. Default: 0.
    pub seed: u64,
}

/// How texts become words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// scikit-learn's: lower case; words are runs of two or more letters, digits and underscores; letters are taken
    /// within white space. (Lower case is taken letter by letter, without the final form of sigma.)
    Plain,
    /// For posts: no addresses of pages, cashtags or mentions, so that no name is learnt; `0` for every number; words are letters, with
    /// apostrophes within; `%`, `$`, `!`, `?` and each emoji are words. N-grams of letters are taken within those words.
    #[default]
    Posts,
}

/// One group of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Features {
    /// Counts times `ln((1 + n) / (1 + documents)) + 1`, each text at Euclidean length 1.
    Tfidf {
        /// Words or letters.
        analyzer: Analyzer,
        /// Shortest and longest n-gram.
        ngrams: Ngrams,
        /// An n-gram in fewer training texts is left out. At least 1.
        #[serde(rename = "min-documents")]
        min_documents: usize,
        /// `1 + ln(count)` in place of the count.
        sublinear: bool,
    },
    /// Signed counts in `2^bits` columns by MurmurHash3, each text at Euclidean length 1. No vocabulary is kept.
    Hashed {
        /// Words or letters.
        analyzer: Analyzer,
        /// Shortest and longest n-gram.
        ngrams: Ngrams,
        /// 1 to 24.
        bits: u32,
    },
    /// Six columns of the finance lexicon and of VADER's: positive and negative sums and their balance.
    Lexicons {
        /// They are multiplied by it: the larger, the less is their weight held down. Above 0.
        scale: f64,
    },
}

/// Of what n-grams are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Analyzer {
    /// Words.
    Word,
    /// Characters within a word, with a space before and after it.
    CharWb,
}

/// Shortest and longest n-gram: `{ min = 1, max = 2 }`. 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ngrams {
    /// The shortest.
    pub min: usize,
    /// The longest.
    pub max: usize,
}

/// What weighs the features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Classifier {
    /// Logistic regression, softmax for three classes.
    LogisticRegression {
        /// Inverse strength of the penalty. Above 0.
        c: f64,
        /// Weights of the classes.
        #[serde(rename = "class-weight")]
        class_weight: ClassWeight,
    },
    /// Linear support vector machine, squared hinge loss, one against the rest. It needs a calibration.
    LinearSvm {
        /// Inverse strength of the penalty. Above 0.
        c: f64,
        /// Weights of the classes.
        #[serde(rename = "class-weight")]
        class_weight: ClassWeight,
    },
    /// Multinomial naive Bayes.
    MultinomialNaiveBayes {
        /// Added to each count. Above 0.
        alpha: f64,
    },
    /// Complement naive Bayes.
    ComplementNaiveBayes {
        /// Added to each count. Above 0.
        alpha: f64,
    },
}

/// Weights of the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeight {
    /// Every text counts the same.
    #[default]
    Uniform,
    /// Every class counts the same: `n / (classes × n_class)` for a text of the class.
    Balanced,
}

/// How decision values become probabilities. All but `none` are fitted to the decisions of a cross-validation, each
/// text decided by a model that did not learn from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Calibration {
    /// The classifier's own probabilities.
    None {},
    /// Decisions over one temperature, before softmax. It leaves the most probable class as it is.
    Temperature {
        /// Parts of the cross-validation, 2 to 20.
        folds: usize,
    },
    /// A logistic curve a class (Platt, 1999), then made to sum to 1.
    Platt {
        /// Parts of the cross-validation, 2 to 20.
        folds: usize,
    },
    /// A rising step curve a class, joined by lines, then made to sum to 1.
    Isotonic {
        /// Parts of the cross-validation, 2 to 20.
        folds: usize,
    },
}

impl Default for TrainParams {
    fn default() -> Self {
        let tfidf = |analyzer, min, max| Features::Tfidf {
            analyzer,
            ngrams: Ngrams { min, max },
            min_documents: 2,
            sublinear: true,
        };
        Self {
            normalisation: Normalisation::Posts,
            features: vec![
                tfidf(Analyzer::Word, 1, 2),
                tfidf(Analyzer::CharWb, 4, 4),
                Features::Lexicons { scale: 2.0 },
            ],
            classifier: Classifier::LogisticRegression { c: 2.0, class_weight: ClassWeight::Uniform },
            calibration: Calibration::Temperature { folds: 5 },
            seed: 0,
        }
    }
}

impl TrainParams {
    /// Whether every setting is in range.
    ///
    /// # Errors
    /// [`LinearError::Setting`].
    pub fn validate(&self) -> Result<(), LinearError> {
        let Self { normalisation: _, features, classifier, calibration, seed: _ } = self;
        check("features", features.len(), (1..=8).contains(&features.len()), "1 to 8 groups")?;
        for group in features {
            group.validate()?;
        }
        let positive = "a number above 0";
        match classifier {
            Classifier::LogisticRegression { c, class_weight: _ }
            | Classifier::LinearSvm { c, class_weight: _ } => {
                check("c", c, c.is_finite() && *c > 0.0, positive)?;
            }
            Classifier::MultinomialNaiveBayes { alpha } | Classifier::ComplementNaiveBayes { alpha } => {
                check("alpha", alpha, alpha.is_finite() && *alpha > 0.0, positive)?;
            }
        }
        match calibration {
            Calibration::None {} => {
                let is_svm = matches!(classifier, Classifier::LinearSvm { .. });
                let wanted = "platt, isotonic or temperature: a support vector machine has no probabilities of its own";
                check("calibration", "none", !is_svm, wanted)
            }
            Calibration::Temperature { folds }
            | Calibration::Platt { folds }
            | Calibration::Isotonic { folds } => check("folds", folds, (2..=20).contains(folds), "2 to 20"),
        }
    }
}

impl Features {
    fn validate(&self) -> Result<(), LinearError> {
        match self {
            Self::Tfidf { analyzer: _, ngrams, min_documents, sublinear: _ } => {
                check("min-documents", min_documents, *min_documents >= 1, "at least 1")?;
                ngrams.validate()
            }
            Self::Hashed { analyzer: _, ngrams, bits } => {
                check("bits", bits, (1..=24).contains(bits), "1 to 24")?;
                ngrams.validate()
            }
            Self::Lexicons { scale } => {
                check("scale", scale, scale.is_finite() && *scale > 0.0, "a number above 0")
            }
        }
    }
}

impl Ngrams {
    fn validate(self) -> Result<(), LinearError> {
        let Self { min, max } = self;
        let is_sound = (1..=8).contains(&min) && (min..=8).contains(&max);
        check("ngrams", format_args!("{min} to {max}"), is_sound, "1 <= min <= max <= 8")
    }
}

fn check(
    setting: &'static str,
    found: impl std::fmt::Display,
    is_sound: bool,
    expected: &'static str,
) -> Result<(), LinearError> {
    if is_sound { Ok(()) } else { Err(LinearError::Setting { setting, found: found.to_string(), expected }) }
}
