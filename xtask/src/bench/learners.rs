//! Seconds of a processor that the classical learners take, beside LightGBM and scikit-learn, one thread.

use anyhow::{Context, Result};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;

/// Learners that have a line of their own beside those of each set of data.
const HEADLINES: [&str; 2] = ["forest", "boosting"];

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
    let read = |line| Measured::read(line).with_context(|| format!("learners.py prints `{line}`"));
    let measured = printed.lines().map(read).collect::<Result<Vec<_>>>()?;
    for one in &measured {
        let line =
            Line::new(&format!("statistics.{}.{}", one.learner, one.data), format!("{:.5}", one.ours), "s");
        line.peer(one.theirs / one.ours, one.peer)
            .with("peer-value", one.theirs)
            .goal(one.ours, one.theirs)
            .print();
    }
    for learner in HEADLINES {
        headline(learner, &measured);
    }
    Ok(())
}

/// All data of a learner together, beside the first of its peers.
fn headline(learner: &str, measured: &[Measured<'_>]) {
    let own = || measured.iter().filter(|one| one.learner == learner);
    let Some(peer) = own().map(|one| one.peer).next() else { return };
    let sum = |of: fn(&Measured<'_>) -> f64| own().filter(|one| one.peer == peer).map(of).sum::<f64>();
    let (ours, theirs) = (sum(|one| one.ours), sum(|one| one.theirs));
    let line = Line::new(learner, format!("{ours:.5}"), "s").peer(theirs / ours, peer);
    line.with("peer-value", format!("{theirs:.5}")).goal(ours, theirs).print();
}

/// A line `learner data ours theirs peer`, of seconds.
struct Measured<'a> {
    learner: &'a str,
    data: &'a str,
    ours: f64,
    theirs: f64,
    peer: &'a str,
}

impl<'a> Measured<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let [learner, data, ours, theirs, peer] = line.split(' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        Some(Self { learner, data, ours: ours.parse().ok()?, theirs: theirs.parse().ok()?, peer })
    }
}
