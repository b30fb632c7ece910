//! What trading the forecasts would have earned.

use bellwether_core::{Date, Ticker};
use bellwether_evaluation::backtest::{DirectionHits, Overfitting, TradingSummary};
use serde::{Deserialize, Serialize};

use super::Arm;

/// The study's backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestRecord {
    /// Execution, sides, sizing and costs, in a sentence.
    pub rules: String,
    /// Why there is none: the study sees the future, and what it would have earned is no claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_claimed: Option<String>,
    /// What came of it, in sentences.
    pub words: Vec<String>,
    /// All tickers in equal parts; none with a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<TradedGroup>,
    /// Each ticker for itself, in the study's order; those without forecasts are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tickers: Vec<TradedGroup>,
}

/// One ticker, or the portfolio of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TradedGroup {
    /// The ticker; none for the portfolio.
    pub ticker: Option<Ticker>,
    /// Sessions, from the first forecast's origin to the session after the last one's; of all curves.
    pub dates: Vec<Date>,
    /// Whether prices were scaled by the adjusted close, so that dividends and splits are in the returns.
    pub total_return: bool,
    /// Sessions left out because open or close is missing.
    pub left_out: usize,
    /// Buying at the first trade and holding to the end, under the same costs.
    pub hold: Traded,
    /// Rows in the leaderboard's order; the first is persistence.
    pub rows: Vec<TradedRow>,
    /// How often the best row in one half of the time is not above the middle in the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overfitting: Option<Overfitting>,
    /// Why that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overfitting_unknown: Option<String>,
}

/// A row's trades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TradedRow {
    /// The model.
    pub model: String,
    /// Its inputs.
    pub arm: Arm,
    /// The scorer behind its text columns, where the study has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// Why it was not traded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untraded: Option<String>,
    /// What it earned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traded: Option<Traded>,
    /// Directions of the forecasts that were right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hits: Option<DirectionHits>,
    /// Five-point band of their accuracy above one half, a definition of Bellwether's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_level: Option<u8>,
    /// Probability that the true Sharpe ratio is above 0; `null` without risk.
    pub probabilistic_sharpe: Option<f64>,
    /// The same against what trying all rows of the group would bring by luck.
    pub deflated_sharpe: Option<f64>,
    /// Sessions needed to be 95 % sure that the Sharpe ratio is above 0; `null` when it is not.
    pub minimum_track_record: Option<f64>,
}

/// A curve of equity and its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Traded {
    /// Return, risk, turnover.
    pub summary: TradingSummary,
    /// Equity at each date, 1 at the first.
    pub equity: Vec<f64>,
    /// Loss since the highest equity before, as a share.
    pub drawdown: Vec<f64>,
}
