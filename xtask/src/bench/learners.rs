//! Seconds of a processor that the classical learners take, beside LightGBM and scikit-learn, one thread.

use anyhow::{Context, Result};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;

pub(super) fn run() -> Result<()> {
    let python = match Python::with(&["numpy", "sklearn", "lightgbm"])? {
        Ok(python) => python,
        Err(reason) => {
            skipped("statistics.learners", &reason);
            return Ok(());
        }
    };
    let (program, folder) = (build::example("learners")?, tempfile::tempdir()?);
    let mut script = python.script(&root().join("xtask/python/learners.py"));
    let printed = python.output(script.arg(program).arg("bench").arg(folder.path()))?;
    for line in printed.lines() {
        print(line).with_context(|| format!("learners.py prints `{line}`"))?;
    }
    Ok(())
}

/// A line `learner data ours theirs peer`.
fn print(line: &str) -> Option<()> {
    let [learner, data, ours, theirs, peer] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
    let (seconds, of_peer): (f64, f64) = (ours.parse().ok()?, theirs.parse().ok()?);
    let line = Line::new(&format!("statistics.{learner}.{data}"), format!("{seconds:.5}"), "s");
    line.peer(of_peer / seconds, peer).with("peer-value", theirs).goal(seconds, of_peer).print();
    Some(())
}
