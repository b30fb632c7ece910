//! Several horizons at once: what is learnt was known, and the scores are those of a pen and paper.

use bellwether_core::TargetKind;
use bellwether_models::ModelSpec;
use bellwether_study::StudyConfig;
use bellwether_study::record::{RunRecord, TickerRecord};
use bellwether_testkit::laws::purge;
use bellwether_testkit::{Market, Violation, with_settings};
use serde_json::json;

use crate::study_honesty::{config, protocols, record, sees_no_future, suited};

fn study(protocol: usize, kind: TargetKind, further: &[usize]) -> StudyConfig {
    // a direction has no quantiles
    let levels = if kind == TargetKind::Direction { json!([]) } else { json!([0.1, 0.9]) };
    let own = [("/quantiles", levels), ("/trees", json!(false))];
    let models: Vec<ModelSpec> = suited(kind).iter().map(|s| with_settings(s, &own)).collect();
    let mut config = config(&protocols()[protocol], kind, 1, &models);
    config.target.further = further.to_vec();
    config
}

fn run(config: &StudyConfig, market: &Market) -> RunRecord {
    record(config, market, market.panel(), 2).unwrap()
}

/// Rows of the daily series at which a part's samples are, when none is missing between them.
fn rows(ticker: &TickerRecord, stretch: &bellwether_study::record::Stretch) -> std::ops::Range<usize> {
    let row = |date| ticker.series.dates.binary_search(&date).unwrap();
    let rows = row(stretch.first)..row(stretch.last) + 1;
    assert_eq!(rows.len(), stretch.samples);
    rows
}

#[test]
fn no_study_of_several_horizons_sees_the_future() {
    let market = Market::planted(6, 130);
    for (i, protocol) in protocols().iter().enumerate() {
        for kind in [TargetKind::Close, TargetKind::LogReturn, TargetKind::Direction] {
            let config = study(i, kind, &[7, 3]);
            for row in [130 - 20 - 7, 115] {
                let law = sees_no_future(&config, &market, row);
                law.unwrap_or_else(|e| panic!("{protocol:?} {kind} at row {row}: {e}"));
            }
            let record = run(&config, &market);
            assert_eq!(purge::record(&record.tickers[0], 7), Ok(()));
            assert!(record.warnings.is_empty() && record.further == [7, 3]);
        }
    }
}

#[test]
fn labels_of_direction_studies_share_no_session_with_the_test() {
    let market = Market::random_walk(4, 140);
    for horizon in [4, 6, 8, 10] {
        for protocol in protocols() {
            let models: Vec<ModelSpec> = suited(TargetKind::Direction);
            let mut config = config(&protocol, TargetKind::Direction, horizon, &models[..1]);
            let honest = run(&config, &market);
            assert_eq!(purge::record(&honest.tickers[0], horizon), Ok(()), "{protocol:?}");
            for fold in &honest.tickers[0].folds {
                let ticker = &honest.tickers[0];
                let (train, test) = (rows(ticker, &fold.train), rows(ticker, &fold.test));
                // a label is made of the sessions after its row, up to `horizon` of them
                assert!(train.end - 1 + horizon < test.start + 1, "{protocol:?} {horizon}");
            }
            match &mut config.protocol {
                bellwether_evaluation::splits::Split::HoldOut(s) => s.purge = false,
                bellwether_evaluation::splits::Split::WalkForward(s) => s.purge = false,
                _ => unreachable!("not chronological"),
            }
            let open = run(&config, &market);
            let found = purge::record(&open.tickers[0], horizon);
            assert!(matches!(found, Err(Violation::Overlap { .. })) && !open.warnings.is_empty());
        }
    }
}

