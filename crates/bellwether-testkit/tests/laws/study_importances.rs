//! The record says which columns a model looks at.

use std::path::Path;

use bellwether_core::TargetKind;
use bellwether_study::StudyConfig;
use bellwether_study::record::{Arm, RunRecord};
use bellwether_testkit::Market;

use crate::study_honesty::record;
use crate::support::target;

const STUDY: &str = r#"
[study]
name = "importances"
seeds = [1]
[data]
prices = "memory"
posts = "memory"
[inputs]
price = ["log-return", "volume"]
text = ["score"]
[protocol]
kind = "walk-forward"
test = { rows = 40 }
refit-every = 20
"#;

fn run(kind: TargetKind, models: &[&str]) -> RunRecord {
    let entry = |m: &&str| format!("[[models]]\nkind = \"{m}\"\nlookback = 2\nscaler = \"standard\"\n");
    let entries = models.iter().map(entry).collect::<Vec<_>>().concat();
    let mut config = StudyConfig::parse(&format!("{STUDY}{entries}"), Path::new("study.toml")).unwrap();
    config.target = target(kind, 1).into();
    let market = Market::planted(8, 320);
    record(&config, &market, market.panel(), 2).unwrap()
}

/// Nine tenths of the next return is in the newest score, and nothing in the other columns.
fn assert_scores_lead(record: &RunRecord, models: usize) {
    let mut seen = 0;
    for row in record.tickers[0].rows.iter().filter(|row| row.model != "persistence") {
        assert!(row.failures.is_empty(), "{:?}", row.failures);
        let shares = &row.importances;
        let columns = if row.arm == Arm::WithoutText { 2 } else { 3 };
        assert_eq!(shares.len(), columns, "{} {:?}", row.model, row.arm);
        assert!(
            (shares.iter().map(|c| c.share).sum::<f64>() - 1.0).abs() < 1e-9,
            "{}: {shares:?}",
            row.model
        );
        assert!(shares.windows(2).all(|pair| pair[0].share >= pair[1].share), "{}: {shares:?}", row.model);
        if row.arm != Arm::WithoutText {
            assert_eq!(shares[0].column, "score", "{}", row.model);
            assert!(shares[0].share > 0.5, "{}: {shares:?}", row.model);
            seen += 1;
        }
    }
    assert_eq!(seen, models);
}

#[test]
fn the_only_column_that_tells_leads() {
    let numbers = [
        "ridge",
        "lasso",
        "elastic-net",
        "linear-svm",
        "decision-tree",
        "random-forest",
        "gradient-boosting",
        "histogram-boosting",
    ];
    assert_scores_lead(&run(TargetKind::LogReturn, &numbers), numbers.len());
    let classes = ["logistic-regression", "linear-svm", "decision-tree", "gradient-boosting"];
    assert_scores_lead(&run(TargetKind::Direction, &classes), classes.len());
}

/// They have no such measure, and none is made up.
#[test]
fn models_without_a_measure_have_no_shares() {
    let record = run(TargetKind::Direction, &["gaussian-naive-bayes", "nearest-neighbours"]);
    assert!(record.tickers[0].rows.iter().all(|row| row.importances.is_empty() && row.failures.is_empty()));
}
