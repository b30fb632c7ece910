//! Training time of the papers' networks, medians of three, one thread.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::shared;
use crate::python::Python;
use crate::{build, process};

/// Framework as the peers' script names it, packages it needs, distribution whose version is named.
const PEERS: &[(&str, &[&str], &str)] =
    &[("torch", &["numpy", "torch"], "torch"), ("keras", &["numpy", "tensorflow", "keras"], "keras")];
/// Workloads that the peers' script has.
const SHARED_WORKLOADS: &[&str] = &["W1", "W2", "W3", "W4", "W5"];

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("train_workloads")?))?;
    let ours: Vec<(&str, f64)> = ours
        .stdout
        .lines()
        .map(|line| Some((line.split(' ').next()?, field(line, "seconds")?)))
        .collect::<Option<_>>()
        .context("the example train_workloads prints a line without seconds")?;
    for (name, seconds) in &ours {
        Line::new(&format!("train.{name}"), format!("{seconds:.3}"), "s").print();
    }
    for (framework, packages, distribution) in PEERS {
        let name = format!("train peer {framework}");
        let script = match shared("bench/train_peer.py") {
            Ok(script) => script,
            Err(reason) => {
                skipped(&name, &reason);
                continue;
            }
        };
        match Python::with(packages)? {
            Ok(python) => beside(&python, &script, framework, &python.peer(distribution)?, &ours)?,
            Err(reason) => skipped(&name, &reason),
        }
    }
    Ok(())
}

fn beside(python: &Python, script: &Path, framework: &str, peer: &str, ours: &[(&str, f64)]) -> Result<()> {
    for (name, seconds) in ours.iter().filter(|(name, _)| SHARED_WORKLOADS.contains(name)) {
        let printed =
            python.output(python.script(script).args([framework, name, "--threads", "1", "--reps", "3"]))?;
        let theirs = field(&printed, "wall_s").context("the peer prints no wall_s")?;
        let line =
            Line::new(&format!("train.{name}"), format!("{seconds:.3}"), "s").peer(theirs / seconds, peer);
        line.with("peer-value", format!("{theirs:.3}")).print();
    }
    Ok(())
}

/// The number of `key=NUMBER` among words.
fn field(line: &str, key: &str) -> Option<f64> {
    line.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('=')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_is_found_by_its_whole_name() {
        assert_eq!(field("W1 torch wall_s=1.5 cpu_s=2", "wall_s"), Some(1.5));
        assert_eq!(field("W1 torch wall_s=1.5 cpu_s=2", "s"), None);
    }
}
