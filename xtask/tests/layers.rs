//! The order of the crates: each depends only on those above it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::process::Command;

use serde_json::Value;

/// The crates in the order that data flows.
const ORDER: [&str; 12] = [
    "bellwether-core",
    "bellwether-nn",
    "bellwether-ingest",
    "bellwether-text",
    "bellwether-topics",
    "bellwether-features",
    "bellwether-models",
    "bellwether-evaluation",
    "bellwether-study",
    "bellwether-report",
    "bellwether-serve",
    "bellwether",
];
const TESTKIT: &str = "bellwether-testkit";
/// For developers only: they may use everything, and nothing uses `xtask`.
const BESIDE: [&str; 2] = [TESTKIT, "xtask"];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn rank(name: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == name)
}

#[test]
fn crates_depend_only_on_crates_above_them() {
    let mut wrong = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        if BESIDE.contains(&name) {
            continue;
        }
        let Some(own) = rank(name) else {
            wrong.push(format!("{name} has no place in the order"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let (on, kind) = (dependency["name"].as_str().unwrap(), dependency["kind"].as_str());
            let allowed = match rank(on) {
                Some(other) => other < own,
                None => !BESIDE.contains(&on) || (on == TESTKIT && kind == Some("dev")),
            };
            if !allowed {
                wrong.push(format!("{name} depends on {on}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    for package in packages() {
        let manifest = fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package["name"]);
    }
}

#[test]
fn no_crate_is_published_by_accident() {
    for package in packages() {
        assert_eq!(package["publish"], Value::Array(Vec::new()), "{}", package["name"]);
    }
}
