//! The run record: everything that a reader of the run may want, and no wall times.
//!
//! Same settings, data and seed give the same bytes on one kind of processor, on any number of threads (another kind sums
//! in another order of vector lanes). Wall times are therefore not in it.

mod arm;
mod backtest;
mod check;
mod intervals;
mod lines;
mod more_tests;
mod packed;
mod scorers;
mod together;
mod topics;

use std::collections::BTreeMap;

use bellwether_core::{Date, EpochLoss, Finding, Quantile, Target, Ticker};
use serde::{Deserialize, Serialize};

pub use arm::Arm;
pub use backtest::{BacktestRecord, Traded, TradedGroup, TradedRow};
pub use check::{CheckRecord, CheckRow, DirectionRow, HorizonRecord, HorizonRow};
pub use intervals::{FurtherIntervals, HeldIntervals, QuarterCoverage};
pub use more_tests::{Calibration, HitTest, MoreTests, SignTest};
pub use scorers::{Agreement, ScorerEffect, ScorersRecord};
pub use together::{LeftOutModel, SearchTest, TogetherRecord, TogetherRow};
pub use topics::{TopicRecord, TopicsFold, TopicsRecord};

/// What one run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of this format.
    pub format: u32,
    /// Version of Bellwether.
    pub bellwether: String,
    /// The study's name.
    pub name: String,
    /// One or two sentences on what the study is, from its file.
    #[serde(default)]
    pub description: String,
    /// Whether every trial has been run; false after an interrupted run.
    pub complete: bool,
    /// Trials that the study has, and how many have not been run yet.
    pub trials: TrialCounts,
    /// Hashes that identify data, settings and code.
    pub hashes: Hashes,
    /// The resolved settings, every default filled in.
    pub settings: serde_json::Value,
    /// The same as a TOML study file.
    pub settings_toml: String,
    /// Sentences that say where the protocol could see the future; empty for an honest one.
    pub warnings: Vec<String>,
    /// Why no score of this run is evidence of what a forecast is worth, under a protocol that exists to reproduce papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_evidence: Option<String>,
    /// Whether that is for a decomposition of the whole series alone, under a protocol that keeps past and future apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_series: bool,
    /// What is forecast.
    pub target: Target,
    /// Further horizons at which the same quantity is forecast by the models that can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<usize>,
    /// The protocol in words: "walk-forward, expanding window, refit every 21 sessions, …".
    pub protocol: String,
    /// How intervals around forecasts are made, in words; none for direction, and in records of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<String>,
    /// The plain answer: sentences that say what the forecast is worth and whether the posts helped.
    pub verdict: Vec<String>,
    /// One for each ticker, in order.
    pub tickers: Vec<TickerRecord>,
    /// Findings that concern no single ticker.
    pub findings: Vec<Finding>,
    /// Significance over all tickers together, by model: daily mean of the tickers' scaled loss differences.
    pub pooled: Vec<PooledRow>,
    /// All models counted together: who may be the best, and whether any beats the baseline; none with fewer than three models or
    /// 20 days, or where the future is seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<TogetherRecord>,
    /// The scorers side by side; none where there is one, or no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorers: Option<ScorersRecord>,
    /// What trading the forecasts would have earned; none where the study does not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtest: Option<BacktestRecord>,
    /// What the posts are about; none where no column is made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<TopicsRecord>,
    /// A few of the pictures that models looked at; empty when none did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<PictureRecord>,
    /// What a check of predictions made elsewhere adds; none of a study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckRecord>,
}

/// How far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialCounts {
    /// Trials in the study.
    pub total: usize,
    /// Trials that ended with a forecast.
    pub succeeded: usize,
    /// Trials that failed, each with a reason in its row.
    pub failed: usize,
    /// Trials not run, after an interruption.
    pub missing: usize,
}

/// Hashes (BLAKE3, hexadecimal).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// Of the price data as read.
    pub prices: String,
    /// Of the posts as read; empty when there are none.
    pub posts: String,
    /// Of the series beside them; empty when there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub series: String,
    /// Of the resolved settings.
    pub settings: String,
}

