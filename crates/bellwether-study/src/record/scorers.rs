//! Several scorers side by side.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// How the scorers of a study agree, and what each did for each model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScorersRecord {
    /// Their names, in the study's order: the place of an [`Arm::WithText`](super::Arm::WithText).
    pub names: Vec<String>,
    /// What was done with posts before each read them, in the same order: the name of a preset (`raw`: nothing), or steps
    /// between commas.
    #[serde(default)]
    pub cleaning: Vec<String>,
    /// Agreement over every post of the study.
    pub by_post: Agreement,
    /// Agreement of the mean polarities of the sessions that have posts, over all tickers.
    pub by_session: Agreement,
    /// What each scorer changed, over all tickers: a row for each model and scorer.
    pub effects: Vec<ScorerEffect>,
}

/// Agreement of the scorers' polarities, scorer by scorer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Posts or sessions.
    pub n: usize,
    /// Pearson's correlation; `null` where a scorer gives everything the same polarity.
    pub correlation: Vec<Vec<Option<f64>>>,
    /// Share with the same sign: both above zero, both below, or both zero. `null` without any.
    pub same_sign: Vec<Vec<Option<f64>>>,
}

/// A model with one scorer's text columns against the same model without text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScorerEffect {
    /// The model.
    pub model: String,
    /// The scorer's place among the names.
    pub scorer: usize,
    /// Skill score (for direction the accuracy) with text less that without, mean over tickers; positive when it gained.
    pub gain: Option<f64>,
    /// Two-sided p-value of the Diebold-Mariano test over all tickers.
    pub p_value: Option<f64>,
    /// The same, Holm-adjusted for all effects of the study.
    pub adjusted: Option<f64>,
    /// The answer at the 5 % level after adjustment.
    pub verdict: Verdict,
}
