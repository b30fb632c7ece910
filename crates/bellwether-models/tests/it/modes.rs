//! Networks for the modes of a series.

use bellwether_core::{Fitted, Further, RunContext, TargetKind, TrainSet};
use bellwether_features::{Ceemdan, Modes, Sifting, ceemd, ceemdan, eemd, emd};
use bellwether_models::ModelSpec;
use serde_json::json;

use crate::support::{Series, target, with};

fn composites() -> Vec<ModelSpec> {
    let small = |spec: ModelSpec| {
        with(
            &spec,
            &[
                ("/window", json!(20)),
                ("/modes", json!(2)),
                ("/pairs", json!(2)),
                ("/units", json!(4)),
                ("/filters", json!(4)),
                ("/training/epochs", json!(4)),
            ],
        )
    };
    ModelSpec::all().into_iter().filter(ModelSpec::decomposes).map(small).collect()
}

fn spec(text: &str) -> ModelSpec {
    serde_json::from_str(text).unwrap()
}

fn words(text: &str) -> String {
    spec(text).build().validate().unwrap_err().to_string()
}

fn fit(spec: &ModelSpec, series: &Series) -> Box<dyn Fitted> {
    let (samples, validation) = (series.samples(20..90), series.samples(90..105));
    let fitted = spec.build().fit(&series.train_set(&samples, &validation), &RunContext::new(1));
    fitted.unwrap_or_else(|e| panic!("{} {:?}: {e}", spec.info().kind, series.target))
}

