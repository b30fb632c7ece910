//! Million bars a second of a backtest with costs and its figures, on one core.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::Line;
use crate::{build, process};

/// Million bars a second.
const GOAL: f64 = 2.0;

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("backtest_speed")?))?;
    let rate: f64 = ours.stdout.trim().parse().context("backtest_speed prints a number")?;
    Line::new("backtest", format!("{rate:.2}"), "Mbars/s").at_least(rate, GOAL).print();
    Ok(())
}
