//! Every model of one series on four windows of each ticker of StockNet: forecasts or typed errors, nothing else.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::shared;
use crate::{build, process};

/// Share of fits that a model may refuse: real prices are no reason to.
const REFUSED: f64 = 0.05;

/// Panics, forecasts that are not finite, and models that refuse too much.
pub(super) fn run() -> Result<usize> {
    let path = match shared("data/stocknet/prices.parquet") {
        Ok(path) => path,
        Err(reason) => {
            skipped("parity.statistics.stocknet", &reason);
            return Ok(0);
        }
    };
    let printed = process::watch(Command::new(build::example("statistics_stocknet")?).arg(path))?.stdout;
    let mut faults = 0;
    for line in printed.lines() {
        if line.starts_with('#') {
            println!("{line}");
            continue;
        }
        let (name, rest) = line.split_once(' ').context("a line without counts")?;
        let counts: Vec<usize> = rest.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        let [fits, refused, forecasts, refused_forecasts, panics, not_finite] = counts[..] else {
            anyhow::bail!("not six counts: {line}");
        };
        let refuses = refused as f64 > REFUSED * (fits + refused) as f64;
        faults += panics + not_finite + usize::from(refuses);
        Line::new(&format!("parity.stocknet.{name}"), panics + not_finite, "faults")
            .with("fits", fits)
            .with("refused-fits", refused)
            .with("forecasts", forecasts)
            .with("refused-forecasts", refused_forecasts)
            .with("panics", panics)
            .with("not-finite", not_finite)
            .with("refuses-too-much", refuses)
            .goal((panics + not_finite + usize::from(refuses)) as f64, 0.0)
            .print();
    }
    Ok(faults)
}
