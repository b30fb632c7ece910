//! What fails is a row that says so; the others are untouched.

use bellwether_core::TargetKind;
use bellwether_evaluation::splits::Split;
use bellwether_models::ModelSpec;
use bellwether_study::record::RunRecord;
use bellwether_study::{ModelEntry, Scope, StudyConfig, StudyError};
use bellwether_testkit::laws::degenerate::unharmed;
use bellwether_testkit::{Market, MarketSpec, registered, studies, with_settings};
use serde_json::json;

use crate::study_honesty::{BASE, config, suited};
use crate::support::models;

/// Models that forecast nothing but directions.
pub(crate) const OF_DIRECTIONS: [&str; 3] =
    ["always-majority", "logistic-regression", "gaussian-naive-bayes"];

fn walk_forward() -> Split {
    studies::config(BASE, &models()).unwrap().protocol
}

fn run(config: &StudyConfig, market: &Market) -> Result<RunRecord, StudyError> {
    let folder = tempfile::tempdir().unwrap();
    let data = studies::dataset(config, market)?;
    Ok(studies::run(config, &data, folder.path(), 2, false)?.record)
}

#[test]
fn a_model_that_cannot_forecast_the_target_is_a_failed_row() {
    let market = Market::random_walk(3, 100);
    let all = run(&config(&walk_forward(), TargetKind::Close, 1, &models()), &market).unwrap();
    let failed: Vec<_> = all.tickers[0].rows.iter().filter(|r| !r.failures.is_empty()).collect();
    for row in &failed {
        assert!(OF_DIRECTIONS.contains(&row.model.as_str()), "{} {:?}", row.model, row.failures);
        assert!(
            row.failures[0].ends_with(&format!("{} cannot forecast close", row.model)),
            "{:?}",
            row.failures
        );
        assert!(row.scores.is_empty() && row.forecasts.is_empty() && row.next.is_none());
        assert!(all.verdict.iter().any(|v| v.contains(&row.model)), "{:?}", all.verdict);
    }
    for model in OF_DIRECTIONS {
        assert!(failed.iter().any(|row| row.model == model), "{model}");
    }
    // two folds and the forecast beyond the data
    assert!(all.complete && all.trials.failed == 3 * failed.len(), "{:?}", all.trials);

    // the others are as they are without it
    let suited: Vec<ModelSpec> =
        models().into_iter().filter(|s| !OF_DIRECTIONS.contains(&s.info().kind)).collect();
    let without = run(&config(&walk_forward(), TargetKind::Close, 1, &suited), &market).unwrap();
    let others: Vec<_> = all.tickers[0].rows.iter().filter(|r| r.failures.is_empty()).cloned().collect();
    assert_eq!(others, without.tickers[0].rows);
}

#[test]
fn a_model_whose_training_diverges_is_a_failed_row() {
    let market = Market::random_walk(3, 100);
    let mut models = models();
    for spec in &mut models {
        *spec = with_settings(spec, &[("/training/learning-rate", json!(1e30))]);
    }
    let record = run(&config(&walk_forward(), TargetKind::LogReturn, 1, &models), &market).unwrap();
    let is_network = |s: &&ModelSpec| serde_json::to_value(s).unwrap().get("training").is_some();
    let networks: Vec<&str> = models.iter().filter(is_network).map(|s| s.info().kind).collect();
    assert!(networks.len() >= 15);
    for row in &record.tickers[0].rows {
        let (network, failed) = (networks.contains(&row.model.as_str()), !row.failures.is_empty());
        let of_directions = OF_DIRECTIONS.contains(&row.model.as_str());
        assert!(!failed || network || of_directions, "{} {:?}", row.model, row.failures);
        assert!(row.failures.iter().all(|f| f.starts_with("fold ")), "{:?}", row.failures);
        assert!(row.forecasts.iter().all(|f| f.predicted.is_finite()));
        assert!(failed || !row.scores.is_empty());
        if network {
            let words = &row.failures[0];
            assert!(words.starts_with("fold 1 of 2, seed 1: ") && row.scores.is_empty(), "{words}");
            assert!(words.contains("epoch 1: ") && words.contains("first in layer "), "{words}");
        }
    }
}

#[test]
fn a_window_longer_than_the_data_is_a_failed_row_with_the_numbers() {
    let market = Market::random_walk(3, 100);
    let with_lookback = |lookback: u64, kind: &str| -> Vec<ModelSpec> {
        let changed = |s: ModelSpec| {
            let settings = [("/lookback", json!(lookback))];
            if kind == s.info().kind { with_settings(&s, &settings) } else { s }
        };
        suited(TargetKind::Close).into_iter().map(changed).collect()
    };
    let rows = |models: &[ModelSpec]| {
        let config = config(&walk_forward(), TargetKind::Close, 1, models);
        run(&config, &market).unwrap()
    };
    let without_ridge: Vec<ModelSpec> =
        suited(TargetKind::Close).into_iter().filter(|s| s.info().kind != "ridge").collect();
    let others = rows(&without_ridge).tickers.remove(0).rows;
    for (lookback, reason) in [
        (101, "its window of 101 rows is nowhere complete in 100 sessions"),
        (1 << 62, "its window of 4611686018427387904 rows is nowhere complete in 100 sessions"),
        // ma7 begins at row 6, the last target is row 99: too little for the split
        (60, "its window of 60 rows leaves 34 samples of 100 sessions, and the split needs 60 rows"),
    ] {
        let record = rows(&with_lookback(lookback, "ridge"));
        let (failed, rest): (Vec<_>, Vec<_>) =
            record.tickers[0].rows.iter().cloned().partition(|r| r.model == "ridge");
        assert_eq!(failed.len(), 2);
        for row in &failed {
            assert!(row.failures[0].contains(reason), "{:?}", row.failures);
            assert!(row.scores.is_empty() && row.forecasts.is_empty() && row.next.is_none());
        }
        // two arms of two folds and the next session
        assert!(record.complete && record.trials.failed == 6, "{:?}", record.trials);
        assert_eq!(rest, others);
    }
    // a study that even the shortest window does not fit is an error with the numbers
    let short = Market::random_walk(3, 40);
    let found = run(&config(&walk_forward(), TargetKind::Close, 1, &models()), &short).unwrap_err();
    assert!(matches!(found, StudyError::Split { samples: 33, rows: 40, .. }), "{found:?}");
    // more than a network may hold is refused with the settings
    let found = studies::config(BASE, &with_lookback(1 << 62, "lstm")).unwrap_err();
    assert!(found.to_string().starts_with("model `lstm`"), "{found}");
}

