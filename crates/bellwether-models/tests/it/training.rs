//! No option of the training is ignored.

use bellwether_core::{EpochLoss, RunContext, TargetKind};
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
        ("/training/optimizer", json!({ "kind": "adam", "defaults": "pytorch" })),
        ("/training/optimizer", json!({ "kind": "rmsprop", "momentum": 0.5 })),
        ("/training/schedule", json!("cosine")),
        ("/training/schedule", json!({ "kind": "step", "every": 2 })),
        ("/training/l2", json!(0.1)),
        ("/training/l2-last", json!(0.1)),
        ("/training/clip-norm", json!(1e-3)),
        ("/training/clip-value", json!(1e-4)),
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
    let still = with(&spec, &[("/training/patience", json!(0)), ("/training/restore-best", json!(false))]);
    for (setting, value) in [
        ("/training/patience", json!(2)),
        ("/training/plateau", json!(1)),
        ("/training/restore-best", json!(true)),
    ] {
        assert!(changed(&still, TargetKind::LogReturn, setting, &value), "{setting}");
    }
    let falling = with(&still, &[("/training/plateau", json!(1))]);
    for (setting, value) in
        [("/training/plateau-factor", json!(0.1)), ("/training/plateau-floor", json!(0.2))]
    {
        assert!(changed(&falling, TargetKind::LogReturn, setting, &value), "{setting}");
    }
}

