//! Size and power of significance tests, and coverage of intervals.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build;
use crate::place::root;

/// Simulated worlds of each test, unless told otherwise.
const NULLS: &str = "2000";

pub(super) fn run(options: &[&str]) -> Result<()> {
    let (mut nulls, mut out) = (NULLS, root().join("docs/significance.md"));
    for pair in options.chunks(2) {
        match pair {
            ["--nulls", number] => nulls = number,
            ["--out", path] => out = PathBuf::from(path),
            _ => bail!("`{}` is not understood; there are --nulls NUMBER and --out FILE", pair.join(" ")),
        }
    }
    if !nulls.parse::<u64>().is_ok_and(|n| n > 0) {
        bail!("--nulls is `{nulls}`: it is a number above 0, such as {NULLS}");
    }
    let program = build::example("simulate_tests")?;
    let prices = root().join("crates/bellwether/data/demo/prices.csv.zst");
    let output = Command::new(program)
        .arg(nulls)
        .arg(prices)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start the simulation")?;
    if !output.status.success() {
        bail!("the simulation failed");
    }
    fs::write(&out, output.stdout).with_context(|| format!("cannot write {}", out.display()))?;
    println!("wrote {}", out.display());
    Ok(())
}
