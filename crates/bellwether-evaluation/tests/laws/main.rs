//! Laws that hold whatever the data.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod backtest;
mod intervals;
mod metrics;
mod online;
mod random;
mod significance;
mod splits;
