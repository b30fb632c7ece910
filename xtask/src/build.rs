//! Building what is measured.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::place::root;

/// Cargo, in the root of the repository.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root());
    cargo
}

/// Builds the command line as a user does and gives the binary's path.
pub(crate) fn bellwether() -> Result<PathBuf> {
    executable(&["--bin", "bellwether"], "bellwether")
}

/// Builds an example and gives its path. With the features of the whole workspace, all of them share what is built.
pub(crate) fn example(name: &str) -> Result<PathBuf> {
    executable(&["--workspace", "--example", name], name)
}

/// The same with a feature, `PACKAGE/FEATURE`.
pub(crate) fn example_with(name: &str, feature: &str) -> Result<PathBuf> {
    executable(&["--workspace", "--features", feature, "--example", name], name)
}

fn executable(what: &[&str], name: &str) -> Result<PathBuf> {
    let output = cargo()
        .args(["build", "--release", "--quiet", "--message-format=json-render-diagnostics"])
        .args(what)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`{name}` does not build");
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("cargo names no executable of `{name}`"))
}
