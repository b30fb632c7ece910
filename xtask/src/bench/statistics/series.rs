//! Models of one series: a walk-forward of ARIMA(2, 0, 1) with 1000 daily refits; auto-ARIMA, ETS by AICc and Theta on
//! series of 1000 values.

use std::process::Command;

use anyhow::{Context, Result};

use super::print;
use crate::line::skipped;
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// Lines, the seconds that they should not exceed, and the distribution that the peer is of.
const LINES: [(&str, Option<f64>, &str); 4] = [
    ("arima-walk-forward", Some(1.0), "statsmodels"),
    ("auto-arima", Some(0.015), "statsforecast"),
    ("ets", None, "statsforecast"),
    ("theta", None, "statsmodels"),
];

pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let ours = process::watch(Command::new(build::example("statistics_speed")?).arg(folder.path()))?;
    let ours = seconds(&ours.stdout)?;
    let python = Python::with(&["numpy", "statsmodels", "statsforecast"])?;
    let theirs = match &python {
        Ok(python) => {
            let script = root().join("xtask/python/statistics_speed.py");
            let mut script = python.script(&script);
            script.arg(folder.path()).env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1");
            seconds(&python.output(&mut script)?)?
        }
        Err(reason) => {
            skipped("statistics peers statsmodels and statsforecast", reason);
            Vec::new()
        }
    };
    let of = |all: &[(String, f64)], name: &str| all.iter().find(|(n, _)| n == name).map(|(_, s)| *s);
    for (name, goal, distribution) in LINES {
        let own = of(&ours, name).with_context(|| format!("the example prints no line `{name}`"))?;
        let peer = match (&python, of(&theirs, name)) {
            (Ok(python), Some(theirs)) => Some((theirs, python.peer(distribution)?)),
            _ => None,
        };
        print(name, own, peer.as_ref().map(|(s, p)| (*s, p.as_str())), goal);
    }
    Ok(())
}

/// Lines of a name and a number.
fn seconds(printed: &str) -> Result<Vec<(String, f64)>> {
    let pair = |line: &str| {
        let (name, rest) = line.split_once(' ')?;
        Some((name.to_owned(), rest.split(' ').next()?.parse().ok()?))
    };
    printed.lines().map(pair).collect::<Option<_>>().context("a line that is not a name and a number")
}
