//! What is said when the newest session lacks what forecasts start from.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_study::{Dataset, RunOptions, StudyConfig, run};

/// The verdict on 43 closes, the cells of the last row as given.
fn verdict(last: &str, inputs: &str) -> Vec<String> {
    verdict_on(last, inputs, "models = [{ kind = \"drift\" }]")
}

fn verdict_on(last: &str, inputs: &str, more: &str) -> Vec<String> {
    let mut csv = "Date,Open,High,Low,Close,Volume\n".to_owned();
    let days = (1..=31).map(|d| (3, d)).chain((1..=30).map(|d| (4, d)));
    let days: Vec<_> = days
        .map(|(m, d)| bellwether_core::Date::new(2021, m, d).unwrap())
        .filter(|d| d.weekday().to_monday_zero_offset() < 5 && d.to_string() != "2021-04-02")
        .collect();
    for (i, day) in days.iter().enumerate() {
        let close = 100.0 + (i * 7 % 11) as f64;
        let cells = format!("{close},{close},{close},{close},1000");
        csv += &format!("{day},{}\n", if i + 1 == days.len() { last } else { &cells });
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("AAA.csv"), csv).unwrap();
    let text = format!(
        "study.name = \"gap\"\ndata.prices = \"AAA.csv\"\ninputs.price = [{inputs}]\n\
         protocol = {{ kind = \"hold-out\", test = {{ rows = 10 }}, validation = {{ rows = 0 }} }}\n\
         {more}"
    );
    let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, folder.path(), &[]).unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record.verdict
}

#[test]
fn models_of_one_horizon_are_named() {
    let more =
        "target = { kind = \"close\", further = [3] }\nmodels = [{ kind = \"ridge\" }, { kind = \"drift\" }]";
    insta::assert_snapshot!(
        verdict_on("100,100,100,100,1000", "\"close\"", more).pop().unwrap(),
        @"ridge forecasts the next session only, and none of the further horizons."
    );
}

#[test]
fn a_missing_last_price_is_named_with_its_date() {
    let last = |last: &str, inputs: &str| verdict(last, inputs).pop().unwrap();
    insta::assert_snapshot!(
        last("100,100,100,,1000", "\"close\""),
        @"AAA has no forecast beyond the data: the close of 2021-04-30, the last session, is missing."
    );
    insta::assert_snapshot!(
        last("100,100,100,100,", "\"close\", \"volume\""),
        @"AAA has no forecast beyond the data: the input `volume` of 2021-04-30 is missing."
    );
    assert!(last("100,100,100,100,1000", "\"close\"").starts_with("The best honest forecast"));
}
