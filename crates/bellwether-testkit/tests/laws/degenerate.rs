//! Tables and markets that no one would choose.

use bellwether_core::{Bar, ForecastError, TargetKind};
use bellwether_evaluation::metrics::{
    ClassificationScores, Metric, RegressionInput, RegressionScores, Score, SeasonalTrain, Task, labels,
};
use bellwether_features::{PriceFeature, Scaler};
use bellwether_models::ModelSpec;
use bellwether_testkit::laws::degenerate::{self, unharmed};
use bellwether_testkit::{Market, Violation, registered, with_settings};
use serde_json::json;

use crate::support::{Stub, models, target, targets};

#[test]
fn every_model_answers_with_an_error_or_a_finite_forecast() {
    for spec in models() {
        degenerate::model(&*spec.build(), &targets()).unwrap_or_else(|e| panic!("{e}"));
    }
}

#[test]
fn every_model_with_every_scaler_and_encoding_does_too() {
    for spec in models().into_iter().filter(|s| s.build().needs().features) {
        for scaler in registered::<Scaler>() {
            for predict in ["level", "change"] {
                let settings = [
                    ("/scaler", json!(scaler)),
                    ("/predict", json!(predict)),
                    ("/training/epochs", json!(1)),
                ];
                let spec: ModelSpec = with_settings(&spec, &settings);
                let prices = [target(TargetKind::Close, 1)];
                degenerate::model(&*spec.build(), &prices)
                    .unwrap_or_else(|e| panic!("{scaler:?} {predict}: {e}"));
            }
        }
    }
}

#[test]
fn a_nan_passed_as_success_is_caught() {
    let law = |point| degenerate::model(&Stub { point, ..Stub::HONEST }, &[target(TargetKind::Close, 1)]);
    // it repeats the last value it knows, whatever that is
    let found = law(Stub::HONEST.point);
    assert!(matches!(found, Err(Violation::BadSuccess { value, .. }) if !value.is_finite()), "{found:?}");
    assert!(matches!(law(|_, _| f64::NAN), Err(Violation::BadSuccess { .. })));
    assert_eq!(law(|_, _| 1.0), Ok(()));
    let half = Stub { point: |_, _| 0.5, ..Stub::HONEST };
    let found = degenerate::model(&half, &[target(TargetKind::Direction, 1)]);
    assert!(matches!(found, Err(Violation::BadSuccess { quantity: "point", .. })), "{found:?}");
}

#[test]
fn a_panic_is_caught() {
    let fragile = Stub { point: |at, _| at.frame.values()[at.frame.len() - 1], ..Stub::HONEST };
    let found = degenerate::model(&fragile, &[target(TargetKind::Close, 1)]);
    assert!(matches!(found, Err(Violation::Panicked { .. })), "{found:?}");
}

/// Bars that no market gives.
fn strange_bars() -> Vec<(&'static str, Vec<Bar>)> {
    let market = Market::random_walk(1, 60);
    let bars = market.bars[&market.ticker()].clone();
    let with = |v: f64| -> Vec<Bar> {
        let all = |b: &Bar| Bar { open: v, high: v, low: v, close: v, adj_close: v, volume: v, ..*b };
        bars.iter().map(all).collect()
    };
    let mut mixed = with(1e300);
    mixed.iter_mut().step_by(3).for_each(|b| b.close = f64::NEG_INFINITY);
    vec![
        ("no bars", Vec::new()),
        ("one bar", bars[..1].to_vec()),
        ("NaN", with(f64::NAN)),
        ("infinity", with(f64::INFINITY)),
        ("zero", with(0.0)),
        ("negative", with(-5.0)),
        ("the largest double", with(f64::MAX)),
        ("the smallest double", with(f64::from_bits(1))),
        ("mixed", mixed),
    ]
}

#[test]
fn every_price_feature_has_one_value_a_bar_and_its_warm_up() {
    for feature in registered::<PriceFeature>() {
        for (name, bars) in strange_bars() {
            let case = format!("{feature} on {name}");
            let column = unharmed(&case, || feature.compute(&bars)).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(column.len(), bars.len(), "{case}");
        }
        let market = Market::constant(80);
        let column = feature.compute(&market.bars[&market.ticker()]);
        let missing = column.iter().filter(|v| v.is_nan()).count();
        assert_eq!(missing, feature.warm_up(), "{feature} on a constant price");
        assert!(column[feature.warm_up()..].iter().all(|v| v.is_finite()), "{feature}");
    }
}

