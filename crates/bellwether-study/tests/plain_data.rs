//! Files that have less than the default columns, and files that nothing can be made of.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_study::{Dataset, Run, RunOptions, StudyConfig, StudyError, run};

/// A study of so many sessions from 2021 on, with a close of each by its number, and more settings.
fn study(rows: usize, close: impl Fn(usize) -> f64, more: &str) -> Result<Run, StudyError> {
    let mut csv = "Date,Close\n".to_owned();
    let mut day = bellwether_core::Date::new(2021, 1, 4).unwrap();
    for i in 0..rows {
        csv += &format!("{day},{}\n", close(i));
        day = bellwether_core::Calendar::Xnys.next_session(day).unwrap().date;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("AAA.csv"), csv).unwrap();
    let text =
        format!("study.name = \"x\"\ndata.prices = \"AAA.csv\"\nmodels = [{{ kind = \"drift\" }}]\n{more}");
    let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, folder.path(), &[])?;
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {})
}

fn wave(i: usize) -> f64 {
    100.0 + (i * 7 % 11) as f64
}

#[test]
fn default_columns_that_the_file_lacks_are_left_out_with_a_finding() {
    let record = study(120, wave, "").unwrap().record;
    assert!(record.tickers[0].rows.iter().all(|r| r.failures.is_empty()));
    insta::assert_snapshot!(
        record.findings.last().unwrap().message,
        @"default inputs without a value: `open`, `high`, `low`, `volume`; left out. `inputs.price` names the columns of a study"
    );
    assert!(record.settings_toml.contains("\"ma20\"") && !record.settings_toml.contains("\"volume\""));
    // columns that were asked for are not left out
    let asked = study(120, wave, "inputs.price = [\"close\", \"volume\"]");
    insta::assert_snapshot!(
        asked.unwrap_err(),
        @"AAA: none of 120 sessions can be used: no value of volume is a finite number; leave it out of `inputs.price`"
    );
}

#[test]
fn the_plainest_cause_is_named() {
    insta::assert_snapshot!(
        study(5, wave, "").unwrap_err(),
        @"AAA: 5 sessions are too few: the input `ma20` needs 20, and a study needs more to learn from and be tested on"
    );
    insta::assert_snapshot!(
        study(120, |_| 0.0, "").unwrap_err(),
        @"AAA: all 120 closes are zero or less, and a price is above zero"
    );
    insta::assert_snapshot!(
        study(120, |i| -wave(i), "").unwrap_err(),
        @"AAA: all 120 closes are zero or less, and a price is above zero"
    );
}
