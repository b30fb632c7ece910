//! Ten million posts by `bellwether sentiment score`: the demo's posts over and over, from compressed CSV to Parquet.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build;
use crate::line::Line;
use crate::process::{self, on_cores};

const POSTS: u64 = 10_000_000;
const CORES: usize = 2;
const MEGABYTES: f64 = 300.0;

pub(super) fn run() -> Result<()> {
    let bellwether = build::bellwether()?;
    let folder = tempfile::tempdir()?;
    let run = |args: &[&str], times: u64| {
        let mut command = on_cores(CORES, &bellwether);
        command.current_dir(folder.path()).args(args);
        for _ in 0..times {
            command.arg("demo/tweets.csv.zst");
        }
        process::watch(&mut command)
    };
    run(&["demo", "--export", "demo"], 0)?;
    let score = ["sentiment", "score", "--quiet", "--force", "--format", "json", "-o", "scored.parquet"];
    let posts = |said: &str| -> Result<u64> {
        let said: Value = serde_json::from_str(said)?;
        said["posts"].as_u64().context("the command does not say how many posts it scored")
    };
    let one = posts(&run(&score, 1)?.stdout)?;
    let usage = run(&score, POSTS.div_ceil(one))?;
    let scored = posts(&usage.stdout)?;
    let bytes = fs::metadata(folder.path().join("scored.parquet"))?.len();
    Line::new("text.score", format!("{:.0}", scored as f64 / usage.seconds), "posts/s")
        .with("posts", scored)
        .with("seconds", format!("{:.1}", usage.seconds))
        .with("cores", CORES)
        .with("output-bytes", bytes)
        .print();
    if let Some(peak) = usage.peak_mb {
        Line::new("text.score-memory", format!("{peak:.0}"), "MB").goal(peak, MEGABYTES).print();
    }
    Ok(())
}
