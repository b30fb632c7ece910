//! Boosted trees beside LightGBM and scikit-learn at equal settings, forests beside scikit-learn, on held-out rows.

use anyhow::{Context, Result};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;

/// How much worse R2 or mean log-loss may be.
const WORSE: f64 = 0.01;

/// Data sets on which ours is worse than a peer by more than that.
pub(super) fn run() -> Result<usize> {
    let python = match Python::with(&["numpy", "sklearn", "lightgbm"])? {
        Ok(python) => python,
        Err(reason) => {
            skipped("parity.learners", &reason);
            return Ok(0);
        }
    };
    let (program, folder) = (build::example("learners")?, tempfile::tempdir()?);
    let mut script = python.script(&root().join("xtask/python/learners.py"));
    let printed = python.output(script.arg(program).arg("parity").arg(folder.path()))?;
    let mut worse = 0;
    for line in printed.lines() {
        let is_worse = print(line).with_context(|| format!("learners.py prints `{line}`"))?;
        worse += usize::from(is_worse);
    }
    Ok(worse)
}

/// A line `learner data metric ours scikit-learn other`; the other is LightGBM, of forests a standard deviation.
fn print(line: &str) -> Option<bool> {
    let [learner, data, metric, ours, theirs, other] = line.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let numbers = [ours, theirs, other].map(|number| number.parse::<f64>().ok());
    let [Some(own), Some(sklearn), Some(last)] = numbers else { return None };
    let is_forest = learner == "forest";
    let (room, peer) =
        if is_forest { (WORSE.max(3.0 * last), sklearn) } else { (WORSE, better(metric, sklearn, last)) };
    let behind = if metric == "r2" { peer - own } else { own - peer };
    let name = format!("parity.statistics.{learner}.{data}");
    let line = Line::new(&name, ours, metric).with("scikit-learn", theirs);
    line.with(if is_forest { "spread" } else { "lightgbm" }, other).at_least(-behind, -room).print();
    Some(behind > room)
}

/// The better of two peers.
fn better(metric: &str, a: f64, b: f64) -> f64 {
    if metric == "r2" { a.max(b) } else { a.min(b) }
}
