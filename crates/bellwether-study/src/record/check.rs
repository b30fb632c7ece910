//! What a check of predictions made elsewhere adds to a record.

use bellwether_core::Ticker;
use serde::{Deserialize, Serialize};

/// How models of a file stand against persistence, by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// One for each model of the file.
    pub rows: Vec<CheckRow>,
    /// Sentences on what the predictions look like: how they name directions, how intervals held, whether they are the last
    /// known value moved by a day, or too good.
    pub remarks: Vec<String>,
    /// The models at each number of rows ahead, where there are several; the first is that of all other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub horizons: Vec<HorizonRecord>,
}

/// The models of a file at one number of rows ahead, on its own rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonRecord {
    /// Rows ahead of the last known day.
    pub horizon: usize,
    /// Rows that are left out.
    pub left_out: usize,
    /// One for each model of the file.
    pub rows: Vec<HorizonRow>,
}

/// One model at one number of rows ahead, over all tickers, against the naive forecast of as many rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonRow {
    /// The model.
    pub model: String,
    /// As in [`CheckRow`].
    pub skill: Option<f64>,
    /// As in [`CheckRow`].
    pub interval: Option<(f64, f64)>,
    /// Days.
    pub days: usize,
    /// Rows, of all tickers.
    pub observations: usize,
    /// Of the Diebold-Mariano test against persistence, by day.
    pub p_value: Option<f64>,
    /// The same, Holm-adjusted over models and horizons.
    pub adjusted: Option<f64>,
    /// Nominal coverage of the model's widest interval, and the share of the rows in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<(f64, f64)>,
}

/// One model over all tickers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRow {
    /// The model.
    pub model: String,
    /// One less the ratio of its squared error to that of persistence, mean over tickers; for directions of errors that
    /// are 0 or 1.
    pub skill: Option<f64>,
    /// The middle 95 % of the skill over a stationary bootstrap of days; none of fewer than 20 days.
    pub interval: Option<(f64, f64)>,
    /// The mean length of its blocks, days.
    pub block: f64,
    /// Days.
    pub days: usize,
    /// Rows, of all tickers.
    pub observations: usize,
    /// Independent rows that would tell as much: by the design effect of days as clusters.
    pub effective: Option<f64>,
    /// Of the Diebold-Mariano test against persistence, by day.
    pub p_value: Option<f64>,
    /// The same, Holm-adjusted over the models.
    pub adjusted: Option<f64>,
    /// Whether directions are named better than by chance, by ticker.
    pub directions: Vec<DirectionRow>,
}

/// Pesaran and Timmermann's test of one model on one ticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DirectionRow {
    /// The ticker.
    pub ticker: Ticker,
    /// Share of the days with a change whose direction was named.
    pub share: Option<f64>,
    /// The statistic, standard normal without skill; none where changes or forecasts all go one way.
    pub statistic: Option<f64>,
    /// One-sided.
    pub p_value: Option<f64>,
    /// The same, Holm-adjusted over models and tickers.
    pub adjusted: Option<f64>,
}
