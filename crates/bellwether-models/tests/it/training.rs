//! No option of the training is ignored.

use bellwether_core::{RunContext, TargetKind};
use bellwether_models::ModelSpec;
use serde_json::{Value, json};

use crate::support::{Series, networks, small, target, with};

fn bytes(spec: &ModelSpec, kind: TargetKind) -> Vec<u8> {
    let series = Series::market(100, target(kind, 1));
    let (samples, validation) = (series.samples(10..70), series.samples(70..90));
    let fitted = spec.build().fit(&series.train_set(&samples, &validation), &RunContext::new(1));
    fitted.unwrap_or_else(|e| panic!("{}: {e}", spec.info().kind)).to_bytes()
}

fn changed(spec: &ModelSpec, kind: TargetKind, setting: &str, value: &Value) -> bool {
    bytes(spec, kind) != bytes(&with(spec, &[(setting, value.clone())]), kind)
}

#[test]
fn every_option_changes_every_network() {
    let options = [
        ("/training/epochs", json!(3)),
        ("/training/batch", json!(9)),
        ("/training/optimizer", json!("sgd")),
        ("/training/optimizer", json!("adamw")),
        ("/training/learning-rate", json!(0.02)),
        ("/training/schedule", json!("cosine")),
        ("/training/l2", json!(0.1)),
        ("/training/clip-norm", json!(1e-3)),
        ("/training/loss", json!("absolute-error")),
        ("/scaler", json!("standard")),
        ("/predict", json!("change")),
        ("/lookback", json!(4)),
        ("/dropout", json!(0.4)),
    ];
    for spec in networks() {
        let spec = small(&spec, 4, 4);
        let kind = spec.info().kind;
        for (setting, value) in &options {
            let there = with(&spec, &[(setting, value.clone())]) != spec;
            // a picture has no rows but its own
            if there && !(kind == "candle-cnn" && *setting == "/lookback") {
                let mut spec = with(&spec, &[("/lags", json!(3))]);
                if *setting == "/training/loss" {
                    // trees have their own
                    spec = with(&spec, &[("/trees", json!(false))]);
                }
                assert!(changed(&spec, TargetKind::Close, setting, value), "{kind}: {setting} {value}");
            }
        }
    }
}

#[test]
fn what_a_huber_loss_weighs_less_changes_it() {
    // with the scale left out, errors are far above 1
    let lstm = small(&networks()[0], 4, 4);
    let lstm = with(&lstm, &[("/scaler", json!("none"))]);
    assert!(changed(&lstm, TargetKind::Close, "/training/loss", &json!("huber")));
}

#[test]
fn patience_and_plateau_watch_the_validation_part() {
    let spec = with(&small(&networks()[0], 4, 60), &[("/training/learning-rate", json!(0.3))]);
    for (setting, value) in [("/training/patience", json!(2)), ("/training/plateau", json!(1))] {
        let still = with(&spec, &[("/training/patience", json!(0))]);
        assert!(changed(&still, TargetKind::LogReturn, setting, &value), "{setting}");
    }
}

/// A price with three rises to one fall.
fn uneven() -> Series {
    let price = |i: i32| 100.0 + f64::from(i) - if i % 4 == 3 { 2.5 } else { 0.0 };
    let row = |i: i32| {
        let (open, close) = (price(i), price(i + 1));
        vec![close, open, open.max(close) + 0.5, open.min(close) - 0.5]
    };
    let rows: Vec<_> = (0..100).map(row).collect();
    Series::named(&["close", "open", "high", "low"], &rows, target(TargetKind::Direction, 1))
}

#[test]
fn balanced_classes_change_every_network_with_a_head() {
    for spec in networks() {
        let spec = with(&small(&spec, 4, 4), &[("/trees", json!(false))]);
        let balanced = with(&spec, &[("/training/balanced", json!(true))]);
        if balanced == spec {
            assert_eq!(spec.info().kind, "gan");
            continue;
        }
        for head in ["sigmoid", "softmax"] {
            let head = ("/direction-head", json!(head));
            let fit = |spec: &ModelSpec| {
                let series = uneven();
                let samples = series.samples(10..90);
                let spec = with(spec, std::slice::from_ref(&head));
                spec.build().fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap().to_bytes()
            };
            assert!(fit(&spec) != fit(&balanced), "{} {head:?}", spec.info().kind);
        }
    }
}
