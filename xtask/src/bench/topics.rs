//! Seconds from vectors to topics, UMAP, HDBSCAN and c-TF-IDF, beside Python's BERTopic on the same vectors and cores.

use std::path::Path;

use anyhow::{Context, Result};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::{root, shared};
use crate::process::{Usage, on_cores, watch};
use crate::python::Python;

const CORES: usize = 2;
const DOCUMENTS: usize = 16_000;
const MANY: usize = 100_000;
/// Seconds that so many documents should take.
const SECONDS: f64 = 2.0;
const MANY_SECONDS: f64 = 25.0;
/// How many times as fast as the peer.
const RATIO: f64 = 5.0;
/// Most memory, in 10^6 bytes.
const MEMORY: f64 = 1000.0;

pub(super) fn run() -> Result<()> {
    let file = match shared("data/topics/dblp.tsv") {
        Ok(file) => file,
        Err(reason) => {
            skipped("bertopic", &reason);
            return Ok(());
        }
    };
    let program = build::example("topic_speed")?;
    let folder = tempfile::tempdir()?;
    let vectors = |documents: usize| {
        let mut command = std::process::Command::new(&program);
        command.arg("vectors").arg(&file).arg(documents.to_string()).arg(folder.path());
        watch(&mut command)
    };
    vectors(DOCUMENTS)?;
    let (seconds, topics, usage) = fit(&program, folder.path(), 3)?;
    let line = Line::new("bertopic", format!("{seconds:.3}"), "s");
    let line = line.with("documents", DOCUMENTS).with("topics", topics).goal(seconds, SECONDS);
    match peer(folder.path())? {
        Ok((theirs, peer)) => line
            .peer(theirs / seconds, &peer)
            .with("peer-value", format!("{theirs:.1}"))
            .at_least(theirs / seconds, RATIO)
            .print(),
        Err(reason) => {
            line.print();
            skipped("bertopic peer", &reason);
        }
    }
    memory("bertopic.memory", &usage);

    vectors(MANY)?;
    let (seconds, topics, usage) = fit(&program, folder.path(), 1)?;
    let line = Line::new("bertopic.many", format!("{seconds:.2}"), "s");
    line.with("documents", MANY).with("topics", topics).goal(seconds, MANY_SECONDS).print();
    memory("bertopic.many.memory", &usage);
    Ok(())
}

/// Seconds of the median round and the number of topics.
fn fit(program: &Path, folder: &Path, rounds: usize) -> Result<(f64, usize, Usage)> {
    let usage = watch(on_cores(CORES, program).arg("fit").arg(folder).arg(rounds.to_string()))?;
    let mut found: Vec<(f64, usize)> = usage
        .stdout
        .lines()
        .map(read)
        .collect::<Option<_>>()
        .context("topic_speed prints `seconds topics`")?;
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (seconds, topics) = found[rounds / 2];
    Ok((seconds, topics, usage))
}

fn read(line: &str) -> Option<(f64, usize)> {
    let mut words = line.split(' ');
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

fn memory(name: &str, usage: &Usage) {
    match usage.peak_mb {
        Some(peak) => Line::new(name, format!("{peak:.0}"), "MB").goal(peak, MEMORY).print(),
        None => skipped(name, "the system does not say"),
    }
}

/// Seconds of the peer, and its name.
fn peer(folder: &Path) -> Result<Result<(f64, String), String>> {
    let python = match Python::with(&["bertopic"])? {
        Ok(python) => python,
        Err(reason) => return Ok(Err(reason)),
    };
    let script = root().join("xtask/python/topics.py");
    let mut command = python.script_on(CORES, &script);
    let printed = python.output(command.arg("speed").arg(folder).arg(CORES.to_string()))?;
    let (seconds, _) = read(printed.trim()).context("topics.py prints `seconds topics outside`")?;
    Ok(Ok((seconds, python.peer("bertopic")?)))
}
