//! Figures of the linear scorers on labelled sets that they were not trained on, against their goals.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::shared;
use crate::{build, process};

/// What a figure should reach. No model is trained or chosen on the sets that it is judged on.
const GOALS: &[(&str, f64)] = &[
    ("finance.stockemotions.macro-f1", 0.57),
    ("finance.stockemotions.auc", 0.64),
    ("finance.phrasebank.accuracy", 0.66),
    ("trained.stockemotions.macro-f1", 0.74),
    ("trained.pyfin.auc", 0.82),
];

/// Goals missed.
pub(super) fn run() -> Result<usize> {
    let folder = match shared("data/sentiment") {
        Ok(folder) => folder,
        Err(reason) => {
            skipped("parity.text", &reason);
            return Ok(0);
        }
    };
    let figures = process::watch(Command::new(build::example("text_figures")?).arg(folder))?;
    let mut missed = 0;
    for line in figures.stdout.lines() {
        let (name, value) = line.split_once(' ').context("text_figures prints `name value`")?;
        let value: f64 = value.parse().context("text_figures prints numbers")?;
        let line = Line::new(&format!("parity.text.{name}"), format!("{value:.4}"), "share");
        match GOALS.iter().find(|(known, _)| *known == name) {
            Some((_, goal)) => {
                missed += usize::from(value < *goal);
                line.at_least(value, *goal).print();
            }
            None => line.print(),
        }
    }
    Ok(missed)
}
