//! The goals of the foundation: the demo, the cold build, reading and scoring StockNet, persistence on AMZN.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build;
use crate::line::{Line, skipped};
use crate::place::shared;
use crate::process::{self, Usage, on_cores};

const CORES: usize = 2;

pub(super) fn run(with_build: bool) -> Result<()> {
    let bellwether = build::bellwether()?;
    demo(&bellwether)?;
    stocknet()?;
    persistence(&bellwether)?;
    if with_build {
        cold_build()?;
    } else {
        skipped("build", "it takes minutes; ask for it with --build");
    }
    Ok(())
}

fn demo(bellwether: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = || process::watch(on_cores(CORES, bellwether).arg("demo").current_dir(folder.path()));
    let first = demo()?;
    seconds("demo.wall", first.seconds, 60.0);
    memory("demo.peak-memory", &first, 500.0);
    let first_word = first.seconds_until("").context("the demo wrote nothing to standard error")?;
    seconds("demo.first-progress", first_word, 1.0);
    let trials = first.seconds_until("running ").context("the demo did not say how many trials it runs")?;
    Line::new("demo.first-trials", format!("{trials:.2}"), "s").print();
    seconds("demo.rerun", demo()?.seconds, 2.0);
    Ok(())
}

fn stocknet() -> Result<()> {
    let (prices, posts) =
        match (shared("data/stocknet/prices.parquet"), shared("data/stocknet/tweets.parquet")) {
            (Ok(prices), Ok(posts)) => (prices, posts),
            (Err(reason), _) | (_, Err(reason)) => {
                skipped("stocknet", &reason);
                return Ok(());
            }
        };
    let program = build::example("read_and_score")?;
    let usage = process::watch(on_cores(1, &program).arg(prices).arg(posts))?;
    println!("# stocknet: {}", usage.stdout.trim());
    seconds("stocknet.read-and-score", usage.seconds, 5.0);
    memory("stocknet.peak-memory", &usage, 1000.0);
    Ok(())
}

/// Metric, printed decimals, value of yesterday's close on the last 20 rows as the paper's series gives it.
const PERSISTENCE: [(&str, usize, &str); 4] =
    [("rmse", 3, "3.205"), ("mae", 3, "2.521"), ("r2", 3, "0.756"), ("mape", 3, "2.038")];

fn persistence(bellwether: &Path) -> Result<()> {
    let prices = match shared("data/bertopic-amzn/prices.csv") {
        Ok(prices) => prices,
        Err(reason) => {
            skipped("persistence", &reason);
            return Ok(());
        }
    };
    let folder = tempfile::tempdir()?;
    let study = folder.path().join("amzn.toml");
    let prices = Value::from(prices.to_str().context("the path of the data is not UTF-8")?);
    fs::write(
        &study,
        format!(
            "[study]\nname = \"amzn\"\n\n[data]\nprices = {prices}\n\n[protocol]\nkind = \"hold-out\"\n\
             test = {{ rows = 20 }}\nvalidation = {{ rows = 0 }}\n\n[[models]]\nkind = \"persistence\"\n"
        ),
    )?;
    process::watch(on_cores(CORES, bellwether).arg("study").arg(&study).current_dir(folder.path()))?;
    let record = find(folder.path(), "record.json")?.context("the study wrote no record.json")?;
    let record: Value = serde_json::from_slice(&fs::read(record)?)?;
    let scores = record["tickers"][0]["rows"][0]["scores"].as_array().context("the record has no scores")?;
    let mut failed = Vec::new();
    for (metric, decimals, expected) in PERSISTENCE {
        let score = scores.iter().find(|score| score["metric"] == metric);
        let value = score.and_then(|score| score["mean"].as_f64());
        let value = value.map_or_else(|| "none".to_owned(), |value| format!("{value:.decimals$}"));
        let unit = match metric {
            "mape" => "%",
            "r2" => "1",
            _ => "USD",
        };
        let verdict = if value == expected { "ok" } else { "FAIL" };
        println!("persistence.{metric} {value} {unit} expected={expected} {verdict}");
        if value != expected {
            failed.push(metric);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("persistence on AMZN is not as published: {}", failed.join(", "))
    }
}

fn cold_build() -> Result<()> {
    let target = tempfile::tempdir()?;
    if !build::cargo().args(["fetch", "--quiet"]).status()?.success() {
        bail!("cargo cannot fetch the dependencies");
    }
    let start = Instant::now();
    let mut cargo = on_cores(CORES, Path::new(env!("CARGO")));
    cargo.current_dir(crate::place::root()).env("CARGO_TARGET_DIR", target.path());
    if !cargo.args(["build", "--release", "--quiet"]).status()?.success() {
        bail!("the release build failed");
    }
    seconds("build.cold", start.elapsed().as_secs_f64(), 480.0);
    let binary = target.path().join("release").join(format!("bellwether{}", std::env::consts::EXE_SUFFIX));
    let megabytes = fs::metadata(binary)?.len() as f64 / 1e6;
    Line::new("build.binary", format!("{megabytes:.1}"), "MB").goal(megabytes, 40.0).print();
    Ok(())
}

fn seconds(name: &str, value: f64, goal: f64) {
    Line::new(name, format!("{value:.2}"), "s").goal(value, goal).print();
}

fn memory(name: &str, usage: &Usage, goal: f64) {
    match usage.peak_mb {
        Some(value) => Line::new(name, format!("{value:.0}"), "MB").goal(value, goal).print(),
        None => skipped(name, "this system has no /proc"),
    }
}

/// The first file of that name below a folder.
fn find(folder: &Path, name: &str) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if let Some(found) = find(&path, name)? {
                return Ok(Some(found));
            }
        } else if path.file_name().is_some_and(|file| file == name) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}