#[test]
fn a_ticker_too_short_for_the_protocol_fails_alone() {
    let both = Market::new(&MarketSpec { seed: 3, tickers: 2, sessions: 100, ..MarketSpec::default() });
    let (short, long) = (both.ticker(), both.bars.keys().nth(1).unwrap().clone());
    let mut market = both.clone();
    market.bars.get_mut(&short).unwrap().drain(..60);
    let mut alone = both;
    alone.bars.remove(&short);
    alone.posts.remove(&short);
    // one of every shape: without inputs, with both, and learnt from all tickers at once
    let suited = suited(TargetKind::Close);
    let models: Vec<ModelSpec> =
        suited.into_iter().filter(|s| ["persistence", "drift", "ridge"].contains(&s.info().kind)).collect();
    let mut config = config(&walk_forward(), TargetKind::Close, 1, &models);
    let ridge = config.models.iter().find(|m| m.spec.info().kind == "ridge").unwrap().clone();
    config.models.push(ModelEntry { scope: Scope::Global, name: Some("all".to_owned()), ..ridge });
    config.validate().unwrap();

    let record = run(&config, &market).unwrap();
    let reason = "33 usable samples of 40 sessions, and the split needs 60 rows";
    assert_eq!(record.tickers.len(), 2);
    assert_eq!((&record.tickers[0].ticker, &record.tickers[1].ticker), (&short, &long));
    for row in &record.tickers[0].rows {
        assert!(matches!(&row.failures[..], [said] if said.starts_with(reason)), "{:?}", row.failures);
        assert!(row.scores.is_empty() && row.forecasts.is_empty() && row.next.is_none());
    }
    assert!(record.complete && record.trials.failed == record.tickers[0].rows.len(), "{:?}", record.trials);
    let said = format!("Left out, as the protocol does not fit them: {short} ({reason}");
    assert!(record.verdict.iter().any(|v| v.starts_with(&said)), "{:?}", record.verdict);
    // the other is as it is without it
    let without = run(&config, &alone).unwrap();
    assert_eq!(record.tickers[1], without.tickers[0]);
    assert_eq!(record.pooled, without.pooled);
}

#[test]
fn strange_markets_are_a_typed_error_or_a_record_of_finite_forecasts() {
    let markets = [
        ("no session", Market::random_walk(1, 0)),
        ("one session", Market::random_walk(1, 1)),
        ("too few sessions", Market::random_walk(1, 40)),
        ("a price that never moves", Market::constant(100)),
        ("every second session missing", Market::random_walk(1, 100).with_gaps(2)),
        ("a few missing", Market::random_walk(1, 140).with_gaps(23)),
        ("all missing", Market::random_walk(1, 100).with_gaps(1)),
        ("a split", Market::random_walk(1, 100).with_split(80, 10.0)),
        ("a split by a million", Market::random_walk(1, 100).with_split(80, 1e-6)),
    ];
    for (name, market) in markets {
        for kind in registered::<TargetKind>() {
            let case = format!("{kind} of {name}");
            let config = config(&walk_forward(), kind, 1, &models());
            let outcome = unharmed(&case, || run(&config, &market)).unwrap_or_else(|e| panic!("{e}"));
            let Ok(record) = outcome else {
                assert!(
                    !["a split", "a few missing", "a price that never moves"].contains(&name),
                    "{case}: {outcome:?}"
                );
                continue;
            };
            assert!(record.complete, "{case}");
            for row in &record.tickers[0].rows {
                assert_eq!(row.failures.is_empty(), row.forecasts.len() == 20, "{case}: {}", row.model);
                assert!(row.forecasts.iter().all(|f| f.predicted.is_finite()), "{case}: {}", row.model);
                let scores = row.scores.iter();
                assert!(
                    scores.clone().all(|s| s.mean.is_some() != s.undefined.is_some()),
                    "{case}: {:?}",
                    row.scores
                );
                assert!(scores.filter_map(|s| s.mean).all(f64::is_finite), "{case}: {:?}", row.scores);
            }
            assert!(record.tickers[0].rows[0].failures.is_empty(), "{case}: persistence failed");
        }
    }
}

#[test]
fn a_study_without_posts_has_no_text_rows() {
    let market = Market::random_walk(3, 100);
    let mut config = config(&walk_forward(), TargetKind::Close, 1, &models());
    config.data.posts = None;
    let record = run(&config, &market).unwrap();
    let with_text = bellwether_study::record::Arm::WithText(0);
    assert!(record.tickers[0].rows.iter().all(|r| r.arm != with_text && r.vs_without_text.is_none()));
    assert!(record.hashes.posts.is_empty() && record.tickers[0].series.score.is_empty());
}
