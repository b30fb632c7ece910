//! VADER beside vaderSentiment, post by post and to the last printed decimal.

use std::path::Path;

use anyhow::{Context, Result};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::{root, shared};
use crate::python::Python;

const FOLDER: &str = "crates/bellwether-text/tests/reference/vader";
const RANDOM_POSTS: &str = "20000";

/// Posts whose scores differ.
pub(super) fn run() -> Result<usize> {
    let python = match Python::with(&["vaderSentiment", "pandas", "pyarrow"])? {
        Ok(python) if python.version < (3, 12) => python,
        Ok(_) => {
            skipped(
                "parity.vader",
                "since Python 3.12 sums are rounded in another way; take an older Python",
            );
            return Ok(0);
        }
        Err(reason) => {
            skipped("parity.vader", &reason);
            return Ok(0);
        }
    };
    let folder = tempfile::tempdir()?;
    let random = folder.path().join("random.parquet");
    let make = root().join(FOLDER).join("make_fuzz.py");
    python.output(python.script(&make).arg(RANDOM_POSTS).arg(&random))?;
    let mut differences = compare(&python, "random", &random, folder.path())?;
    match shared("data/stocknet/tweets.parquet") {
        Ok(posts) => differences += compare(&python, "stocknet", &posts, folder.path())?,
        Err(reason) => skipped("parity.vader.stocknet", &reason),
    }
    Ok(differences)
}

fn compare(python: &Python, name: &str, posts: &Path, folder: &Path) -> Result<usize> {
    let program = build::example("vader_tsv")?;
    let script = root().join(FOLDER).join("compare.py");
    // it ends with 1 when something differs
    let output = python.script(&script).arg(posts).arg(program).arg(folder).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed.lines().last().unwrap_or_default();
    let mut words = last.split(" mismatches in ");
    let mismatches = words.next().and_then(|n| n.parse::<usize>().ok());
    let posts = words.next().and_then(|rest| rest.strip_suffix(" posts"));
    let (Some(mismatches), Some(posts)) = (mismatches, posts) else {
        return Err(anyhow::anyhow!("{}", String::from_utf8_lossy(&output.stderr).trim_end().to_owned()))
            .context("compare.py did not end as it should");
    };
    for line in printed.lines().filter(|line| line.starts_with("mismatch:")).take(20) {
        println!("# {line}");
    }
    Line::new(&format!("parity.vader.{name}"), mismatches, "mismatches")
        .with("posts", posts)
        .with("peer", python.peer("vaderSentiment")?)
        .print();
    Ok(mismatches)
}