/// One ticker's data, forecasts and scores.
///
/// In a file forecasts made elsewhere stand column by column beside the rows, what all models share once.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "packed::Read")]
pub struct TickerRecord {
    /// The ticker.
    pub ticker: Ticker,
    /// The daily series that the report draws, oldest first.
    pub series: DailySeries,
    /// What is odd in this ticker's data.
    pub findings: Vec<Finding>,
    /// The folds, in time order.
    pub folds: Vec<FoldRecord>,
    /// Samples that could not be used because an input or the target is missing.
    pub skipped_samples: usize,
    /// Rows of the leaderboard; the first is persistence.
    pub rows: Vec<ModelRow>,
}

/// Daily columns of equal length.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DailySeries {
    /// Sessions.
    pub dates: Vec<Date>,
    /// Closing prices; `null` where missing.
    pub close: Vec<Option<f64>>,
    /// Mean polarity of the session's posts; `null` where there are none. Empty when the study has no posts.
    pub score: Vec<Option<f64>>,
    /// Posts of the session. Empty when the study has no posts.
    pub posts: Vec<u64>,
}

/// First and last date of a stretch, both included, and how many samples are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Origin of the first sample.
    pub first: Date,
    /// Origin of the last sample.
    pub last: Date,
    /// Samples.
    pub samples: usize,
}

/// What models that leave a ticker out learn from instead: the other tickers, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OtherTickers {
    /// How many.
    pub tickers: usize,
    /// What is learnt: first and last origin, and the samples of all.
    pub train: Stretch,
    /// What early stopping looks at, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Stretch>,
}

/// One fold. Dates are forecast origins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldRecord {
    /// What models learn from; under a protocol that leaves the ticker out what models of its own past do, and what gives
    /// the others their scales.
    pub train: Stretch,
    /// What early stopping looks at, if any.
    pub validation: Option<Stretch>,
    /// What is forecast.
    pub test: Stretch,
    /// What models learn from under a protocol that leaves the ticker out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<OtherTickers>,
    /// The stretches of time that the parts consist of, where they lie in each other: under cross-validation, and under a random
    /// split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<FoldPieces>,
}

/// A fold of several stretches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldPieces {
    /// What models learn from, in time order.
    pub train: Vec<Stretch>,
    /// What early stopping looks at, in time order; empty for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validation: Vec<Stretch>,
    /// What is forecast, in time order.
    pub test: Vec<Stretch>,
    /// Whether samples were dealt out one by one, so that most stretches are of a few.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dealt_out: bool,
}

/// One row of the leaderboard: a model with one set of inputs, over all folds and seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRow {
    /// The model's name; unique within the study together with `arm`.
    pub model: String,
    /// Its inputs.
    pub arm: Arm,
    /// The scorer behind its text columns, where the study has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// Seeds that it was run with; one for models that do not depend on it.
    pub seeds: Vec<u64>,
    /// Parameters (weights) of the model, if counted.
    pub parameters: Option<usize>,
    /// Failures, in words, each with fold and seed; a row with failures has no scores.
    pub failures: Vec<String>,
    /// Scores by metric, in the metrics' order; mean over seeds. Empty when the row failed or is not complete.
    pub scores: Vec<MetricScore>,
    /// Diebold-Mariano test of the forecasts (averaged over seeds) against persistence. None for persistence itself.
    pub vs_persistence: Option<TestResult>,
    /// Diebold-Mariano test of this with-text row against the same model without text.
    pub vs_without_text: Option<TestResult>,
    /// Forecasts on the test samples, oldest first, averaged over seeds.
    pub forecasts: Vec<ForecastPoint>,
    /// Loss curves of the last fold, by seed; empty for models not trained by epochs.
    pub losses: Vec<LossCurve>,
    /// Forecasts and scores at the study's further horizons, in its order; empty for models that make none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<FurtherScores>,
    /// How good the model's own quantiles are; none for models without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<QuantileScores>,
    /// How the study's intervals around the forecasts held, level by level; empty for direction, and where the future is seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<HeldIntervals>,
    /// Tests of the row by itself; none where the future is seen.
    #[serde(default, skip_serializing_if = "MoreTests::is_empty")]
    pub tests: MoreTests,
    /// The forecast beyond the data.
    pub next: Option<NextForecast>,
    /// Why there is none, when its trial failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_failure: Option<String>,
    /// How much each input column counts, from the most to the least: trees' gain, or weights times deviations. Empty for
    /// models without such a measure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub importances: Vec<ColumnImportance>,
}

