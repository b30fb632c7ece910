//! Training time of the papers' networks: medians of three, one thread; twenty models on two cores; memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::line::{Line, skipped};
use crate::place::shared;
use crate::python::Python;
use crate::{build, process};

/// Workloads, and how many times as fast as PyTorch each should be; the peers' script has those with a goal.
const WORKLOADS: &[(&str, Option<f64>)] = &[
    ("W1", Some(7.0)),
    ("W1-relu", None),
    ("W2", Some(2.6)),
    ("W3", Some(2.8)),
    ("W4", Some(3.6)),
    ("W5", Some(1.5)),
];
/// Memory of a training of W2 above that of the process at its start, in 10^6 bytes.
const MEMORY: f64 = 60.0;
/// Framework as the peers' script names it, packages it needs, distribution whose version is named.
const PYTORCH: (&str, &[&str], &str) = ("torch", &["numpy", "torch"], "torch");
const KERAS: (&str, &[&str], &str) = ("keras", &["numpy", "tensorflow", "keras"], "keras");

/// Models of W2 that are trained at a time on [`CORES`] cores.
const MODELS: usize = 20;
const CORES: usize = 2;
/// Epochs of each of them, a fifth of those of W2, so that the bench ends within minutes.
const EPOCHS: &str = "20";
const SEEDS_RATIO: f64 = 3.0;

/// A framework that can be run here.
struct Peer {
    python: Python,
    script: PathBuf,
    framework: &'static str,
    /// Name and version.
    name: String,
}

pub(super) fn run() -> Result<()> {
    let program = build::example("train_workloads")?;
    let peers = [find(PYTORCH)?, find(KERAS)?];
    for (name, goal) in WORKLOADS {
        let ours = process::watch(Command::new(&program).arg(name))?.stdout;
        let seconds = field(&ours, "seconds").context("the example train_workloads prints no seconds")?;
        let line = || Line::new(name, format!("{seconds:.3}"), "s").with("seconds", format!("{seconds:.3}"));
        let measured = peers.iter().flatten().filter(|_| goal.is_some());
        let mut alone = true;
        for peer in measured {
            alone = false;
            let theirs = peer.time(&[name, "--reps", "3"])?;
            let line = line().peer(theirs / seconds, &peer.name).with("peer-value", format!("{theirs:.3}"));
            match goal {
                Some(goal) if peer.framework == PYTORCH.0 => line.at_least(theirs / seconds, *goal).print(),
                _ => line.print(),
            }
        }
        if alone {
            line().print();
        }
        if *name == "W2" {
            memory(&ours);
        }
    }
    seeds(&program, peers[0].as_ref())
}

/// The peer, or a line that says why there is none.
fn find((framework, packages, distribution): (&'static str, &[&str], &str)) -> Result<Option<Peer>> {
    let name = format!("train peer {framework}");
    let script = match shared("bench/train_peer.py") {
        Ok(script) => script,
        Err(reason) => {
            skipped(&name, &reason);
            return Ok(None);
        }
    };
    match Python::with(packages)? {
        Ok(python) => {
            let name = python.peer(distribution)?;
            Ok(Some(Peer { python, script, framework, name }))
        }
        Err(reason) => {
            skipped(&name, &reason);
            Ok(None)
        }
    }
}

impl Peer {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.python.script(&self.script);
        command.arg(self.framework).args(words).args(["--threads", "1"]);
        command
    }

    /// Median seconds of one training.
    fn time(&self, words: &[&str]) -> Result<f64> {
        let printed = self.python.output(&mut self.command(words))?;
        field(&printed, "wall_s").context("the peer prints no wall_s")
    }

    /// Seconds of `models` trainings in each of several processes at a time: as many times the median of one, in the
    /// slowest process. The start of Python is not in it.
    fn time_at_once(&self, processes: usize, models: usize) -> Result<f64> {
        let models_word = models.to_string();
        let words = ["W2", "--epochs", EPOCHS, "--reps", &models_word];
        let started: Vec<_> = (0..processes)
            .map(|_| self.command(&words).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn())
            .collect::<Result<_, _>>()?;
        let mut slowest = 0.0f64;
        for child in started {
            let output = child.wait_with_output()?;
            if !output.status.success() {
                bail!("the peer ended with {}", output.status);
            }
            let printed = String::from_utf8_lossy(&output.stdout);
            let one = field(&printed, "wall_s").context("the peer prints no wall_s")?;
            slowest = slowest.max(one * models as f64);
        }
        Ok(slowest)
    }
}

fn memory(ours: &str) {
    match field(ours, "memory_mb") {
        Some(mb) => Line::new("W2.memory", format!("{mb:.1}"), "MB").goal(mb, MEMORY).print(),
        None => skipped("W2.memory", "this system has no /proc"),
    }
}

/// Twenty models with twenty seeds on two cores: threads of one process here, processes there.
fn seeds(program: &Path, peer: Option<&Peer>) -> Result<()> {
    let mut ours = process::on_cores(CORES, program);
    ours.args(["--epochs", EPOCHS, "--seeds", &MODELS.to_string(), "--threads", &CORES.to_string(), "W2"]);
    let ours = process::watch(&mut ours)?.stdout;
    let ours = field(&ours, "seconds").context("the example train_workloads prints no seconds")?;
    let line = Line::new("W2.seeds", format!("{ours:.2}"), "s").with("seconds", format!("{ours:.2}"));
    let line = line.with("models", MODELS).with("cores", CORES).with("epochs", EPOCHS);
    match peer {
        None => line.print(),
        Some(peer) => {
            let theirs = peer.time_at_once(CORES, MODELS / CORES)?;
            let line = line.peer(theirs / ours, &peer.name).with("peer-value", format!("{theirs:.2}"));
            line.at_least(theirs / ours, SEEDS_RATIO).print();
        }
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
