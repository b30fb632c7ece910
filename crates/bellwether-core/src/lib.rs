//! Time, tickers, bars, posts, panels, targets, forecasts and the traits between the stages.
//!
//! Every datum has two times: when it happened and when it could have been known. [`Panel::as_of`] is the only way to
//! look at data, and the [`History`] that it returns cannot show anything that was not yet known at its cutoff.
//! This crate does no IO and reads no clock.

mod bar;
pub mod calendar;
mod decision;
mod error;
mod finding;
mod forecast;
mod forecaster;
mod frame;
mod panel;
mod post;
mod run;
mod series;
mod target;
mod ticker;

pub use bar::Bar;
pub use calendar::{Calendar, Session};
pub use decision::{Bell, DecisionPoint, DecisionTime};
pub use error::{CoreError, FitError, ForecastError};
pub use finding::{Finding, FindingKind};
pub use forecast::{Ahead, Forecast, Quantile};
pub use forecaster::{EpochLoss, Fitted, Forecaster, Further, Needs, Origin, Sample, TrainSet};
pub use frame::{FeatureFrame, FrameView, RowStamp};
pub use panel::{History, Panel, PostScore, TickerData};
pub use post::{Post, PostKind};
pub use run::{Checkpoints, RunContext};
pub use series::Datum;
pub use target::{Target, TargetKind};
pub use ticker::Ticker;

/// A calendar date without a time zone, as in a daily price file.
pub type Date = jiff::civil::Date;
/// An instant on the time line.
pub type Timestamp = jiff::Timestamp;
