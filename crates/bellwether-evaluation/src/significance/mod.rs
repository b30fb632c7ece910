//! Whether one forecast beat another by more than luck.
//!
//! [`diebold_mariano`] compares two forecasts of the same rows, [`mcnemar`] two classifiers; [`Adjustment`] keeps a table of many such
//! tests honest.

mod diebold_mariano;
mod error;
mod long_run_variance;
mod loss;
mod mcnemar;
mod multiple;
mod outcome;
mod student_t;
mod words;

pub use diebold_mariano::{diebold_mariano, diebold_mariano_losses};
pub use error::SignificanceError;
pub use long_run_variance::Kernel;
pub use loss::Loss;
pub use mcnemar::{McNemar, mcnemar};
pub use multiple::{Adjustment, benjamini_hochberg, holm};
pub use outcome::{ALPHA, DieboldMariano, DieboldMarianoTest, Verdict};
pub use words::p_value_words;
