//! Seconds of a walk-forward of ARIMA(2, 0, 1) with 1000 daily refits, and of auto-ARIMA on a series of 1000 values.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::Line;
use crate::{build, process};

/// Lines of the example in its order, and the seconds that they should not exceed.
const GOALS: [(&str, f64); 2] = [("statistics.arima-walk-forward", 1.0), ("statistics.auto-arima", 0.015)];

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("statistics_speed")?))?;
    let mut lines = ours.stdout.lines();
    for (name, goal) in GOALS {
        let seconds = lines.next().and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
        let seconds = seconds.context("the example statistics_speed prints a line without seconds")?;
        Line::new(name, format!("{seconds:.4}"), "s").goal(seconds, goal).print();
    }
    Ok(())
}
