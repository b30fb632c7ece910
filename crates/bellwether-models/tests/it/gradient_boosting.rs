//! Gradient boosting against scikit-learn, and the laws of trees.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::{FitError, Forecaster, RunContext, TargetKind};
use bellwether_models::Predict;
use bellwether_models::classical::{
    Boosting, BoostingLoss, BoostingParams, GradientBoosting, GradientBoostingParams,
};
use proptest::prelude::*;

use crate::support::{Series, target};

const BOOSTING: &str = include_str!("../reference/scikit-learn/boosting.csv");
const ROWS: &str = include_str!("../reference/scikit-learn/rows.csv");
const MODEL: &str = include_str!("../reference/scikit-learn/gradient_boosting.csv");

/// Sums of the same numbers in another order, over 100 trees.
const ABSOLUTE: f64 = 1e-9;

fn cells(text: &str) -> impl Iterator<Item = Vec<f64>> {
    let lines = text.lines().filter(|l| !l.starts_with(['#', 'x']));
    lines.map(|l| l.split(',').map(|c| if c.is_empty() { f64::NAN } else { c.parse().unwrap() }).collect())
}

fn fit(x: &[f64], y: &[f64], loss: BoostingLoss, params: &BoostingParams) -> Boosting {
    params.validate("test").unwrap();
    Boosting::fit((x, y), None, loss, params, &RunContext::new(1), "test").unwrap()
}

#[test]
fn predictions_are_those_of_scikit_learn() {
    let rows: Vec<Vec<f64>> = cells(BOOSTING).collect();
    let inputs = 6;
    let learnt = &rows[..240];
    let x: Vec<f64> = learnt.iter().flat_map(|r| &r[..inputs]).copied().collect();
    let default = BoostingParams::default();
    let stump = BoostingParams { max_depth: 1, ..default };
    let cases = [
        (default, BoostingLoss::SquaredError),
        (BoostingParams { min_samples_leaf: 5, ..default }, BoostingLoss::SquaredError),
        (BoostingParams { trees: 30, learning_rate: 1.0, ..stump }, BoostingLoss::SquaredError),
        (
            BoostingParams { max_depth: 5, trees: 40, min_samples_leaf: 8, learning_rate: 0.3, ..default },
            BoostingLoss::SquaredError,
        ),
        (BoostingParams { min_samples_leaf: 4, ..default }, BoostingLoss::Logistic),
        (BoostingParams { trees: 60, learning_rate: 0.5, ..stump }, BoostingLoss::Logistic),
    ];
    for (case, (params, loss)) in cases.iter().enumerate() {
        let column = if *loss == BoostingLoss::Logistic { inputs + 1 } else { inputs };
        let y: Vec<f64> = learnt.iter().map(|r| r[column]).collect();
        let boosting = fit(&x, &y, *loss, params);
        let mut compared = 0;
        for (i, row) in rows.iter().enumerate() {
            let expected = row[inputs + 2 + case];
            if expected.is_nan() {
                continue;
            }
            let found = boosting.predict(&row[..inputs]);
            assert!((found - expected).abs() < ABSOLUTE, "case {case}, row {i}: {found} for {expected}");
            compared += 1;
        }
        assert!(compared >= 240, "case {case}: {compared}");
    }
}

#[test]
fn forecasts_are_those_of_scikit_learn() {
    let rows: Vec<Vec<f64>> = cells(ROWS).collect();
    let lines = MODEL.lines().filter(|l| !l.starts_with(['#', 't']));
    let mut fitted: Option<(&str, Series, _)> = None;
    let mut compared = 0;
    for line in lines {
        let words: Vec<&str> = line.split(',').collect();
        let number = |i: usize| words[i].parse::<usize>().unwrap();
        let (kind, predict) = match words[0] {
            "level" => (TargetKind::Close, Predict::Level),
            "change" => (TargetKind::Close, Predict::Change),
            "log-return" => (TargetKind::LogReturn, Predict::Level),
            "direction" => (TargetKind::Direction, Predict::Level),
            other => panic!("{other}"),
        };
        if fitted.as_ref().is_none_or(|(of, ..)| *of != words[0]) {
            let (lookback, min_samples_leaf) = (number(1), number(2));
            let params = GradientBoostingParams {
                lookback,
                min_samples_leaf,
                predict,
                ..GradientBoostingParams::default()
            };
            let series = Series::new(&rows, target(kind, number(3)));
            let samples = series.samples(lookback - 1..lookback - 1 + number(4));
            // the validation part is learnt from too
            let (own, validation) = samples.split_at(number(4) - 7);
            let model = GradientBoosting(params).fit(&series.train_set(own, validation), &RunContext::new(1));
            fitted = Some((words[0], series, model.unwrap()));
        }
        let (_, series, model) = fitted.as_ref().unwrap();
        let forecast = model.forecast(&series.origin(number(5))).unwrap();
        let (found, expected) =
            (forecast.probability.unwrap_or(forecast.point), words[6].parse::<f64>().unwrap());
        assert!((found - expected).abs() < ABSOLUTE, "{line}: {found}");
        compared += 1;
    }
    assert_eq!(compared, MODEL.lines().count() - 2);
}

