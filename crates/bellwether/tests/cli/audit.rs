//! `audit`: whether a study, or a table from elsewhere, sees the future.

use std::fmt::Write;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Weekdays from 6 January 2014 on with a walk, its sum of the past, and what comes next. `told` is the target.
fn table(with_target: bool) -> String {
    let mut state = 12_345_u64;
    let mut step = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let steps: Vec<f64> = (0..201).map(|_| step()).collect();
    let mut out = String::from(if with_target { "date,walk,told,target\n" } else { "date,walk,target\n" });
    let mut walk = 100.0;
    let monday = jiff::civil::date(2014, 1, 6);
    for (i, pair) in steps.windows(2).enumerate() {
        walk += pair[0];
        let days = i64::try_from(i / 5 * 7 + i % 5).unwrap();
        let date = monday.checked_add(jiff::Span::new().days(days)).unwrap();
        let told = if with_target { format!("{},", 3.0 * pair[1] + 1.0) } else { String::new() };
        writeln!(out, "{date},{walk},{told}{}", pair[1]).unwrap();
    }
    out
}

#[test]
fn a_table_with_its_target_is_found_out() {
    let sandbox = Sandbox::new();
    sandbox.write("told.csv", &table(true));
    sandbox.write("honest.csv", &table(false));
    let said = sandbox.run(&["audit", "--table", "told.csv"]);
    assert_eq!(said.code, 1, "{}", said.text());
    assert!(
        said.stdout.contains("target among the features") && said.stdout.contains("told"),
        "{}",
        said.text()
    );
    let said = sandbox.run(&["audit", "--table", "told.csv", "--format", "json"]);
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found["leaks"][0]["column"], "told");
    assert_eq!(found["leaks"][0]["class"], "target-among-features");
    assert_eq!(found["leaks"].as_array().unwrap().len(), 1);
    let said = sandbox.run(&["audit", "--table", "honest.csv"]).ok();
    assert!(said.stdout.contains("No leak was found."), "{}", said.text());
}

#[test]
fn what_cannot_be_audited_is_said_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("wrong.csv", &table(false).replace("2014-01-08,", "8 January,"));
    let said = sandbox.run(&["audit", "--table", "wrong.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("row 3") && said.stderr.contains("8 January"), "{}", said.text());
    sandbox.write("bare.csv", &table(false).replace(",walk,target\n", ",ticker,target\n"));
    let said = sandbox.run(&["audit", "--table", "bare.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("bare.csv has no feature"), "{}", said.text());
    sandbox.write("other.csv", &table(false).replace(",target\n", ",next\n"));
    let said = sandbox.run(&["audit", "--table", "other.csv"]);
    assert!(said.stderr.contains("no column `target`"), "{}", said.text());
    sandbox.run(&["audit", "--table", "other.csv", "--target", "next"]).ok();
}

#[test]
fn an_honest_study_is_found_honest() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["audit", "study.toml", "--inputs-only"]).ok();
    assert!(said.stdout.contains("No leak was found."), "{}", said.text());
    assert!(!said.stdout.contains("returns shuffled"), "{}", said.text());
    let said = sandbox.run(&["audit", "study.toml"]).ok();
    for experiment in ["later posts moved", "test days exchanged", "returns shuffled", "a later split"] {
        assert!(said.stdout.contains(experiment), "{}", said.text());
    }
    assert!(said.stdout.contains("Remark: ") && said.stdout.contains("`close`"), "{}", said.text());
    let said = sandbox.run(&["audit", "study.toml", "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    let experiments = found["experiments"].as_array().unwrap();
    let split = experiments.iter().find(|e| e["experiment"] == "later-split").unwrap();
    assert_eq!(split["found"], 0);
    assert_eq!(split["remarks"].as_array().unwrap().len(), 1);
}
