//! Saved models: bytes that are not those of a model, are those of another, or ask for too much.

use std::sync::LazyLock;

use bellwether_core::{ForecastError, Further, RunContext, Target, TargetKind};
use bellwether_models::deep::{ArLstmParams, GruParams, MultiStep};
use bellwether_models::{ModelSpec, restore};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Series, small, target, with};

/// Every model, made small and fitted on a target that it can forecast.
static SAVED: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(saved);

fn saved() -> Vec<(&'static str, Vec<u8>)> {
    let fitted = |spec: &ModelSpec, further: &[usize]| {
        let model = spec.build();
        let fit = |kind| {
            let series = series(spec, target(kind, 1));
            let samples = series.samples(10..55);
            let values: Vec<_> = further.iter().map(|h| series.at_horizon(&samples, *h)).collect();
            let further: Vec<_> = further
                .iter()
                .zip(&values)
                .map(|(&horizon, train)| Further { horizon, train, validation: &[] })
                .collect();
            model.fit(&series.train_set(&samples, &[]).with_further(&further), &RunContext::new(1))
        };
        let fitted = fit(TargetKind::Close).or_else(|_| fit(TargetKind::Direction)).unwrap();
        (spec.info().kind, fitted.to_bytes())
    };
    let all: Vec<ModelSpec> = ModelSpec::all().iter().map(|spec| small(spec, 4, 2)).collect();
    let recursive =
        ModelSpec::ArLstm(ArLstmParams { multi_step: MultiStep::Recursive, units: 3, ..Default::default() });
    let quantiles = ModelSpec::Gru(GruParams { quantiles: vec![0.1, 0.9], units: 3, ..Default::default() });
    let points = with(&quantiles, &[("/quantiles", json!([]))]);
    let more = [(&recursive, &[3, 2][..]), (&points, &[3, 2]), (&quantiles, &[]), (&quantiles, &[3, 2])];
    let plain = all.iter().map(|spec| fitted(spec, &[]));
    let more = more.map(|(spec, further)| fitted(&small(spec, 4, 2), further));
    plain.chain(more).collect()
}

/// Columns that the model can be fitted on.
fn series(spec: &ModelSpec, target: Target) -> Series {
    // models of one series read the column of their target
    let needs = spec.build().needs();
    let columns = matches!(spec, ModelSpec::ArLstm(_)) || (needs.features && !needs.text);
    let prices = spec.picture().is_some() || columns || spec.decomposes();
    if prices { Series::market(60, target) } else { Series::wandering(60, target) }
}