// one split sets 1, 2 apart from 10, 12: halves of it are added to the mean 6.25
#[test]
fn two_trees_of_one_split_are_as_by_hand() {
    let params = BoostingParams { trees: 2, learning_rate: 0.5, max_depth: 1, ..BoostingParams::default() };
    let boosting = fit(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 10.0, 12.0], BoostingLoss::SquaredError, &params);
    // leaves −4.75 and 4.75, then half of that
    for (x, expected) in [(0.0, 2.6875), (2.5, 2.6875), (2.6, 9.8125), (9.0, 9.8125)] {
        assert_eq!(boosting.predict(&[x]), expected, "{x}");
    }
    // log odds 0; at the leaves Σ g / Σ p (1 − p) = ±½ · 2 / (¼ · 2) = ±2
    let params = BoostingParams { trees: 1, ..params };
    let boosting = fit(&[1.0, 2.0, 3.0, 4.0], &[0.0, 0.0, 1.0, 1.0], BoostingLoss::Logistic, &params);
    assert!((boosting.predict(&[4.0]) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-15);
}

#[test]
fn nothing_to_learn_is_the_constant() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let params = BoostingParams::default();
    for constant in [0.0, -7.25, 2_f64.powi(-900)] {
        assert_eq!(fit(&x, &[constant; 40], BoostingLoss::SquaredError, &params).predict(&[3.0]), constant);
    }
    // inputs that are all the same cannot be split
    let y: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
    assert_eq!(fit(&[1.0; 40], &y, BoostingLoss::SquaredError, &params).predict(&[9.0]), 0.5);
    // one class alone
    for (label, (least, most)) in [(0.0, (0.0, 1e-15)), (1.0, (1.0 - 1e-15, 1.0))] {
        let p = fit(&x, &[label; 40], BoostingLoss::Logistic, &params).predict(&[3.0]);
        assert!(least <= p && p <= most, "{p}");
    }
    assert_eq!(fit(&[], &[2.0, 4.0], BoostingLoss::SquaredError, &params).predict(&[]), 3.0);
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let words = |params| GradientBoosting(params).validate().unwrap_err().to_string();
    let default = GradientBoostingParams::default();
    for (params, expected) in [
        (GradientBoostingParams { lookback: 0, ..default }, "`lookback` is 0; a window has at least 1 row"),
        (GradientBoostingParams { trees: 0, ..default }, "`trees` is 0; it must be at least 1"),
        (
            GradientBoostingParams { learning_rate: 0.0, ..default },
            "`learning-rate` is 0; it must be above 0 and at most 1",
        ),
        (GradientBoostingParams { max_depth: 17, ..default }, "`max-depth` is 17; it must be 1 to 16"),
        (
            GradientBoostingParams { min_samples_leaf: 0, ..default },
            "`min-samples-leaf` is 0; it must be at least 1",
        ),
        (
            GradientBoostingParams { subsample: f64::NAN, ..default },
            "`subsample` is NaN; it must be above 0 and at most 1",
        ),
    ] {
        assert_eq!(words(params), format!("gradient-boosting: {expected}"));
    }
}

#[test]
fn a_stop_and_an_overflow_are_errors() {
    let run = RunContext::with_stop(1, Arc::new(AtomicBool::new(true)));
    let params = BoostingParams::default();
    let squared = BoostingLoss::SquaredError;
    let fit = |y: &[f64], run: &RunContext| {
        Boosting::fit((&[1.0, 2.0], y), None, squared, &params, run, "test").err()
    };
    assert_eq!(fit(&[1.0, 2.0], &run), Some(FitError::Cancelled));
    let error = fit(&[1e308, 1.7e308], &RunContext::new(1)).unwrap();
    assert!(error.to_string().starts_with("test: the squared errors of 2 samples"), "{error}");
}

