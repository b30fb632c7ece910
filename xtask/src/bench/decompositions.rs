//! Seconds of each decomposition on one core, beside PyWavelets, PyEMD and scikit-learn.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// As fast as the peer.
const GOAL: f64 = 1.0;
/// Names of the example's lines, the package that does the same, and the module that it is.
const LINES: [(&str, &str, &str); 6] = [
    ("wavedec", "PyWavelets", "pywt"),
    ("denoise", "PyWavelets", "pywt"),
    ("emd", "EMD-signal", "PyEMD"),
    ("eemd", "EMD-signal", "PyEMD"),
    ("ceemdan", "EMD-signal", "PyEMD"),
    ("pca", "scikit-learn", "sklearn"),
];

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("decomposition_speed")?))?;
    let ours = seconds(&ours.stdout)?;
    for (name, package, module) in LINES {
        let own = find(&ours, name).context("the example decomposition_speed leaves a line out")?;
        let line = Line::new(&format!("decompositions.{name}"), format!("{own:.6}"), "s");
        let theirs = match Python::with(&["numpy", module])? {
            Ok(python) => {
                let mut script = python.script(&root().join("xtask/python/decompositions_speed.py"));
                let printed = python.output(script.arg(name))?;
                find(&seconds(&printed)?, name).map(|s| (s, python.peer(package)))
            }
            Err(reason) => {
                skipped(&format!("decompositions.{name} peer {package}"), &reason);
                None
            }
        };
        match theirs {
            Some((theirs, peer)) => {
                let ratio = theirs / own;
                line.peer(ratio, &peer?).with("peer-value", theirs).at_least(ratio, GOAL).print();
            }
            None => line.print(),
        }
    }
    Ok(())
}

fn find(lines: &[(String, f64)], name: &str) -> Option<f64> {
    lines.iter().find(|line| line.0 == name).map(|line| line.1)
}

/// Lines of a name and a number.
fn seconds(printed: &str) -> Result<Vec<(String, f64)>> {
    let pair = |line: &str| {
        let (name, seconds) = line.split_once(' ')?;
        Some((name.to_owned(), seconds.parse().ok()?))
    };
    printed.lines().map(pair).collect::<Option<_>>().context("a line that is not a name and a number")
}
