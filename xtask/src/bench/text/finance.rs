//! Posts that the bundled finance classifier scores a second, on the 4,200 golden posts of VADER.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

const POSTS: &str = "crates/bellwether-text/data/vader/vader_reference_tweets.tsv";
const GOAL: f64 = 300_000.0;

pub(super) fn run() -> Result<()> {
    let posts = root().join(POSTS);
    let ours = process::watch(Command::new(build::example("finance_speed")?).arg(&posts))?;
    let ours = ours
        .stdout
        .lines()
        .find(|line| line.contains("median"))
        .and_then(|line| line.split(' ').next()?.parse::<f64>().ok())
        .context("the example finance_speed prints no median")?;
    let line = Line::new("text.finance", format!("{ours:.0}"), "posts/s").at_least(ours, GOAL);
    let python = match Python::with(&["sklearn"])? {
        Ok(python) => python,
        Err(reason) => {
            line.print();
            skipped("text.finance peer scikit-learn", &reason);
            return Ok(());
        }
    };
    let script = root().join("xtask/python/finance_speed.py");
    let theirs: f64 = python.output(python.script(&script).arg(&posts))?.trim().parse()?;
    let line = line.peer(ours / theirs, &python.peer("scikit-learn")?);
    line.with("peer-value", format!("{theirs:.0}")).print();
    Ok(())
}
