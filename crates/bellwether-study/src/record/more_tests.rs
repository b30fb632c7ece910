//! Tests of one row by itself: its directions, what trading them would bring, and what could be corrected in it.

use serde::{Deserialize, Serialize};

/// Tests beside the one against persistence. Those of directions need rows that do not overlap, and are made one session ahead only.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MoreTests {
    /// Pesaran and Timmermann: whether rises and falls are told better than by chance. None where all go one way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directions: Option<SignTest>,
    /// Anatolyev and Gerko: whether trading by the sign earns more than by chance. None for direction, which has no size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profit: Option<SignTest>,
    /// Mincer and Zarnowitz: whether the changes forecast are those that come, on average. None for direction, and where no change
    /// is forecast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// McNemar: whether more directions are right than of the best naive forecast. For direction alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hits: Option<HitTest>,
}

/// A one-sided test of signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignTest {
    /// Standard normal without skill; positive with it.
    pub statistic: f64,
    /// One-sided.
    pub p_value: f64,
    /// The same, Holm-adjusted over all rows and tickers.
    pub adjusted: Option<f64>,
    /// Rows.
    pub n: usize,
}

/// What comes, regressed on what was forecast; of prices as changes from the last known value, in shares of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The constant, 0 without bias.
    pub intercept: f64,
    /// What comes of each unit of change forecast: 1 where nothing is to be corrected.
    pub slope: f64,
    /// Wald statistic of both.
    pub statistic: f64,
    /// p-value against "there is something to correct".
    pub p_value: f64,
    /// The same, Holm-adjusted over all rows and tickers.
    pub adjusted: Option<f64>,
    /// Rows.
    pub n: usize,
}

/// Which of two classifiers is right, where only one is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HitTest {
    /// The naive row that is right most often.
    pub against: String,
    /// Rows on which only this one is right.
    pub only_this: usize,
    /// Rows on which only the other is.
    pub only_other: usize,
    /// Two-sided.
    pub p_value: f64,
    /// The same, Holm-adjusted over all rows and tickers.
    pub adjusted: Option<f64>,
}

impl MoreTests {
    /// Whether none could be made.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