/// How much a model looks at a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnImportance {
    /// The column.
    pub column: String,
    /// Its share over all rows of the window, mean over folds and seeds; the shares of a row sum to 1.
    pub share: f64,
}

/// A metric's value over the test samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricScore {
    /// The metric's name, kebab-case (`rmse`, `mae`, `mape`, `r2`, …).
    pub metric: String,
    /// Mean over seeds; `null` where the metric is not defined for these data.
    pub mean: Option<f64>,
    /// Sample standard deviation over seeds; `null` with one seed.
    pub sd: Option<f64>,
    /// Why there is no value, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// A row's forecasts at another horizon than the target's own, on the same test samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FurtherScores {
    /// Sessions ahead of the last completed one.
    pub horizon: usize,
    /// RMSE and MAE; for direction the accuracy, and Brier score and AUC where there are probabilities. Mean over seeds.
    pub scores: Vec<MetricScore>,
    /// The same metrics of persistence at this horizon.
    pub persistence: Vec<MetricScore>,
    /// Diebold-Mariano test against persistence at this horizon. None for persistence itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vs_persistence: Option<TestResult>,
    /// One value for each of the row's forecasts, averaged over seeds; for direction the class.
    pub predicted: Vec<f64>,
    /// For direction: the probability of a rise over those sessions, one for each forecast; empty for models that give
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probability: Vec<f64>,
    /// The model's own quantiles, level by level, rising; empty for models without any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantile_values: Vec<QuantileValues>,
    /// How good they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<QuantileScores>,
    /// How the study's intervals around these forecasts held, level by level; empty for direction, and where the future is seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<HeldIntervals>,
}

/// The quantile of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileValues {
    /// Probability below it, in (0, 1).
    pub level: f64,
    /// One value for each of the row's forecasts, averaged over seeds.
    pub values: Vec<f64>,
}

/// How good quantile forecasts, averaged over seeds, are on the test samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileScores {
    /// The levels, rising.
    pub levels: Vec<f64>,
    /// Mean pinball loss over samples and levels, in the target's unit; lower is better.
    pub pinball: f64,
    /// Mean continuous ranked probability score from these levels, in the target's unit; lower is better, to be compared at the
    /// same levels only. None where quantiles cross.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crps: Option<f64>,
    /// Shares of the samples between the levels: below the first, between it and the next, …, above the last. Of a calibrated
    /// forecast they are the distances of the levels. Empty where quantiles cross, and in records of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<f64>,
    /// The widest interval that two of the quantiles make symmetrically around the median; none when no two do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widest: Option<IntervalScores>,
}

/// How an interval held on the test samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntervalScores {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// Share of the samples inside.
    pub coverage: f64,
    /// Mean width, in the target's unit.
    pub mean_width: f64,
}

/// Who won a comparison, at the 5 % level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// This row's loss is smaller, significantly.
    Better,
    /// This row's loss is larger, significantly.
    Worse,
    /// Neither.
    NoDifference,
    /// The two forecasts are the same.
    Identical,
    /// The test could not be made; the reason says why.
    Untested,
}

/// A Diebold-Mariano test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// Statistic with the Harvey-Leybourne-Newbold correction; negative when this row is better.
    pub statistic: Option<f64>,
    /// Two-sided p-value.
    pub p_value: Option<f64>,
    /// Days compared.
    pub n: usize,
    /// The answer.
    pub verdict: Verdict,
    /// The answer in words.
    pub words: String,
}

