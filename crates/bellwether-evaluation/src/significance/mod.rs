//! Whether one forecast beat another by more than luck.
//!
//! [`diebold_mariano`] compares two forecasts of the same rows, [`giacomini_white`] asks whether the better could be foreseen, [`clark_west`] two models of which one contains the other,
//! [`superior_ability`] and [`step_m`] many with a benchmark, [`model_confidence_set`] many with each other, [`mcnemar`] two classifiers; [`pesaran_timmermann`] and [`anatolyev_gerko`] look at
//! directions, [`mincer_zarnowitz`] at what could be corrected; [`Adjustment`] keeps a table of many such
//! tests honest.

mod clark_west;
mod confidence_set;
mod cosine_variance;
mod diebold_mariano;
mod error;
mod gains;
mod giacomini_white;
mod long_run_variance;
mod loss;
mod mcnemar;
mod mincer_zarnowitz;
mod multiple;
mod normal;
mod outcome;
mod pesaran_timmermann;
mod step_m;
pub(crate) mod student_t;
mod superior;
mod words;

pub use clark_west::{ClarkWest, clark_west};
pub use confidence_set::{ModelConfidenceSet, SetStatistic, model_confidence_set};
pub use diebold_mariano::{diebold_mariano, diebold_mariano_losses};
pub use error::SignificanceError;
pub use giacomini_white::{GiacominiWhite, giacomini_white};
pub use long_run_variance::Kernel;
pub use loss::Loss;
pub use mcnemar::{McNemar, mcnemar};
pub use mincer_zarnowitz::{MincerZarnowitz, mincer_zarnowitz};
pub use multiple::{Adjustment, benjamini_hochberg, holm};
pub use outcome::{ALPHA, DieboldMariano, DieboldMarianoTest, Verdict};
pub use pesaran_timmermann::{DirectionTest, anatolyev_gerko, pesaran_timmermann};
pub use step_m::{SuperiorModels, step_m};
pub use superior::{SuperiorAbility, superior_ability};
pub use words::p_value_words;
