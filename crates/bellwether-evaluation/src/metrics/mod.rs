//! How far forecasts were from what happened; one metric a file.
//!
//! Point metrics take `(actual, predicted)` of equal length, at least one row, finite. Direction metrics take
//! labels as `bool` (`true`: the price rose; [`labels`] reads 0/1 columns) and, where they score
//! probabilities, the probability of `true`. [`Metric`] names them all, with the better direction and the
//! unit, so that tables and laws can loop.

mod accuracy;
mod auc;
mod brier;
mod class_scores;
mod classification_scores;
mod confusion;
mod directional_accuracy;
mod error;
mod f1;
mod labels;
mod log_loss;
mod mae;
mod mape;
mod mase;
mod mcc;
mod metric;
mod mse;
mod precision;
mod r2;
mod recall;
mod regression_scores;
mod rmse;
mod score;
mod skill_score;

pub use accuracy::accuracy;
pub use auc::auc;
pub use brier::brier;
pub use class_scores::ClassScores;
pub use classification_scores::ClassificationScores;
pub use confusion::ConfusionMatrix;
pub use directional_accuracy::{DirectionalAccuracy, directional_accuracy};
pub use error::{MetricError, Undefined};
pub use f1::f1;
pub use labels::labels;
pub use log_loss::log_loss;
pub use mae::mae;
pub use mape::mape;
pub use mase::mase;
pub use mcc::mcc;
pub use metric::{Better, Metric, Task, Unit};
pub use mse::mse;
pub use precision::precision;
pub use r2::r2;
pub use recall::recall;
pub use regression_scores::{RegressionInput, RegressionScores, SeasonalTrain};
pub use rmse::rmse;
pub use score::Score;
pub use skill_score::skill_score;

use crate::input::{InputError, Series, check_pair};

/// The check of every point metric.
fn check_point(actual: &[f64], predicted: &[f64]) -> Result<(), InputError> {
    check_pair((Series::Actual, actual), (Series::Predicted, predicted))
}

/// A finite result, or the typed reason: finite inputs can still overflow a square or a sum.
fn finite(value: f64) -> Result<f64, MetricError> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::Overflow.into()) }
}
