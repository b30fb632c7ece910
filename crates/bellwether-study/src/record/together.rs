//! What the models of a run are worth when all that were tried are counted.

use serde::{Deserialize, Serialize};

use super::Arm;

/// All models on the same days, against the baseline and against each other.
///
/// A day is one observation: the mean loss over tickers. Losses are squared errors in units of each ticker's persistence error, and for
/// direction 1 for a miss and 0 for a hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TogetherRecord {
    /// Days.
    pub days: usize,
    /// Rows of a model, of all tickers.
    pub rows: usize,
    /// Rows left out because the loss of a model is not finite.
    pub rows_left_out: usize,
    /// Draws of the stationary bootstrap, the same for all tests.
    pub draws: usize,
    /// The mean length of its blocks, days.
    pub block: f64,
    /// What is to be beaten: persistence, for direction the best of the naive forecasts.
    pub baseline: String,
    /// Confidence with which the set holds the best model, in (0, 1).
    pub confidence: f64,
    /// Bound on the chance that any model is said to beat the baseline and does not, in (0, 1).
    pub size: f64,
    /// One for each model with each of its inputs, in the leaderboard's order; the first is persistence.
    pub models: Vec<TogetherRow>,
    /// Whether any beats the baseline.
    pub search: SearchTest,
    /// Models that could not be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutModel>,
}

/// One model among all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TogetherRow {
    /// The model.
    pub model: String,
    /// Its inputs.
    pub arm: Arm,
    /// The scorer behind its text columns, where the study has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// Mean of the daily losses.
    pub loss: f64,
    /// p-value of the model confidence set: the smallest size of test at which the model is left out of it.
    pub p_value: f64,
    /// Whether it is in the set: whether it may be the best.
    pub in_set: bool,
    /// Whether it beats the baseline, the chance of any false finding bounded.
    pub beats: bool,
}

/// The best of many models against the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchTest {
    /// Models tried, the naive ones that are the bar not among them.
    pub tried: usize,
    /// The place in `models` of the one with the least mean loss.
    pub best: usize,
    /// Mean daily loss of the baseline less that of the best.
    pub gain: f64,
    /// Hansen's consistent p-value of superior predictive ability.
    pub superior: f64,
    /// p-value of White's reality check.
    pub reality_check: f64,
}

/// A model that has no forecasts on all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOutModel {
    /// The model.
    pub model: String,
    /// Its inputs.
    pub arm: Arm,
    /// The scorer behind its text columns, where the study has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// Why, in words.
    pub reason: String,
}
