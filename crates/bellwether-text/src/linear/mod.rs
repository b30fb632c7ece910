//! Linear classifiers of texts: n-grams by tf-idf or hashing, weighed by logistic regression, a linear support vector
//! machine or naive Bayes, with calibrated probabilities.
//!
//! text → [`Normalisation`] → n-grams → [`Vectorizer`] (sparse row) → [`Classifier`] (decision values) →
//! [`Calibration`] (probabilities) → [`Polarity`](crate::Polarity). [`train`] makes a [`Model`], which is a scorer and has a file;
//! [`cross_validate`] scores texts by models that did not learn from them.
//!
//! Compared with scikit-learn (`TfidfVectorizer`, `HashingVectorizer`, `LogisticRegression`, `LinearSVC`, `MultinomialNB`,
//! `ComplementNB`, its Platt and isotonic calibration).

mod calibration;
mod error;
mod file;
mod grams;
mod lexicons;
mod linear_svm;
mod logistic_regression;
mod model;
mod murmur;
mod naive_bayes;
mod newton;
mod params;
mod sparse;
mod table;
mod tokens;
mod train;
mod vectorizer;
mod weights;

pub use error::LinearError;
pub use model::Model;
pub use params::{
    Analyzer, Calibration, ClassWeight, Classifier, Features, Ngrams, Normalisation, TrainParams,
};
pub use train::{cross_validate, train};
pub use vectorizer::Vectorizer;

pub(crate) use table::{Table, hash};
pub(crate) use tokens::{Tokens, words_of_post};

use train::Problem;
