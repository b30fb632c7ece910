//! From a study file to a run record: config, trials, runner, cache.
//!
//! ```text
//! study.toml ─► StudyConfig ─► Dataset (panel, findings, hashes)
//!                   │               │
//!                   └───► trials: (ticker, inputs, model, fold, seed) ─► cache or fit ─► RunRecord
//! ```
//!
//! A trial is the unit of work, of caching and of resuming; its result depends on its own data, model, fold and seed
//! and on nothing else. This crate wires; the mathematics is in the crates it calls.

mod asked;
pub mod audit;
mod backtest;
mod beyond;
mod cache;
mod check;
mod config;
mod dataset;
mod default_inputs;
mod error;
mod gallery;
mod importances;
mod intervals;
mod kept_scores;
mod leak;
mod left_out;
mod nearest;
mod no_samples;
mod place;
mod posts;
pub mod record;
mod runner;
mod samples;
mod score_cache;
mod summary;
mod together;
mod topics;
mod trial;
mod verdict;
mod words;

pub use check::{CheckConfig, CheckError, check, write_check};
pub use config::{
    AdaptiveIntervals, Assign, BacktestConfig, DataConfig, InputsConfig, IntervalsConfig, MatchingConfig,
    ModelEntry, OutputConfig, RollingErrors, Scope, ScorerEntry, SeriesConfig, Sizing, SplitErrors,
    StudyConfig, StudySection, TargetSection, TextPreset, TopicColumn, TopicsArm, TopicsConfig, TopicsFitted,
};
pub use dataset::{Bundle, Dataset, Scoring};
pub use error::{ConfigError, StudyError};
pub use kept_scores::{KeptScores, ScoreFolder};
pub use runner::{Progress, Run, RunOptions, run};
pub use score_cache::ScoreCache;
pub use verdict::key_metric;
