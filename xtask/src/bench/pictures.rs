//! Candlestick pictures drawn a second, ten days on 50 x 50 pixels.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// Pictures a second on one core, whatever they hold.
const GOAL: f64 = 100_000.0;

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("picture_speed")?))?;
    let rates: Vec<(f64, &str)> = ours
        .stdout
        .lines()
        .map(|line| {
            let (rate, what) = line.split_once(" pictures/s of ")?;
            Some((rate.parse().ok()?, what))
        })
        .collect::<Option<_>>()
        .context("the example picture_speed prints a line without pictures/s")?;
    let python = Python::with(&["numpy", "PIL"])?;
    let theirs = match &python {
        Ok(python) => {
            let printed =
                python.output(&mut python.script(&root().join("xtask/python/pictures_speed.py")))?;
            Some((printed.trim().parse::<f64>()?, python.peer("pillow")?))
        }
        Err(reason) => {
            skipped("pictures peer pillow", reason);
            None
        }
    };
    for (rate, what) in rates {
        let name = format!("pictures.{}", what.replace(' ', "-"));
        let mut line = Line::new(&name, format!("{rate:.0}"), "pictures/s");
        // the peer draws bytes without volume
        if let Some((theirs, peer)) = theirs.as_ref().filter(|_| what == "bytes") {
            line = line.peer(rate / theirs, peer).with("peer-value", format!("{theirs:.0}"));
        }
        line.at_least(rate, GOAL).print();
    }
    Ok(())
}
