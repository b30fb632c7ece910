//! GARCH and GJR-GARCH on series of 1000 values, beside arch.

use std::process::Command;

use anyhow::{Context, Result};

use super::print;
use crate::line::skipped;
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let ours = process::watch(Command::new(build::example("garch_speed")?).arg(folder.path()))?;
    let python = Python::with(&["numpy", "arch"])?;
    let (theirs, peer) = match &python {
        Ok(python) => {
            let mut script = python.script(&root().join("xtask/python/garch_speed.py"));
            script.arg(folder.path()).env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1");
            (seconds(&python.output(&mut script)?)?, python.peer("arch")?)
        }
        Err(reason) => {
            skipped("statistics peer arch", reason);
            (Vec::new(), String::new())
        }
    };
    for (name, own) in seconds(&ours.stdout)? {
        let peer_seconds = theirs.iter().find(|(n, _)| *n == name).map(|(_, s)| (*s, peer.as_str()));
        print(&name, own, peer_seconds, None);
    }
    Ok(())
}

/// Lines of a name and seconds.
fn seconds(printed: &str) -> Result<Vec<(String, f64)>> {
    let pair = |line: &str| {
        let (name, rest) = line.split_once(' ')?;
        Some((name.to_owned(), rest.split(' ').next()?.parse().ok()?))
    };
    printed.lines().map(pair).collect::<Option<_>>().context("a line that is not a name and seconds")
}
