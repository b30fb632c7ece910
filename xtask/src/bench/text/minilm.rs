//! MiniLM's sentence vectors a second, beside onnxruntime in single precision on the same posts and threads.

use std::process::Command;

use anyhow::Result;

use crate::build;
use crate::line::{Line, skipped};
use crate::minilm::{MiniLm, rate};
use crate::process;

/// What the ratio should reach.
const GOAL: f64 = 1.0;

pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let minilm = match MiniLm::prepare(folder.path())? {
        Ok(minilm) => minilm,
        Err(reason) => {
            skipped("text.minilm", &reason);
            return Ok(());
        }
    };
    let MiniLm { python, script, model, posts } = &minilm;
    let program = build::example("embed")?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, 2].into_iter().filter(|&threads| threads <= cores) {
        let threads_word = threads.to_string();
        let ours = process::watch(Command::new(&program).arg(model).arg(posts).arg(&threads_word))?;
        let ours = rate(&ours.stdout)?;
        let theirs =
            python.output(python.script(script).arg("speed").arg(model).arg(posts).arg(&threads_word))?;
        let theirs: f64 = theirs.trim().parse()?;
        Line::new("text.minilm", format!("{ours:.1}"), "posts/s")
            .with("threads", threads)
            .peer(ours / theirs, &python.peer("onnxruntime")?)
            .with("peer-value", format!("{theirs:.1}"))
            .at_least(ours / theirs, GOAL)
            .print();
    }
    Ok(())
}
