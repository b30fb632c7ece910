//! From a price file on disk to the metrics in the record, against scikit-learn.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_study::record::RunRecord;
use bellwether_study::{Dataset, RunOptions, StudyConfig, run};

/// The bundled slice, last 20 forecasts by persistence.
fn study() -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    let text = r#"
        study.name = "last 20"
        data.prices = "prices.csv.zst"
        protocol = { kind = "hold-out", test = { rows = 20 }, validation = { rows = 0 } }
        models = [{ kind = "persistence" }]
    "#;
    let config = StudyConfig::parse(text, Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, &data, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

#[test]
fn persistence_has_the_scores_that_scikit_learn_gives() {
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("reference/scikit-learn/persistence.json")).unwrap();
    let record = study();
    let tickers = reference["tickers"].as_object().unwrap();
    assert_eq!(record.tickers.len(), tickers.len());
    for ticker in &record.tickers {
        let row = &ticker.rows[0];
        assert_eq!((row.model.as_str(), row.forecasts.len()), ("persistence", 20));
        for (metric, expected) in tickers[ticker.ticker.as_str()].as_object().unwrap() {
            let score = row.scores.iter().find(|s| s.metric == *metric).unwrap();
            let (ours, expected) = (score.mean.unwrap(), expected.as_f64().unwrap());
            // sums of 20 doubles in another order
            assert!((ours - expected).abs() <= 1e-12 * expected.abs(), "{metric}: {ours} {expected}");
        }
    }
}