#[test]
fn a_loss_that_is_not_lower_by_enough_is_no_better() {
    let with = |delta: &str| {
        let training = format!(r#"{{"epochs":12,"learning-rate":0.01,"patience":2,"min-delta":{delta}}}"#);
        losses(&training, true).len()
    };
    // nothing is better than the first epoch by ten
    assert_eq!(with("10.0"), 3);
    assert!(with("0.0") > 3);
}

/// Losses by epoch of an LSTM that is trained as a table says.
fn losses(training: &str, validated: bool) -> Vec<EpochLoss> {
    let text = format!(r#"{{"kind":"lstm","units":4,"training":{training}}}"#);
    let spec: ModelSpec = serde_json::from_str(&text).unwrap();
    let series = Series::market(100, target(TargetKind::LogReturn, 1));
    let (samples, watched) = (series.samples(10..70), series.samples(70..90));
    let set = series.train_set(&samples, if validated { &watched } else { &[] });
    spec.build().fit(&set, &RunContext::new(1)).unwrap().losses().to_vec()
}

#[test]
fn a_schedule_moves_the_steps_from_its_epoch_on() {
    let with = |schedule: &str| losses(&format!(r#"{{"epochs":8,"schedule":{schedule}}}"#), false);
    let still = with(r#""constant""#);
    // the first epoch of which the step size, and so the loss of the next, differs
    for (schedule, same) in [
        (r#"{"kind":"step","every":3,"factor":0.1}"#, 4),
        (r#"{"kind":"step","every":8}"#, 8),
        (r#"{"kind":"exponential","factor":0.5}"#, 2),
        (r#"{"kind":"exponential","factor":1.0}"#, 8),
        (r#"{"kind":"cosine","warmup":0}"#, 2),
    ] {
        let moved = with(schedule);
        let agree = still.iter().zip(&moved).take_while(|(a, b)| a == b).count();
        assert!((same - 1..=same).contains(&agree), "{schedule}: {agree} epochs alike");
    }
    // from the first epoch on, a step too small
    assert_ne!(with(r#"{"kind":"warmup","epochs":4}"#)[0], still[0]);
    // the kind alone has its defaults
    assert_eq!(with(r#""step""#), with(r#"{"kind":"step","every":10,"factor":0.5}"#));
    assert_eq!(with(r#"{"kind":"cosine"}"#), with(r#""cosine""#));
}

#[test]
fn the_best_weights_are_kept_with_and_without_early_stopping() {
    let rate = r#""learning-rate":0.3,"batch":16,"epochs":60"#;
    let series = Series::market(100, target(TargetKind::LogReturn, 1));
    let (samples, watched) = (series.samples(10..70), series.samples(70..90));
    let set = series.train_set(&samples, &watched);
    let fit = |training: &str| {
        let text = format!(r#"{{"kind":"lstm","units":4,"training":{{{training}}}}}"#);
        let spec: ModelSpec = serde_json::from_str(&text).unwrap();
        spec.build().fit(&set, &RunContext::new(1)).unwrap()
    };
    let error = |fitted: &dyn bellwether_core::Fitted| -> f64 {
        let one = |s: &bellwether_core::Sample| {
            (fitted.forecast(&series.origin(s.row)).unwrap().point - s.target).powi(2)
        };
        watched.iter().map(one).sum()
    };
    let [best, last] =
        ["true", "false"].map(|keep| fit(&format!(r#"{rate},"patience":0,"restore-best":{keep}"#)));
    assert_eq!((best.losses().len(), last.losses()), (60, best.losses()));
    assert!(error(&*best) < error(&*last), "{:?}", best.losses());
    // up to the lowest validation loss of all epochs, the weights are those of a training that ends there
    let of = |l: &EpochLoss| l.validation.unwrap();
    let lowest = best.losses().iter().map(of).fold(f64::INFINITY, f64::min);
    let epoch = best.losses().iter().position(|l| of(l) == lowest).unwrap() + 1;
    let short =
        fit(&format!(r#""learning-rate":0.3,"batch":16,"epochs":{epoch},"patience":0,"restore-best":false"#));
    assert_eq!(error(&*short), error(&*best));
}

#[test]
fn values_beyond_the_limit_are_clipped() {
    // plain gradient descent moves no weight farther than the rate times the limit, and a high limit clips nothing
    let sgd = |more: &str| {
        losses(&format!(r#"{{"epochs":3,"optimizer":{{"kind":"sgd","momentum":0.0}}{more}}}"#), true)
    };
    let free = sgd("");
    assert_eq!(sgd(r#","clip-value":1e6"#), free);
    let tight = sgd(r#","clip-value":1e-7"#);
    let moved = |losses: &[EpochLoss]| (losses[2].train - losses[0].train).abs();
    assert!(moved(&tight) < 1e-3 * moved(&free), "{tight:?} {free:?}");
}

#[test]
fn optimisers_have_the_defaults_that_are_named() {
    let with = |optimizer: &str| losses(&format!(r#"{{"epochs":4,"optimizer":{optimizer}}}"#), false);
    for (bare, written) in [
        (r#""adam""#, r#"{"kind":"adam","beta1":0.9,"beta2":0.999,"epsilon":1e-7}"#),
        (
            r#"{"kind":"adamw","defaults":"pytorch"}"#,
            r#"{"kind":"adamw","defaults":"pytorch","epsilon":1e-8,"weight-decay":0.01}"#,
        ),
        (r#""adamw""#, r#"{"kind":"adamw","weight-decay":0.004}"#),
        (r#""rmsprop""#, r#"{"kind":"rmsprop","rho":0.9,"momentum":0.0,"epsilon":1e-7}"#),
        (
            r#"{"kind":"rmsprop","defaults":"pytorch"}"#,
            r#"{"kind":"rmsprop","defaults":"pytorch","rho":0.99}"#,
        ),
        (r#""sgd""#, r#"{"kind":"sgd","momentum":0.9,"nesterov":false}"#),
    ] {
        assert_eq!(with(bare), with(written), "{bare}");
    }
    for (keras, other) in [
        (r#""adam""#, r#"{"kind":"adam","defaults":"pytorch"}"#),
        (r#""adam""#, r#"{"kind":"adam","beta2":0.9}"#),
        (r#""adamw""#, r#"{"kind":"adamw","defaults":"pytorch"}"#),
        (r#""rmsprop""#, r#"{"kind":"rmsprop","defaults":"pytorch"}"#),
        (r#""sgd""#, r#"{"kind":"sgd","nesterov":true}"#),
    ] {
        assert_ne!(with(keras), with(other), "{other}");
    }
    // what is written is read as itself, and shortest where it can be
    let spec = |optimizer: &str| -> ModelSpec {
        serde_json::from_str(&format!(r#"{{"kind":"gru","training":{{"optimizer":{optimizer}}}}}"#)).unwrap()
    };
    let long = spec(r#"{"kind":"adam","defaults":"pytorch","beta1":0.5}"#);
    let text = serde_json::to_string(&long).unwrap();
    assert_eq!(serde_json::from_str::<ModelSpec>(&text).unwrap(), long);
    assert!(text.contains(r#""optimizer":{"kind":"adam","defaults":"pytorch","beta1":0.5}"#), "{text}");
    let short = serde_json::to_string(&spec(r#"{"kind":"sgd","momentum":0.9}"#)).unwrap();
    assert!(short.contains(r#""optimizer":"sgd""#), "{short}");
}

#[test]
fn settings_of_training_outside_their_range_are_refused_with_the_value() {
    let refused = |training: &str| {
        let text = format!(r#"{{"kind":"lstm","training":{training}}}"#);
        match serde_json::from_str::<ModelSpec>(&text) {
            Ok(spec) => spec.build().validate().unwrap_err().to_string(),
            Err(error) => error.to_string(),
        }
    };
    for (training, words) in [
        (r#"{"clip-value":-1.0}"#, "`training.clip-value` is -1; it must be a number of at least 0"),
        (r#"{"plateau-floor":0.1}"#, "`training.plateau-floor` is 0.1; it moves nothing without `plateau`"),
        (
            r#"{"plateau":3,"plateau-factor":1.0}"#,
            "`training.plateau-factor` is 1; it must be above 0 and below 1",
        ),
        (
            r#"{"patience":0,"min-delta":0.1}"#,
            "`training.min-delta` is 0.1; it moves nothing without `patience`",
        ),
        (
            r#"{"schedule":{"kind":"step","every":0}}"#,
            "`training.schedule.every` is 0; it must be at least 1",
        ),
        (r#"{"schedule":{"kind":"exponential","factor":1.5}}"#, "`training.schedule.factor` is 1.5; "),
        (
            r#"{"epochs":5,"schedule":{"kind":"cosine","warmup":5}}"#,
            "`training.schedule.warmup` is 5; it must be fewer than `training.epochs`",
        ),
        (r#"{"optimizer":{"kind":"adam","beta1":1.0}}"#, "`training.optimizer.beta1` is 1; "),
        (
            r#"{"optimizer":{"kind":"sgd","momentum":0.0,"nesterov":true}}"#,
            "`training.optimizer.momentum` is 0; ",
        ),
        (r#"{"optimizer":{"kind":"sgd","beta1":0.5}}"#, "unknown field `beta1`"),
        (r#"{"optimizer":"adamax"}"#, "unknown variant `adamax`"),
        (r#"{"schedule":3}"#, "a kind, or a table with a `kind`"),
    ] {
        let found = refused(training);
        assert!(found.contains(words), "{training}: {found}");
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
