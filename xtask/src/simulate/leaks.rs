//! Planted leaks, and honest studies.

use std::process::Command;

use anyhow::{Result, bail};

use crate::build;
use crate::place::root;
use crate::process::watch;

pub(super) fn run(options: &[&str]) -> Result<()> {
    if let Some(option) = options.first() {
        bail!("`{option}` is not understood; there are no options");
    }
    let program = build::example("leaks")?;
    let said = watch(&mut Command::new(program))?;
    std::fs::write(root().join("docs/audit.md"), said.stdout)?;
    Ok(())
}
