//! Shares of the inputs of fitted models: closed forms on columns at right angles, and what the forecasts themselves show.

use bellwether_core::{Fitted, RunContext, Sample, TargetKind, TrainSet};
use bellwether_models::{ModelSpec, restore};
use serde_json::{Value, json};

use crate::support::{Series, target};

/// Samples, a multiple of four.
const SAMPLES: usize = 200;

/// Two columns of mean 0 at right angles, of deviations 1 and 4; then a row of zeros, and one for a unit of each column.
fn rows() -> Vec<Vec<f64>> {
    let signs = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]];
    let learnt = (0..SAMPLES).map(|i| vec![signs[i % 4][0], 4.0 * signs[i % 4][1]]);
    learnt.chain([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]].map(Vec::from)).collect()
}

/// 3 and 1/2 are the weights of the line.
fn number(row: &[f64]) -> f64 {
    3.0 * row[0] + 0.5 * row[1]
}

fn fitted(
    settings: &Value,
    kind: TargetKind,
    label: impl Fn(usize, &[f64]) -> f64,
) -> (Box<dyn Fitted>, Series) {
    let mut spec = json!({ "lookback": 1, "scaler": "none" });
    for (key, value) in settings.as_object().unwrap() {
        spec[key] = value.clone();
    }
    let spec: ModelSpec = serde_json::from_value(spec).unwrap();
    let rows = rows();
    let series = Series::new(&rows, target(kind, 1));
    let sample = |row: usize| Sample { row, target: label(row, &rows[row]), last_known: 0.0 };
    let samples: Vec<Sample> = (0..SAMPLES).map(sample).collect();
    let set = TrainSet::new(series.frame.view(), &samples, &[], series.target);
    (spec.build().fit(&set, &RunContext::new(1)).unwrap(), series)
}

fn shares(sizes: [f64; 2]) -> [f64; 2] {
    sizes.map(|size| size / (sizes[0] + sizes[1]))
}

fn assert_near(found: &[f64], expected: [f64; 2], tolerance: f64, what: &Value) {
    assert_eq!(found.len(), 2, "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() < tolerance, "{found:?} for {expected:?}: {what}");
    }
}

/// At right angles each weight is that of its column alone, so the shares are `|w| sd` by hand.
#[test]
fn penalised_lines_have_the_shares_of_their_closed_form() {
    let n = SAMPLES as f64;
    // squared penalty on Σ: w = w₀ Σx² / (Σx² + α)
    let ridge = |alpha: f64| [3.0 * n / (n + alpha), 4.0 * 0.5 * 16.0 * n / (16.0 * n + alpha)];
    // absolute penalty on means: w = (|cov| − α l) / (var + α (1 − l))
    let net = |alpha: f64, ratio: f64| {
        let weight = |covariance: f64, variance: f64| {
            (covariance - alpha * ratio).max(0.0) / (variance + alpha * (1.0 - ratio))
        };
        [weight(3.0, 1.0), 4.0 * weight(8.0, 16.0)]
    };
    let exact = json!(1e-14);
    for (settings, expected) in [
        (json!({ "kind": "ridge", "alpha": 0.5 }), ridge(0.5)),
        (json!({ "kind": "ridge", "alpha": 400.0 }), ridge(400.0)),
        (json!({ "kind": "lasso", "alpha": 0.25, "tolerance": exact }), net(0.25, 1.0)),
        // beyond the covariance of the first
        (json!({ "kind": "lasso", "alpha": 4.0, "tolerance": exact }), net(4.0, 1.0)),
        (
            json!({ "kind": "elastic-net", "alpha": 0.5, "l1-ratio": 0.25, "tolerance": exact }),
            net(0.5, 0.25),
        ),
    ] {
        let (fitted, _) = fitted(&settings, TargetKind::LogReturn, |_, row| number(row));
        assert_near(&fitted.importances(), shares(expected), 1e-10, &settings);
        assert_eq!(restore(&fitted.to_bytes()).unwrap().importances(), fitted.importances());
    }
}

/// What a forecast moves by when one input moves by its deviation, of log odds where it is a probability.
#[test]
fn machines_and_odds_have_the_shares_that_their_forecasts_show() {
    // the first column tells, but one time in three the second, where they differ
    let label =
        |row: usize, x: &[f64]| f64::from(if row.is_multiple_of(3) { x[1] > 0.0 } else { x[0] > 0.0 });
    let noisy = |row: usize, x: &[f64]| number(x) + [0.3, -0.2, 0.4, -0.6, 0.1][row % 5];
    for (settings, kind) in [
        (json!({ "kind": "logistic-regression", "c": 0.5 }), TargetKind::Direction),
        (json!({ "kind": "logistic-regression", "balanced": true }), TargetKind::Direction),
        (json!({ "kind": "linear-svm", "calibrate": true }), TargetKind::Direction),
        (json!({ "kind": "linear-svm", "loss": "squared-hinge" }), TargetKind::LogReturn),
        (json!({ "kind": "linear-svm", "loss": "hinge", "epsilon": 0.1 }), TargetKind::LogReturn),
        (json!({ "kind": "ridge", "alpha": 3.0 }), TargetKind::LogReturn),
    ] {
        let is_label = kind == TargetKind::Direction;
        let (fitted, series) =
            fitted(&settings, kind, |row, x| if is_label { label(row, x) } else { noisy(row, x) });
        let [at_zero, first, second] = [0, 1, 2].map(|probe| {
            let forecast = fitted.forecast(&series.origin(SAMPLES + probe)).unwrap();
            forecast.probability.map_or(forecast.point, |p| (p / (1.0 - p)).ln())
        });
        let expected = shares([(first - at_zero).abs(), 4.0 * (second - at_zero).abs()]);
        assert!(expected.iter().all(|share| *share > 0.05), "{expected:?}: {settings}");
        assert_near(&fitted.importances(), expected, 1e-9, &settings);
    }
}

#[test]
fn trees_look_at_the_only_column_that_tells() {
    let trees = ["decision-tree", "random-forest", "gradient-boosting", "histogram-boosting"];
    for (kind, target) in trees
        .into_iter()
        .flat_map(|kind| [TargetKind::LogReturn, TargetKind::Direction].map(|target| (kind, target)))
    {
        let mut settings = json!({ "kind": kind });
        if kind == "random-forest" {
            // a tree that is shown the other column alone makes something of chance
            settings["max-features"] = json!("all");
        }
        let (fitted, _) = fitted(&settings, target, |_, row| f64::from(row[1] > 0.0));
        let found = fitted.importances();
        assert_eq!(found.len(), 2, "{kind}");
        assert!((found[1] - 1.0).abs() < 1e-12 && found[0].abs() < 1e-12, "{kind}: {found:?}");
    }
}