/// One forecast and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastPoint {
    /// The last completed session when it was made.
    pub origin: Date,
    /// The session that is forecast.
    pub date: Date,
    /// What came.
    pub actual: f64,
    /// What was forecast: a number, or for direction the class, 0 or 1.
    pub predicted: f64,
    /// For direction: the probability of a rise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The naive forecast at the origin.
    pub last_known: f64,
    /// The model's own quantiles, averaged over seeds, in rising order of level; empty for models without any, and for
    /// direction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Quantile>,
}

/// Loss by epoch of one training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LossCurve {
    /// The seed.
    pub seed: u64,
    /// By epoch, from the first.
    pub epochs: Vec<EpochLoss>,
}

/// The forecast beyond the data, with intervals from the model's own quantiles where it has any, and else from the row's
/// errors on the test samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextForecast {
    /// The last completed session.
    pub origin: Date,
    /// The session that is forecast.
    pub date: Date,
    /// The point forecast, averaged over seeds.
    pub point: f64,
    /// For direction: the probability of a rise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Intervals, narrow to wide: level in (0, 1), lower, upper.
    pub intervals: Vec<Interval>,
    /// Levels whose interval is the whole line, as it may be after many misses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endless: Vec<f64>,
    /// Whether the intervals are made of the model's own quantiles; otherwise they are the study's, of the row's errors.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_intervals: bool,
    /// The last known value.
    pub last_known: f64,
    /// Forecasts for the study's further horizons, in its order; empty for models that make none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ahead: Vec<NextAhead>,
}

/// The forecast beyond the data at a further horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextAhead {
    /// Sessions ahead of the last completed one.
    pub horizon: usize,
    /// The session that is forecast.
    pub date: Date,
    /// The forecast, averaged over seeds; for direction the class.
    pub point: f64,
    /// For direction: the probability of a rise over those sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Intervals, narrow to wide; empty for direction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<Interval>,
    /// Levels whose interval is the whole line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endless: Vec<f64>,
    /// Whether the intervals are made of the model's own quantiles; otherwise they are the study's, of the row's errors.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_intervals: bool,
}

/// For serde.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_false(value: &bool) -> bool {
    !value
}

/// For serde.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// A prediction interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Nominal coverage.
    pub level: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// A comparison over all tickers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PooledRow {
    /// The model.
    pub model: String,
    /// Its inputs.
    pub arm: Arm,
    /// The scorer behind its text columns, where the study has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// Mean over tickers of each metric that can be averaged (skill, MASE, directional accuracy, accuracy, MCC).
    pub scores: BTreeMap<String, f64>,
    /// Against persistence. None for persistence itself.
    pub vs_persistence: Option<TestResult>,
    /// With text against without.
    pub vs_without_text: Option<TestResult>,
    /// How the study's intervals held over all tickers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<HeldIntervals>,
    /// The same at the study's further horizons, in its order; empty for models that make no such forecasts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<FurtherIntervals>,
}

/// A candlestick picture of a test sample, and what came after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRecord {
    /// Whose prices.
    pub ticker: Ticker,
    /// The first day of the picture.
    pub first: Date,
    /// The last day of the picture: the forecast's origin.
    pub date: Date,
    /// The session that is forecast.
    pub target_date: Date,
    /// Whether its close is above that of the picture's last day.
    pub rises: bool,
    /// Columns of pixels.
    pub width: usize,
    /// Rows of pixels.
    pub height: usize,
    /// The picture as a PNG file, in base64.
    pub png: String,
}

impl RunRecord {
    /// The record as it is written: JSON, an object's keys on lines of their own and arrays of numbers on one.
    ///
    /// # Panics
    /// Never: numbers are finite and keys are words.
    pub fn to_json(&self) -> String {
        let json = lines::to_vec(self).expect("records hold finite numbers and strings");
        String::from_utf8(json).expect("JSON is UTF-8")
    }

    /// The version of the format that this code writes.
    pub const FORMAT: u32 = 1;
}
