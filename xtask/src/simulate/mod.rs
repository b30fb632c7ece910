//! Tests of the project's own methods on simulated data, kept as pages of `docs`.

mod leaks;
mod tests_of_significance;

use anyhow::{Result, bail};

use crate::task::Task;

/// A simulation; it is told the options that follow its name.
type Simulation = Task<fn(&[&str]) -> Result<()>>;

/// All simulations.
pub(crate) const TASKS: &[Simulation] = &[
    Task {
        name: "tests",
        what: "size and power of every significance test and coverage of intervals, written to docs/significance.md",
        part_of: None,
        run: tests_of_significance::run,
    },
    Task {
        name: "leaks",
        what: "planted leaks that the audit catches, and its false alarms over honest studies, to docs/audit.md",
        part_of: None,
        run: leaks::run,
    },
];

/// Runs one simulation.
pub(crate) fn run(name: &str, options: &[&str]) -> Result<()> {
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        let known: Vec<_> = TASKS.iter().map(|task| task.name).collect();
        bail!("no simulation is named `{name}`; there is {}", known.join(", "));
    };
    (task.run)(options)
}
