//! Tables that are found by simulation and kept.

use anyhow::Result;

use crate::build;
use crate::place::root;
use crate::process::watch;
use crate::task::{Task, called};

pub(crate) const TASKS: &[Task<fn() -> Result<()>>] = &[Task {
    name: "leaks",
    what: "planted leaks that the audit catches, and its false alarms over honest studies, to docs/audit.md",
    part_of: None,
    run: leaks,
}];

pub(crate) fn run(name: &str) -> Result<()> {
    called("simulation", TASKS, name)?.iter().try_for_each(|task| (task.run)())
}

fn leaks() -> Result<()> {
    let program = build::example("leaks")?;
    let said = watch(&mut std::process::Command::new(program))?;
    std::fs::write(root().join("docs/audit.md"), said.stdout)?;
    Ok(())
}
