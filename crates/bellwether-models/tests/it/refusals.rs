//! Options that do not apply are refused, in which words.

use bellwether_core::{Further, RunContext, TargetKind};
use bellwether_models::ModelSpec;

use crate::support::{Series, target};

fn spec(text: &str) -> ModelSpec {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// What the model says of itself, without data.
fn words(text: &str) -> String {
    spec(text).build().validate().err().unwrap_or_else(|| panic!("{text} is accepted")).to_string()
}

/// What it says of the target, and further horizons.
fn fit(text: &str, kind: TargetKind, horizon: usize, further: &[usize]) -> String {
    let series = Series::market(60, target(kind, horizon));
    let samples = series.samples(15..45);
    let values: Vec<_> = further.iter().map(|h| series.at_horizon(&samples, *h)).collect();
    let further: Vec<_> = further
        .iter()
        .zip(&values)
        .map(|(&horizon, train)| Further { horizon, train, validation: &[] })
        .collect();
    let train = series.train_set(&samples, &[]).with_further(&further);
    let error = spec(text).build().fit(&train, &RunContext::new(1)).err();
    error.unwrap_or_else(|| panic!("{text} is accepted")).to_string()
}

#[test]
fn zeros_are_named_as_the_study_file_names_them() {
    for (kind, fields) in [
        ("lstm", &["units", "lookback"][..]),
        ("gru", &["units"]),
        ("cnn", &["filters", "kernel", "dense"]),
        ("cnn-lstm", &["filters", "kernel", "units"]),
        ("ar-lstm", &["units"]),
        ("transformer", &["embedding", "heads", "feed-forward", "dense"]),
        ("bert-inspired", &["embedding", "heads", "key-dim", "feed-forward"]),
        ("hybrid", &["filters", "kernel", "units", "heads", "key-dim", "dense"]),
        ("alstm", &["units"]),
        ("gan", &["units", "noise", "discriminator"]),
        ("sentiment-cnn", &["filters", "kernel", "dense"]),
        ("candle-cnn", &["dense"]),
        ("joint", &["filters", "kernel", "dense"]),
    ] {
        for field in fields {
            let expected =
                if *field == "lookback" { "a window has at least 1 row" } else { "it must be at least 1" };
            let text = format!("{{\"kind\":\"{kind}\",\"{field}\":0}}");
            assert_eq!(words(&text), format!("{kind}: `{field}` is 0; {expected}"));
        }
    }
    for (kind, field, rest) in [
        ("mlp", "units", ""),
        ("bilstm", "units", ",\"dropout\":[0.0,0.0]"),
        ("candle-cnn", "filters", ""),
        ("joint", "picture-filters", ""),
    ] {
        let text = format!("{{\"kind\":\"{kind}\",\"{field}\":[8,0]{rest}}}");
        assert_eq!(words(&text), format!("{kind}: `{field}` is 0; it must be at least 1"));
    }
    let training = r#"{"kind":"gan","training":{"discriminator-steps":0}}"#;
    assert_eq!(words(training), "gan: `training.discriminator-steps` is 0; it must be at least 1");
    // of a part that is switched off nothing is asked
    assert_eq!(spec(r#"{"kind":"hybrid","bilstm":false,"units":0}"#).build().validate(), Ok(()));
}

#[test]
fn shares_lie_between_0_and_1() {
    for kind in [
        "lstm",
        "gru",
        "mlp",
        "cnn",
        "transformer",
        "bert-inspired",
        "hybrid",
        "sentiment-cnn",
        "candle-cnn",
        "joint",
    ] {
        for (share, said) in [("1.0", "1"), ("-0.5", "-0.5"), ("1e300", &format!("{}", 1e300))] {
            let text = format!("{{\"kind\":\"{kind}\",\"dropout\":{share}}}");
            assert_eq!(
                words(&text),
                format!("{kind}: `dropout` is {said}; it must be at least 0 and below 1")
            );
        }
    }
    let text = r#"{"kind":"bilstm","dropout":[0.5,1.0]}"#;
    assert_eq!(words(text), "bilstm: `dropout` is 1; it must be at least 0 and below 1");
}

#[test]
fn kernels_and_pools_longer_than_the_window_are_refused_with_both_numbers() {
    for (text, numbers) in [
        (
            r#"{"kind":"cnn","kernel":7}"#,
            "layer 0 (conv1d): kernel 7 is longer than the 5 steps that reach it",
        ),
        (
            r#"{"kind":"cnn-lstm","kernel":7}"#,
            "layer 0 (conv1d): kernel 7 is longer than the 5 steps that reach it",
        ),
        (
            r#"{"kind":"cnn","pool":5}"#,
            "layer 1 (max-pool1d): size 5 is longer than the 4 steps that reach it",
        ),
    ] {
        let kind = spec(text).info().kind;
        assert_eq!(words(text), format!("{kind}: {numbers}"));
    }
    // where the edges are padded, such a kernel would see more padding than rows
    for kind in ["hybrid", "sentiment-cnn", "joint"] {
        let text = format!(r#"{{"kind":"{kind}","lookback":5,"kernel":7}}"#);
        let expected = "`kernel` is 7 with a lookback of 5; it must be from 1 to the lookback";
        assert_eq!(words(&text), format!("{kind}: {expected}"));
        let whole = format!(r#"{{"kind":"{kind}","lookback":5,"kernel":5}}"#);
        assert_eq!(spec(&whole).build().validate(), Ok(()));
    }
    let without = r#"{"kind":"hybrid","lookback":2,"convolution":false}"#;
    assert_eq!(spec(without).build().validate(), Ok(()));
    // 8 x 12 pixels: 6 x 10, 3 x 5, 1 x 3, and pooling of 2 x 2 does not fit
    let picture = r#"{"kind":"candle-cnn","picture":{"days":4,"width":12,"height":8}}"#;
    assert!(words(picture).starts_with("candle-cnn: layer 4 (max-pool2d): "), "{}", words(picture));
    let picture = r#"{"kind":"candle-cnn","picture":{"days":0}}"#;
    assert!(words(picture).starts_with("candle-cnn: "), "{}", words(picture));
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    for (text, expected) in [
        (
            r#"{"kind":"ar-lstm","lags":11}"#,
            "ar-lstm: `lags` is 11 with a lookback of 10; it must be from 1 to the lookback",
        ),
        (
            r#"{"kind":"ar-lstm","lags":0}"#,
            "ar-lstm: `lags` is 0 with a lookback of 10; it must be from 1 to the lookback",
        ),
        (
            r#"{"kind":"ar-lstm","multi-step":"recursive","quantiles":[0.5]}"#,
            "ar-lstm: `quantiles` is [0.5]; recursion gives a point alone",
        ),
        (
            r#"{"kind":"bilstm","units":[8]}"#,
            "bilstm: `dropout` is [0.5, 0.1] for the layers [8]; give one share for each layer",
        ),
        (r#"{"kind":"bilstm","units":[],"dropout":[]}"#, "bilstm: `units` is []; give at least one layer"),
        (
            r#"{"kind":"transformer","embedding":10,"heads":3}"#,
            "transformer: `embedding` is 10 for 3 heads; it must be a multiple of the heads",
        ),
        (r#"{"kind":"transformer","blocks":0}"#, "transformer: `blocks` is 0; it must be from 1 to 64"),
        (r#"{"kind":"bert-inspired","blocks":65}"#, "bert-inspired: `blocks` is 65; it must be from 1 to 64"),
        (
            r#"{"kind":"candle-cnn","lookback":5}"#,
            "candle-cnn: `lookback` is 5; the network sees pictures only; `picture.days` says of how many days",
        ),
        (
            r#"{"kind":"hybrid","quantiles":[0.1,0.9]}"#,
            "hybrid: `quantiles` is [0.1, 0.9]; boosted trees give a point alone",
        ),
        (
            r#"{"kind":"hybrid","training":{"balanced":true}}"#,
            "hybrid: `training.balanced` is true; boosted trees do not weigh classes",
        ),
        (
            r#"{"kind":"hybrid","training":{"loss":"huber"}}"#,
            "hybrid: `training.loss` is huber; boosted trees learn by the squared error",
        ),
        (
            r#"{"kind":"alstm","adversarial":{"epsilon":0.0,"beta":0.1}}"#,
            "alstm: `adversarial.epsilon` is 0; it must be a number above 0",
        ),
        (
            r#"{"kind":"alstm","adversarial":{"epsilon":0.1,"beta":-1.0}}"#,
            "alstm: `adversarial.beta` is -1; it must be a number above 0",
        ),
        (r#"{"kind":"gan","draws":1}"#, "gan: `draws` is 1; it must be from 2 to 10000"),
        (
            r#"{"kind":"gan","training":{"label-smoothing":0.5}}"#,
            "gan: `training.label-smoothing` is 0.5; it must be at least 0 and below 0.5",
        ),
        (
            r#"{"kind":"gan","training":{"reconstruction":-1.0}}"#,
            "gan: `training.reconstruction` is -1; it must be a number of at least 0",
        ),
        (
            r#"{"kind":"gan","training":{"discriminator-rate":0.0}}"#,
            "gan: `training.discriminator-rate` is 0; it must be a number above 0",
        ),
        (
            r#"{"kind":"gru","quantiles":[0.9,0.1]}"#,
            "gru: `quantiles` is [0.9, 0.1]; they must rise and lie between 0 and 1",
        ),
        (
            r#"{"kind":"gru","quantiles":[0.0,0.1]}"#,
            "gru: `quantiles` is [0.0, 0.1]; they must rise and lie between 0 and 1",
        ),
        (
            r#"{"kind":"gru","quantiles":[0.1],"training":{"loss":"huber"}}"#,
            "gru: `training.loss` is huber; a network with quantiles learns its point by the squared error",
        ),
        (
            r#"{"kind":"gru","training":{"l2":-0.1}}"#,
            "gru: `training.l2` is -0.1; it must be a number of at least 0",
        ),
        (
            r#"{"kind":"gru","training":{"clip-norm":-2.0}}"#,
            "gru: `training.clip-norm` is -2; it must be a number of at least 0",
        ),
    ] {
        assert_eq!(words(text), expected);
    }
}

#[test]
fn options_that_the_target_makes_senseless_are_refused() {
    use TargetKind::{Close, Direction, LogReturn};
    for (text, kind, further, expected) in [
        (
            r#"{"kind":"lstm","quantiles":[0.1,0.9]}"#,
            Direction,
            &[3][..],
            "lstm: `quantiles` is [0.1, 0.9]; a direction has a probability and no quantiles",
        ),
        (
            r#"{"kind":"lstm","training":{"loss":"absolute-error"}}"#,
            Direction,
            &[],
            "lstm: `training.loss` is absolute-error; a direction is learnt by its cross-entropy",
        ),
        (
            r#"{"kind":"lstm","training":{"watch":"accuracy"}}"#,
            Close,
            &[],
            "lstm: `training.watch` is accuracy; only a direction is right or wrong",
        ),
        (
            r#"{"kind":"lstm","training":{"balanced":true}}"#,
            Close,
            &[],
            "lstm: `training.balanced` is true; only a direction has classes",
        ),
        (
            r#"{"kind":"gan","predict":"change"}"#,
            LogReturn,
            &[],
            "gan: `predict` is change; only a price target (close, open, adj-close) can be learnt as a change",
        ),
        (
            r#"{"kind":"ar-lstm","multi-step":"recursive"}"#,
            Direction,
            &[],
            "ar-lstm: `multi-step` is recursive; only a price target can be forecast from its own forecasts",
        ),
        (
            r#"{"kind":"ar-lstm","multi-step":"recursive"}"#,
            TargetKind::AdjClose,
            &[2],
            "ar-lstm: `multi-step` is recursive; the target's own column (close, open or adj-close) must be among the inputs",
        ),
    ] {
        assert_eq!(fit(text, kind, 1, further), expected);
    }
}

/// What it says of the target, and further horizons, before there are data.
fn suits(text: &str, kind: TargetKind, further: &[usize]) -> String {
    let error = spec(text).build().suits(target(kind, 1), further).err();
    error.unwrap_or_else(|| panic!("{text} is accepted")).to_string()
}

#[test]
fn a_change_of_the_open_is_not_forecast_from_its_own_forecasts() {
    let text = r#"{"kind":"ar-lstm","multi-step":"recursive","predict":"change"}"#;
    let expected = "ar-lstm: `multi-step` is recursive; the change of an open is learnt against the last close, \
                    which a forecast open does not give; predict its level, or every horizon directly";
    assert_eq!(suits(text, TargetKind::Open, &[2]), expected);
    assert_eq!(fit(text, TargetKind::Open, 1, &[2]), expected);
    assert_eq!(fit(text, TargetKind::Open, 3, &[]), expected);
    // the others are
    for (text, kind) in [
        (text, TargetKind::Close),
        (text, TargetKind::AdjClose),
        (r#"{"kind":"ar-lstm","multi-step":"recursive"}"#, TargetKind::Open),
        (r#"{"kind":"ar-lstm","predict":"change"}"#, TargetKind::Open),
    ] {
        assert_eq!(spec(text).build().suits(target(kind, 1), &[2]), Ok(()), "{text} {kind}");
    }
}

#[test]
fn classes_of_several_horizons_are_not_balanced_together() {
    let text = r#"{"kind":"lstm","training":{"balanced":true}}"#;
    let expected =
        "lstm: `training.balanced` is true; classes are balanced at one horizon; leave the further ones out";
    assert_eq!(suits(text, TargetKind::Direction, &[3]), expected);
    assert_eq!(fit(text, TargetKind::Direction, 1, &[3]), expected);
    assert_eq!(spec(text).build().suits(target(TargetKind::Direction, 1), &[]), Ok(()));
}

#[test]
fn pictures_without_their_prices_are_refused_by_name() {
    let series = Series::wandering(60, target(TargetKind::Close, 1));
    let samples = series.samples(15..45);
    for kind in ["candle-cnn", "joint"] {
        let model = spec(&format!("{{\"kind\":\"{kind}\"}}")).build();
        let error =
            model.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap().to_string();
        assert!(error.starts_with(kind) && error.contains("open"), "{error}");
    }
}