/// The market with its log return as a seventh column.
fn market(rows: usize, kind: TargetKind, horizon: usize) -> Series {
    let plain = Series::market(rows, target(kind, horizon));
    let view = plain.frame.view();
    let closes = &plain.closes;
    let row = |t: usize| {
        let back = if t == 0 { 0.0 } else { (closes[t] / closes[t - 1]).ln() };
        [view.row(t), &[back]].concat()
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    Series::named(
        &["close", "open", "high", "low", "volume", "score", "log-return"],
        &rows,
        target(kind, horizon),
    )
}

/// The key of a study leads to the decomposition of its name, each of which is compared with PyEMD.
#[test]
fn ensembles_are_those_that_are_asked_for() {
    let series = market(120, TargetKind::Close, 1);
    let (closes, run) = (&series.closes, RunContext::new(4));
    let sifting = Sifting { max_modes: 2, ..Sifting::default() };
    let mut seen: Vec<Vec<f64>> = Vec::new();
    for kind in ["ceemd", "eemd", "ceemdan"] {
        let text = format!(
            r#"{{"kind":"ceemd-cnn-lstm","ensemble":"{kind}","window":20,"modes":2,"pairs":3,"noise-width":0.1}}"#
        );
        let frame = spec(&text).with_whole_series(&series.frame, series.target, &run).unwrap().unwrap();
        let mut stream = run.rng("ceemd-cnn-lstm/whole series");
        let expected: Modes = match kind {
            "ceemd" => ceemd(closes, &sifting, 3, 0.1, &mut stream),
            "eemd" => eemd(closes, &sifting, 3, 0.1, &mut stream),
            _ => {
                let settings = Ceemdan { trials: 3, epsilon: 0.1, max_modes: 2, ..Ceemdan::default() };
                ceemdan(closes, &settings, &mut stream)
            }
        }
        .unwrap();
        let view = frame.view();
        let column = |part: usize| {
            let at = view.column(&format!("whole-series-part-{part}")).unwrap();
            (0..closes.len()).map(|row| view.row(row)[at]).collect::<Vec<f64>>()
        };
        let parts = [1, 2, 3].map(column);
        assert_eq!(expected.modes.len(), 2, "{kind}");
        assert_eq!(parts[..2], expected.modes[..], "{kind}");
        assert_eq!(parts[2], expected.residual, "{kind}");
        assert!(!seen.contains(&parts[0]), "{kind}");
        seen.push(parts[0].clone());
    }
}

#[test]
fn they_forecast_levels_changes_returns_and_directions() {
    assert_eq!(composites().len(), 3);
    for spec in composites() {
        for (kind, horizon, predict) in [
            (TargetKind::Close, 1, "level"),
            (TargetKind::Close, 3, "change"),
            (TargetKind::LogReturn, 1, "level"),
            (TargetKind::LogReturn, 3, "level"),
            (TargetKind::Direction, 1, "level"),
        ] {
            for columns in [false, true] {
                let spec = with(&spec, &[("/predict", json!(predict)), ("/columns", json!(columns))]);
                let series = market(120, kind, horizon);
                let fitted = fit(&spec, &series);
                let forecast = fitted.forecast(&series.origin(110)).unwrap();
                let range = match kind {
                    TargetKind::LogReturn => -0.3..0.3,
                    TargetKind::Direction => 0.0..1.1,
                    _ => 60.0..140.0,
                };
                assert!(range.contains(&forecast.point), "{} {kind}: {}", spec.info().kind, forecast.point);
                let p = forecast.probability;
                assert_eq!(p.is_some(), kind == TargetKind::Direction);
                assert!(p.is_none_or(|p| (0.0..=1.0).contains(&p) && forecast.point == f64::from(p >= 0.5)));
                assert_eq!(fitted.losses().len(), 4);
            }
        }
    }
}

#[test]
fn further_horizons_come_with_them() {
    for kind in [TargetKind::Close, TargetKind::Direction] {
        let series = market(120, kind, 1);
        let samples = series.samples(20..100);
        let values = series.at_horizon(&samples, 3);
        let further = [Further { horizon: 3, train: &values, validation: &[] }];
        let train = series.train_set(&samples, &[]).with_further(&further);
        for spec in composites() {
            let forecast =
                spec.build().fit(&train, &RunContext::new(1)).unwrap().forecast(&series.origin(110)).unwrap();
            assert_eq!(forecast.ahead.len(), 1);
            let point = forecast.ahead[0].point;
            let class = point == 0.0 || point == 1.0;
            assert!(
                if kind == TargetKind::Direction { class } else { (60.0..140.0).contains(&point) },
                "{point}"
            );
        }
    }
}

#[test]
fn the_target_is_learnt_and_not_the_column() {
    // targets twice the close: the network of what the modes leave over has to make up for it
    let series = market(140, TargetKind::Close, 1);
    let samples: Vec<_> = series
        .samples(20..120)
        .into_iter()
        .map(|s| bellwether_core::Sample { target: 2.0 * s.target, ..s })
        .collect();
    let spec = with(&composites()[0], &[("/training/epochs", json!(60))]);
    let train = TrainSet::new(series.frame.view(), &samples, &[], series.target);
    let point =
        spec.build().fit(&train, &RunContext::new(1)).unwrap().forecast(&series.origin(130)).unwrap().point;
    assert!((180.0..220.0).contains(&point), "{point}");
}

#[test]
fn a_clean_cycle_is_forecast_better_than_by_its_last_value() {
    let price = |i: usize| 100.0 + 5.0 * (i as f64 * 0.37).sin() + 2.0 * (i as f64 * 1.3).cos();
    let rows: Vec<_> = (0..400).map(|i| vec![price(i)]).collect();
    let series = Series::named(&["close"], &rows, target(TargetKind::Close, 1));
    let samples = series.samples(63..350);
    let training = json!({ "epochs": 60, "learning-rate": 0.01 });
    let text =
        json!({ "kind": "emd-lstm", "units": 12, "modes": 3, "predict": "change", "training": training });
    let fitted =
        spec(&text.to_string()).build().fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
    let (mut own, mut naive) = (0.0, 0.0);
    for sample in series.samples(350..399) {
        own += (fitted.forecast(&series.origin(sample.row)).unwrap().point - sample.target).powi(2);
        naive += (sample.last_known - sample.target).powi(2);
    }
    assert!(own < 0.5 * naive, "{own} {naive}");
}

#[test]
fn parts_of_the_whole_series_take_the_place_of_the_windows() {
    let series = market(120, TargetKind::Close, 1);
    let spec = &composites()[0];
    let run = RunContext::new(1);
    let whole = spec.with_whole_series(&series.frame, series.target, &run).unwrap().unwrap();
    let view = whole.view();
    // two modes and the rest, which are those of all closes at once and sum to them
    let names = &view.names()[7..];
    assert_eq!(names, ["whole-series-part-1", "whole-series-part-2", "whole-series-part-3"]);
    let found = emd(&series.closes, &Sifting { max_modes: 2, ..Sifting::default() }).unwrap();
    for row in 0..view.len() {
        assert_eq!(view.row(row)[7], found.modes[0][row]);
        assert!((view.row(row)[7..].iter().sum::<f64>() - series.closes[row]).abs() < 1e-10);
    }
    let leaking = Series { frame: whole, closes: series.closes.clone(), target: series.target };
    assert_ne!(fit(spec, &series).to_bytes(), fit(spec, &leaking).to_bytes());
    let lstm = serde_json::from_str::<ModelSpec>(r#"{"kind":"lstm"}"#).unwrap();
    assert!(lstm.with_whole_series(&series.frame, series.target, &run).unwrap().is_none());
}

#[test]
fn the_networks_are_those_of_others_on_one_column() {
    let target = target(TargetKind::Close, 1);
    let of = |text: &str, columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        spec(text).networks(&columns, target, 1, 1).unwrap()
    };
    for (own, other) in [("emd-lstm", "lstm"), ("emd-cnn-lstm", "cnn-lstm"), ("ceemd-cnn-lstm", "cnn-lstm")] {
        let [own, other] = [own, other].map(|kind| format!("{{\"kind\":\"{kind}\"}}"));
        let found = of(&own, &["close", "volume"]);
        assert_eq!(found.len(), 5);
        assert!(found.iter().all(|network| *network == of(&other, &["part"])[0]));
    }
}

#[test]
fn weights_are_those_of_one_network_a_part() {
    let lstm = |f: usize, u: usize| 4 * u * (f + u + 1);
    let count = |text: &str, columns| spec(text).parameter_count(columns);
    assert_eq!(count(r#"{"kind":"emd-lstm"}"#, 13), Some(5 * (lstm(1, 50) + 51)));
    assert_eq!(count(r#"{"kind":"emd-lstm","columns":true}"#, 13), Some(5 * (lstm(14, 50) + 51)));
    for kind in ["emd-cnn-lstm", "ceemd-cnn-lstm"] {
        let text = format!("{{\"kind\":\"{kind}\",\"modes\":2}}");
        assert_eq!(count(&text, 13), Some(3 * ((2 + 1) * 64 + lstm(64, 50) + 51)));
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    assert_eq!(
        words(r#"{"kind":"emd-lstm","window":3}"#),
        "emd-lstm: `window` is 3 with a lookback of 5; it must be at least 4 and the lookback"
    );
    assert_eq!(words(r#"{"kind":"emd-lstm","modes":0}"#), "emd-lstm: `modes` is 0; it must be at least 1");
    assert_eq!(
        words(r#"{"kind":"ceemd-cnn-lstm","pairs":0}"#),
        "ceemd-cnn-lstm: `pairs` is 0; it must be at least 1"
    );
    assert_eq!(
        words(r#"{"kind":"ceemd-cnn-lstm","noise-width":0.0}"#),
        "ceemd-cnn-lstm: `noise-width` is 0; it must be a number above 0"
    );
    assert_eq!(
        words(r#"{"kind":"emd-lstm","sifting":{"max-modes":3}}"#),
        "emd-lstm: `sifting.max-modes` is 3; `modes` says how many there are; leave it out"
    );
    assert!(words(r#"{"kind":"emd-cnn-lstm","kernel":7}"#).contains("kernel 7"));
    let series = Series::wandering(60, target(TargetKind::Close, 1));
    let train = |series: &Series| {
        let samples = series.samples(25..50);
        composites()[0]
            .build()
            .fit(&series.train_set(&samples, &[]), &RunContext::new(1))
            .err()
            .unwrap()
            .to_string()
    };
    assert_eq!(train(&series), "emd-lstm cannot forecast close without the input column `close`");
}
