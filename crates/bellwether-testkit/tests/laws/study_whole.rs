//! Decompositions of the whole series leak: the laws see it, and the record says so, says how much, and claims nothing.

use std::path::Path;

use bellwether_core::TargetKind;
use bellwether_study::StudyConfig;
use bellwether_study::record::{RunRecord, Verdict};
use bellwether_testkit::{Market, Violation};

use crate::study_honesty::{record, sees_no_future};

const STUDY: &str = r#"
[study]
name = "law"
seeds = [1]
[data]
prices = "memory"
[inputs]
price = ["close", "open", "high", "low", "volume", "log-return", "emd-first64", "wavelet-close64"]
[protocol]
kind = "walk-forward"
initial = { rows = 60 }
validation = { rows = 10 }
test = { rows = 40 }
refit-every = 20
"#;

fn study(target: TargetKind, models: &str) -> StudyConfig {
    let mut config = StudyConfig::parse(&format!("{STUDY}{models}"), Path::new("study.toml")).unwrap();
    config.target = crate::support::target(target, 1).into();
    config
}

const RIDGE: &str = "[[models]]\nkind = \"ridge\"\nlookback = 3\n";
const COMPOSITE: &str = "[[models]]\nkind = \"emd-lstm\"\nwindow = 32\nmodes = 2\nunits = 8\npredict = \"change\"\n\
                         scaler = \"standard\"\ntraining = { epochs = 60, learning-rate = 0.01 }\n";
const WHOLE: &str = "decomposition = \"whole-series\"\n";

fn run(config: &StudyConfig, market: &Market) -> RunRecord {
    record(config, market, market.panel(), 2).unwrap()
}

#[test]
fn the_windows_see_no_future_and_the_whole_does() {
    let market = Market::random_walk(6, 260);
    let honest = study(TargetKind::Close, RIDGE);
    assert_eq!(sees_no_future(&honest, &market, 230), Ok(()));
    let leaking = study(TargetKind::Close, &format!("{RIDGE}{WHOLE}"));
    assert!(matches!(sees_no_future(&leaking, &market, 230), Err(Violation::Moved { .. })));
}

#[test]
fn the_record_says_what_the_future_was_worth() {
    let market = Market::random_walk(6, 260);
    let config = study(TargetKind::Close, &format!("{COMPOSITE}{WHOLE}{RIDGE}{WHOLE}"));
    let labels: Vec<String> = config.models.iter().map(bellwether_study::ModelEntry::label).collect();
    let expected = ["persistence", "emd-lstm", "emd-lstm (whole series)", "ridge", "ridge (whole series)"];
    assert_eq!(labels, expected);
    // the settings that are written out are the same study
    assert_eq!(StudyConfig::parse(&config.to_toml(), Path::new("study.toml")).unwrap(), config);

    let found = run(&config, &market);
    assert!(found.not_evidence.as_ref().unwrap().contains("whole series"));
    assert!(
        found.warnings.iter().any(|w| w.starts_with("emd-lstm (whole series) decomposes")),
        "{:?}",
        found.warnings
    );
    assert!(found.verdict[0].starts_with("No verdict."), "{:?}", found.verdict);
    assert_eq!(found.verdict.iter().filter(|s| s.starts_with("What the future was worth:")).count(), 2);
    let rows = &found.tickers[0].rows;
    for row in rows {
        assert!(row.failures.is_empty(), "{:?}", row.failures);
        assert!(row.vs_persistence.as_ref().is_none_or(|t| t.verdict == Verdict::Untested));
        assert_eq!(row.next.is_none(), row.model.contains("whole series"), "{}", row.model);
    }
    // a random walk cannot be forecast; that the whole series can is what leaks
    let loss = |model: &str| -> f64 {
        let row = rows.iter().find(|r| r.model == model).unwrap();
        row.forecasts.iter().map(|f| (f.actual - f.predicted).powi(2)).sum()
    };
    let naive = loss("persistence");
    assert!(loss("emd-lstm") > 0.9 * naive, "{} {naive}", loss("emd-lstm"));
    assert!(loss("emd-lstm (whole series)") < 0.8 * naive, "{} {naive}", loss("emd-lstm (whole series)"));
}

#[test]
fn directions_too() {
    let market = Market::random_walk(6, 260);
    let found = run(
        &study(TargetKind::Direction, &format!("{COMPOSITE}{WHOLE}").replace("predict = \"change\"\n", "")),
        &market,
    );
    assert!(found.verdict.iter().any(|s| s.contains("of the directions right")), "{:?}", found.verdict);
}

#[test]
fn nothing_to_decompose_is_refused() {
    let plain = STUDY.replace(", \"emd-first64\", \"wavelet-close64\"", "");
    let error = StudyConfig::parse(&format!("{plain}{RIDGE}{WHOLE}"), Path::new("study.toml")).unwrap_err();
    assert!(error.to_string().contains("decomposes anything"), "{error}");
}

#[test]
fn components_take_the_place_of_columns() {
    let market = Market::random_walk(6, 260);
    let models = format!("{RIDGE}{RIDGE}pca = {{ components = 2 }}\n");
    let config = study(TargetKind::Close, &models);
    let found = run(&config, &market);
    let row = |model: &str| found.tickers[0].rows.iter().find(|r| r.model == model).unwrap();
    // 3 rows of 8 columns, or of 2 components, and an intercept
    assert_eq!(row("ridge").parameters, Some(25));
    assert_eq!(row("ridge on components").parameters, Some(7));
    assert!(row("ridge on components").failures.is_empty());
    assert!(sees_no_future(&config, &market, 230).is_ok());
    let global = format!("{RIDGE}scope = \"global\"\npca = {{ components = 2 }}\n");
    assert!(StudyConfig::parse(&format!("{STUDY}{global}"), Path::new("study.toml")).is_err());
}