#[test]
fn naive_forecasts_and_their_errors_are_those_of_the_series() {
    let market = Market::random_walk(4, 140);
    let record = run(&study(0, TargetKind::Close, &[5, 10]), &market);
    let ticker = &record.tickers[0];
    let close: Vec<f64> = ticker.series.close.iter().map(|c| c.unwrap()).collect();
    let fold = &ticker.folds[0];
    let (train, test) = (rows(ticker, &fold.train), rows(ticker, &fold.test));
    let watched = rows(ticker, fold.validation.as_ref().unwrap());
    for (k, horizon) in [5, 10].into_iter().enumerate() {
        let known = || train.clone().chain(watched.clone());
        let drift = known().map(|i| close[i + horizon] - close[i]).sum::<f64>() / known().count() as f64;
        for (model, change) in [("persistence", 0.0), ("drift", drift)] {
            let row = ticker.rows.iter().find(|r| r.model == model).unwrap();
            let further = &row.further[k];
            let rmse = |change: f64| {
                let square = |i: usize| (close[i + horizon] - close[i] - change).powi(2);
                (test.clone().map(square).sum::<f64>() / test.len() as f64).sqrt()
            };
            assert_eq!(further.horizon, horizon);
            for (found, expected) in
                [(&further.scores[0], rmse(change)), (&further.persistence[0], rmse(0.0))]
            {
                // sums of 20 doubles in another order
                assert!(
                    (found.mean.unwrap() - expected).abs() < 1e-12 * expected,
                    "{model} {found:?} {expected}"
                );
                assert_eq!(found.metric, "rmse");
            }
            for (i, predicted) in test.clone().zip(&further.predicted) {
                assert!((predicted - close[i] - change).abs() < 1e-12 * close[i]);
            }
            assert_eq!(further.vs_persistence.is_none(), model == "persistence");
            let next = row.next.as_ref().unwrap();
            assert_eq!(next.ahead[k].horizon, horizon);
            assert!(next.ahead[k].date > next.date);
        }
    }
}

#[test]
fn models_of_one_horizon_have_no_further_row() {
    let market = Market::random_walk(4, 140);
    let record = run(&study(0, TargetKind::Direction, &[4, 10]), &market);
    for row in &record.tickers[0].rows {
        // learners whose classes have no probability have none ahead either
        let no_probability = row.next.as_ref().unwrap().probability.is_none();
        assert!(
            !no_probability || ["persistence", "linear-svm", "historical-mean"].contains(&row.model.as_str()),
            "{}",
            row.model
        );
        assert!(row.further.is_empty() || row.further.len() == 2, "{}", row.model);
        for further in &row.further {
            assert_eq!(further.scores[0].metric, "accuracy");
            assert!(further.predicted.iter().all(|p| *p == 0.0 || *p == 1.0));
            // a probability stands behind every class but persistence's, and is scored
            let metrics: Vec<&str> = further.scores.iter().map(|s| s.metric.as_str()).collect();
            assert_eq!(metrics.len(), if no_probability { 1 } else { 3 }, "{} {metrics:?}", row.model);
            assert_eq!(further.probability.len(), if no_probability { 0 } else { further.predicted.len() });
            let agree = |(p, class): (&f64, &f64)| f64::from(*p >= 0.5) == *class;
            assert!(further.probability.iter().zip(&further.predicted).all(agree), "{}", row.model);
        }
        let next = row.next.as_ref().unwrap();
        assert!(next.ahead.iter().all(|a| a.probability.is_none() == no_probability), "{}", row.model);
    }
}

#[test]
fn quantiles_at_further_horizons_are_scored_and_make_the_intervals() {
    let market = Market::random_walk(4, 140);
    let record = run(&study(0, TargetKind::Close, &[4, 10]), &market);
    let ticker = &record.tickers[0];
    let close: Vec<f64> = ticker.series.close.iter().map(|c| c.unwrap()).collect();
    let test = rows(ticker, &ticker.folds[0].test);
    let mut own = 0;
    for row in ticker.rows.iter().filter(|r| !r.further.is_empty()) {
        for (further, next) in row.further.iter().zip(&row.next.as_ref().unwrap().ahead) {
            // ordered, whoever made them
            for interval in &next.intervals {
                assert!(interval.lower <= interval.upper, "{}", row.model);
            }
            assert!(!next.intervals.is_empty(), "{}", row.model);
            assert_eq!(further.quantiles.is_some(), next.own_intervals, "{}", row.model);
            let Some(scores) = &further.quantiles else { continue };
            own += 1;
            let [low, high] = [0, scores.levels.len() - 1].map(|k| &further.quantile_values[k]);
            let came =
                || test.clone().map(|i| close[i + further.horizon]).zip(low.values.iter().zip(&high.values));
            let inside = came().filter(|(y, (a, b))| (*a..=*b).contains(&y)).count();
            let widest = scores.widest.as_ref().unwrap();
            let share = inside as f64 / test.len() as f64;
            assert!((widest.coverage - share).abs() < 1e-12, "{} {share} {widest:?}", row.model);
        }
    }
    // two horizons of every network with a head of its own, at least
    assert!(own >= 20, "{own}");
}
