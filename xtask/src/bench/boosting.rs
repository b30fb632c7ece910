//! Seconds that gradient boosting takes: 1000 samples of 96 inputs, 100 trees of depth 3, one core.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

const NAMES: [&str; 2] = ["boosting.squared-error", "boosting.logistic"];

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("boosting_speed")?))?;
    let ours = seconds(&ours.stdout).context("the example boosting_speed prints a line without seconds")?;
    let theirs = match Python::with(&["numpy", "sklearn"])? {
        Ok(python) => {
            let mut script = python.script(&root().join("xtask/python/boosting_speed.py"));
            let printed = python.output(script.env("OMP_NUM_THREADS", "1"))?;
            let theirs = seconds(&printed).context("the peer prints a line without seconds")?;
            Some((theirs, python.peer("scikit-learn")?))
        }
        Err(reason) => {
            skipped("boosting peer scikit-learn", &reason);
            None
        }
    };
    for (i, name) in NAMES.into_iter().enumerate() {
        let line = Line::new(name, format!("{:.3}", ours[i]), "s");
        match &theirs {
            Some((theirs, peer)) => line
                .peer(theirs[i] / ours[i], peer)
                .with("peer-value", format!("{:.3}", theirs[i]))
                .goal(ours[i], 1.0)
                .print(),
            None => line.goal(ours[i], 1.0).print(),
        }
    }
    Ok(())
}

/// The first word of two lines.
fn seconds(text: &str) -> Option<[f64; 2]> {
    let mut lines = text.lines().map(|line| line.split(' ').next()?.parse().ok());
    Some([lines.next()??, lines.next()??])
}