#[test]
fn every_scaler_refuses_or_returns_what_it_can_undo() {
    let columns: [&[f64]; 9] = [
        &[],
        &[3.0],
        &[5.0, 5.0, 5.0],
        &[1.0, f64::NAN],
        &[1.0, f64::INFINITY],
        &[1e300, -1e300],
        &[f64::MAX, f64::MIN],
        &[f64::from_bits(1), 0.0],
        &[0.1 + 0.2, 0.3],
    ];
    for scaler in registered::<Scaler>() {
        for column in columns {
            let case = format!("{scaler:?} on {column:?}");
            let fitted = unharmed(&case, || scaler.fit(column, &["x"])).unwrap_or_else(|e| panic!("{e}"));
            let Ok(fitted) = fitted else { continue };
            for &value in column {
                let scaled = fitted.transform_value(0, value);
                assert!(scaled.is_finite(), "{case}: {scaled}");
                let back = fitted.inverse_value(0, scaled);
                let room = 1e-12 * column.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
                assert!((back - value).abs() <= room, "{case}: {value} came back as {back}");
            }
            // saved and read back it scales the same bits
            let text = serde_json::to_string(&fitted).unwrap();
            assert_eq!(
                serde_json::from_str::<bellwether_features::FittedScaler>(&text).unwrap(),
                fitted,
                "{case}"
            );
        }
    }
}

/// A metric's value, or `None` when it is undefined or the input is refused.
fn value(metric: Metric, actual: &[f64], predicted: &[f64]) -> Option<f64> {
    let score = match metric.task() {
        Task::Regression => {
            let input = RegressionInput {
                actual,
                predicted,
                previous: Some(&vec![1.0; actual.len()]),
                baseline: Some(&vec![1.5; actual.len()]),
                train: Some(SeasonalTrain { values: actual, season: 1 }),
            };
            RegressionScores::compute(&input).ok()?.get(metric)?
        }
        Task::Classification => {
            let classes: Vec<f64> =
                predicted.iter().map(|p| if p.is_finite() { f64::from(*p >= 0.5) } else { *p }).collect();
            let (actual, classes) = (labels(actual).ok()?, labels(&classes).ok()?);
            ClassificationScores::compute(&actual, &classes, Some(predicted)).ok()?.get(metric)?
        }
    };
    match score {
        Score::Value(v) => Some(v),
        Score::Undefined(_) => None,
    }
}

#[test]
fn every_metric_is_finite_or_says_why_not() {
    let series: [&[f64]; 10] = [
        &[],
        &[1.0],
        &[0.0, 0.0, 0.0],
        &[1.0, 1.0, 1.0],
        &[1.0, 0.0, 1.0],
        &[1.0, f64::NAN, 1.0],
        &[1.0, f64::INFINITY, 1.0],
        &[1e300, -1e300, 1e300],
        &[f64::MAX, f64::MIN, f64::MAX],
        &[f64::from_bits(1), 0.0, 1.0],
    ];
    for metric in registered::<Metric>() {
        for actual in series {
            for predicted in series {
                let case = format!("{metric} of {actual:?} and {predicted:?}");
                let found =
                    unharmed(&case, || value(metric, actual, predicted)).unwrap_or_else(|e| panic!("{e}"));
                assert!(found.is_none_or(|v| !v.is_nan()), "{case}: {found:?}");
            }
        }
    }
}

#[test]
fn every_metric_prefers_the_truth() {
    for metric in registered::<Metric>() {
        // probabilities near the labels; prices near the prices, and on the other side of the last known, 1
        let (actual, near, far) = match metric.task() {
            Task::Classification => {
                ([1.0, 0.0, 1.0, 1.0, 0.0], [0.9, 0.1, 0.8, 0.9, 0.2], [0.1, 0.9, 0.2, 0.1, 0.8])
            }
            Task::Regression => {
                ([1.2, 0.9, 1.1, 1.3, 0.8], [1.21, 0.9, 1.1, 1.3, 0.81], [0.8, 1.2, 0.7, 0.9, 1.3])
            }
        };
        let of = |predicted: &[f64]| {
            value(metric, &actual, predicted)
                .unwrap_or_else(|| panic!("{metric} of {predicted:?} is undefined"))
        };
        assert!(metric.better().prefers(of(&near), of(&far)), "{metric}: {} against {}", of(&near), of(&far));
    }
}

#[test]
fn a_stub_that_fails_as_damaged_bytes_do_is_not_taken_for_an_honest_error() {
    struct Broken;
    impl bellwether_core::Fitted for Broken {
        fn forecast(
            &self,
            _: &bellwether_core::Origin<'_>,
        ) -> Result<bellwether_core::Forecast, ForecastError> {
            Err(ForecastError::Saved { reason: "not saved at all".to_owned() })
        }
        fn to_bytes(&self) -> Vec<u8> {
            Vec::new()
        }
    }
    struct Breaks;
    impl bellwether_core::Forecaster for Breaks {
        fn name(&self) -> &'static str {
            "breaks"
        }
        fn needs(&self) -> bellwether_core::Needs {
            bellwether_core::Forecaster::needs(&Stub::HONEST)
        }
        fn validate(&self) -> Result<(), bellwether_core::FitError> {
            Ok(())
        }
        fn fit(
            &self,
            _: &bellwether_core::TrainSet<'_>,
            _: &bellwether_core::RunContext,
        ) -> Result<Box<dyn bellwether_core::Fitted>, bellwether_core::FitError> {
            Ok(Box::new(Broken))
        }
    }
    let found = degenerate::model(&Breaks, &[target(TargetKind::Close, 1)]);
    assert!(matches!(found, Err(Violation::Untested { .. })), "{found:?}");
}