/// Numbers that come in a few values each, so that ties are many, with targets in quarters.
fn samples() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (20_usize..60).prop_flat_map(|n| {
        let x = prop::collection::vec((-9_i32..9).prop_map(f64::from), 3 * n);
        (x, prop::collection::vec((-400_i32..400).prop_map(|v| f64::from(v) / 4.0), n))
    })
}

fn params() -> impl Strategy<Value = BoostingParams> {
    (1_usize..12, 1_usize..=5, 1_usize..6, 0.05..1.0_f64, prop::sample::select(vec![0.4, 1.0])).prop_map(
        |(trees, max_depth, min_samples_leaf, learning_rate, subsample)| BoostingParams {
            trees,
            learning_rate,
            max_depth,
            min_samples_leaf,
            subsample,
        },
    )
}

fn fitted_values(boosting: &Boosting, x: &[f64]) -> Vec<f64> {
    x.chunks(3).map(|row| boosting.predict(row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Trees look at the order of inputs alone; a cube keeps it. (Thresholds move, so that samples not drawn may be on
    /// another side.)
    #[test]
    fn rising_functions_of_inputs_change_no_fitted_value((x, y) in samples(), params in params()) {
        let (squared, params) = (BoostingLoss::SquaredError, BoostingParams { subsample: 1.0, ..params });
        let cubes: Vec<f64> = x.iter().map(|v| v * v * v).collect();
        let plain = fitted_values(&fit(&x, &y, squared, &params), &x);
        prop_assert_eq!(plain, fitted_values(&fit(&cubes, &y, squared, &params), &cubes));
    }

    /// Multiplying by a power of two rounds nothing.
    #[test]
    fn the_unit_of_the_target_is_that_of_the_prediction((x, y) in samples(), params in params(), power in -40_i32..40) {
        let squared = BoostingLoss::SquaredError;
        let unit = 2_f64.powi(power);
        let scaled: Vec<f64> = y.iter().map(|v| v * unit).collect();
        let expected: Vec<f64> = fitted_values(&fit(&x, &y, squared, &params), &x).iter().map(|v| v * unit).collect();
        prop_assert_eq!(fitted_values(&fit(&x, &scaled, squared, &params), &x), expected);
    }

    /// Without a draw, each tree lowers the squared error, and predictions are means of targets when it is added whole.
    #[test]
    fn training_error_falls((x, y) in samples(), params in params()) {
        let error = |trees: usize| {
            let params = BoostingParams { trees, subsample: 1.0, ..params };
            let boosting = fit(&x, &y, BoostingLoss::SquaredError, &params);
            fitted_values(&boosting, &x).iter().zip(&y).map(|(f, y)| (f - y) * (f - y)).sum::<f64>()
        };
        let errors: Vec<f64> = [1, 2, 5, 20].map(error).to_vec();
        prop_assert!(errors.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)), "{:?}", errors);
        let whole = BoostingParams { trees: 1, learning_rate: 1.0, subsample: 1.0, ..params };
        let boosting = fit(&x, &y, BoostingLoss::SquaredError, &whole);
        let (least, most) = y.iter().fold((f64::MAX, f64::MIN), |(l, m), v| (l.min(*v), m.max(*v)));
        for f in fitted_values(&boosting, &x) {
            prop_assert!(least - 1e-9 <= f && f <= most + 1e-9);
        }
    }

    #[test]
    fn samples_are_drawn_from_the_seed((x, y) in samples(), params in params()) {
        let with = |subsample: f64, seed: u64| {
            let params = BoostingParams { subsample, trees: 10, ..params };
            let run = RunContext::new(seed);
            Boosting::fit((&x, &y), None, BoostingLoss::SquaredError, &params, &run, "test").unwrap()
        };
        prop_assert_eq!(with(0.5, 3), with(0.5, 3));
        prop_assert_eq!(with(1.0, 3), with(1.0, 4));
    }

    #[test]
    fn probabilities_are_in_their_range((x, y) in samples(), params in params()) {
        let labels: Vec<f64> = y.iter().map(|v| f64::from(*v > 0.0)).collect();
        let boosting = fit(&x, &labels, BoostingLoss::Logistic, &params);
        prop_assert!(fitted_values(&boosting, &x).iter().all(|p| (0.0..=1.0).contains(p)));
    }

    #[test]
    fn saved_ensembles_predict_the_same_bits((x, y) in samples(), params in params()) {
        let boosting = fit(&x, &y, BoostingLoss::SquaredError, &params);
        let text = serde_json::to_string(&boosting).unwrap();
        let restored: Boosting = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(restored.check(3), Ok(()));
        prop_assert_eq!(&restored, &boosting);
    }
}