fn reason(bytes: &[u8]) -> String {
    match restore(bytes).err() {
        Some(ForecastError::Saved { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

/// The bytes with another header, rightly signed.
fn with_header(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let length = u64::from_le_bytes(bytes[8..16].try_into().unwrap()) as usize;
    let mut header: Value = serde_json::from_slice(&bytes[16..16 + length]).unwrap();
    change(&mut header);
    let header = serde_json::to_vec(&header).unwrap();
    let mut out = bytes[..8].to_vec();
    out.extend((header.len() as u64).to_le_bytes());
    out.extend(header);
    out.extend(&bytes[16 + length..bytes.len() - 32]);
    sign(out)
}

fn sign(mut body: Vec<u8>) -> Vec<u8> {
    let hash = blake3::hash(&body);
    body.extend(hash.as_bytes());
    body
}

fn bytes_of(kind: &str) -> Vec<u8> {
    SAVED.iter().find(|s| s.0 == kind).unwrap().1.clone()
}

#[test]
fn what_is_wrong_is_said() {
    let bytes = bytes_of("ridge");
    assert_eq!(reason(&[]), "it is cut short");
    assert_eq!(reason(&[7; 100]), "it does not start as a saved model");
    assert_eq!(reason(&bytes[..bytes.len() - 1]), "its bytes are not those that were saved");
    assert_eq!(reason(&sign(b"BELLWM01".to_vec())), "it is cut short");
    // a length that no memory holds
    assert_eq!(reason(&sign([&b"BELLWM01"[..], &[255; 8], b"{}"].concat())), "it is cut short");
    let other = with_header(&bytes, |h| h["kind"] = json!("oracle"));
    assert!(reason(&other).contains("oracle"));
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let ridge = bytes_of("ridge");
    let few = with_header(&ridge, |h| h["weights"] = json!([1.0]));
    assert_eq!(reason(&few), "1 weights for 10 inputs");
    let none = with_header(&ridge, |h| h["encodings"][0]["lookback"] = json!(0));
    assert_eq!(reason(&none), "a window of 0 rows of 2 columns");
    let endless = with_header(&ridge, |h| h["encodings"][0]["lookback"] = json!(u64::MAX));
    assert!(reason(&endless).starts_with("a window of"));
    let wide = with_header(&ridge, |h| h["encodings"][0]["width"] = json!(5));
    assert_eq!(reason(&wide), "2 input and 1 target scales for 5 columns and 1 target");
    let boosting = bytes_of("gradient-boosting");
    for (part, value) in [("input", 10), ("left", u32::MAX)] {
        let damaged = with_header(&boosting, |h| h["points"][0]["trees"][3][part][0] = json!(value));
        assert_eq!(
            reason(&damaged),
            "tree 3 (counted from 0) is not a tree over 10 inputs",
            "{part} {value}"
        );
    }
    let lstm = bytes_of("lstm");
    let long = with_header(&lstm, |h| h["series"][0]["encoding"]["lookback"] = json!(9));
    assert_eq!(reason(&long), "a network of 5 x 2 inputs and 1 outputs for inputs of 9 x 2 and 1 outputs");
    let none = with_header(&lstm, |h| h["series"] = json!([]));
    assert_eq!(reason(&none), "no series");
    let head = with_header(&lstm, |h| h["head"] = json!({ "kind": "softmax", "horizons": [] }));
    assert_eq!(reason(&head), "a network of 5 x 2 inputs and 1 outputs for inputs of 5 x 2 and 2 outputs");
    let ahead = with_header(&lstm, |h| h["head"]["horizons"] = json!([5]));
    assert_eq!(reason(&ahead), "0 scales for 1 further horizons");
    let hybrid = bytes_of("hybrid");
    let beyond = with_header(&hybrid, |h| h["boosted"]["layer"] = json!(99));
    assert_eq!(reason(&beyond), "no layer 99 for the trees");
    let bare = with_header(&hybrid, |h| h["boosted"]["trees"] = json!([]));
    assert_eq!(reason(&bare), "0 ensembles for 1 targets");
    let gan = with_header(&bytes_of("gan"), |h| h["noise"] = json!(9));
    assert_eq!(reason(&gan), "a generator of 5 x 6 inputs for windows of 5 x 2 with noise, 20 draws");
}

#[test]
fn every_model_is_restored_with_the_same_bytes() {
    for (kind, bytes) in &*SAVED {
        assert_eq!(restore(bytes).unwrap().to_bytes(), *bytes, "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn damaged_bytes_are_an_error(at in 0.0..1.0_f64, flip in 1_u8..=255, cut in 0.0..1.0_f64) {
        for (kind, bytes) in &*SAVED {
            let place = |share: f64| (share * bytes.len() as f64) as usize;
            let mut damaged = bytes.clone();
            damaged[place(at)] ^= flip;
            prop_assert!(restore(&damaged).is_err(), "{} at {}", kind, place(at));
            prop_assert!(restore(&bytes[..place(cut)]).is_err(), "{} cut at {}", kind, place(cut));
        }
    }

    #[test]
    fn damage_that_is_rightly_signed_does_not_panic(at in 0.0..1.0_f64, flip in 1_u8..=255, cut in 0.0..1.0_f64) {
        let close = target(TargetKind::Close, 1);
        let (narrow, wide) = (Series::wandering(60, close), Series::market(60, close));
        for (_, bytes) in &*SAVED {
            let body = &bytes[..bytes.len() - 32];
            let place = |share: f64| (share * body.len() as f64) as usize;
            let mut damaged = body.to_vec();
            damaged[place(at)] ^= flip;
            let restored = [restore(&sign(damaged)), restore(&sign(body[..place(cut)].to_vec()))];
            for fitted in restored.into_iter().flatten() {
                for series in [&narrow, &wide] {
                    if let Ok(forecast) = fitted.forecast(&series.origin(50)) {
                        prop_assert!(forecast.point.is_finite());
                    }
                }
            }
        }
    }
}
