//! What parameters and training sets models refuse, and in which words.

use bellwether_core::{FitError, Fitted, ForecastError, Forecaster, RunContext, TargetKind};
use bellwether_features::Scaler;
use bellwether_models::classical::{Ridge, RidgeParams};
use bellwether_models::deep::{CnnLstm, CnnLstmParams, Lstm, LstmParams, TrainingParams};
use bellwether_models::{ModelSpec, Predict};

use crate::support::{Series, target};

fn words(model: &dyn Forecaster) -> String {
    model.validate().unwrap_err().to_string()
}

fn fit(
    model: &dyn Forecaster,
    series: &Series,
    rows: std::ops::Range<usize>,
) -> Result<Box<dyn Fitted>, FitError> {
    model.fit(&series.train_set(&series.samples(rows), &[]), &RunContext::new(1))
}

fn quick() -> TrainingParams {
    TrainingParams { epochs: 2, ..TrainingParams::default() }
}

#[test]
fn defaults_of_every_model_are_valid() {
    for spec in ModelSpec::all() {
        assert_eq!(spec.build().validate(), Ok(()), "{}", spec.info().kind);
        assert_eq!(spec.build().name(), spec.info().kind);
    }
}

#[test]
fn zeros_are_refused_by_name() {
    let lstm = |params| words(&Lstm(params));
    assert_eq!(
        lstm(LstmParams { units: 0, ..LstmParams::default() }),
        "lstm: `units` is 0; it must be at least 1"
    );
    assert_eq!(
        lstm(LstmParams { lookback: 0, ..LstmParams::default() }),
        "lstm: `lookback` is 0; a window has at least 1 row"
    );
    let training = TrainingParams { batch: 0, ..quick() };
    assert_eq!(
        lstm(LstmParams { training, ..LstmParams::default() }),
        "lstm: `training.batch` is 0; it must be at least 1"
    );
    let training = TrainingParams { learning_rate: f64::NAN, ..quick() };
    assert_eq!(
        lstm(LstmParams { training, ..LstmParams::default() }),
        "lstm: `training.learning-rate` is NaN; it must be a number above 0"
    );
    for (params, field) in [
        (CnnLstmParams { filters: 0, ..CnnLstmParams::default() }, "filters"),
        (CnnLstmParams { kernel: 0, ..CnnLstmParams::default() }, "kernel"),
        (CnnLstmParams { units: 0, ..CnnLstmParams::default() }, "units"),
    ] {
        assert_eq!(words(&CnnLstm(params)), format!("cnn-lstm: `{field}` is 0; it must be at least 1"));
    }
    let ridge = RidgeParams { alpha: 0.0, ..RidgeParams::default() };
    assert_eq!(words(&Ridge(ridge)), "ridge: `alpha` is 0; it must be a number above 0");
}

#[test]
fn a_kernel_longer_than_the_window_is_refused_with_both_numbers() {
    let params = CnnLstmParams { lookback: 5, kernel: 7, ..CnnLstmParams::default() };
    let words = words(&CnnLstm(params));
    assert!(
        words.starts_with("cnn-lstm: ") && words.contains("kernel 7") && words.contains("5 steps"),
        "{words}"
    );
    let fits = CnnLstmParams { lookback: 5, kernel: 5, ..CnnLstmParams::default() };
    assert_eq!(CnnLstm(fits).validate(), Ok(()));
}

#[test]
fn a_change_is_learnt_of_prices_only() {
    for kind in [TargetKind::LogReturn, TargetKind::Direction] {
        let series = Series::wandering(60, target(kind, 1));
        let predict = Predict::Change;
        let models: [Box<dyn Forecaster>; 3] = [
            Box::new(Ridge(RidgeParams { predict, ..RidgeParams::default() })),
            Box::new(Lstm(LstmParams { predict, training: quick(), ..LstmParams::default() })),
            Box::new(CnnLstm(CnnLstmParams { predict, training: quick(), ..CnnLstmParams::default() })),
        ];
        for model in models {
            let error = fit(&*model, &series, 10..50).err().unwrap().to_string();
            let expected = format!(
                "{}: `predict` is change; only a price target (close, open, adj-close) can be learnt as a change",
                model.name()
            );
            assert_eq!(error, expected);
        }
    }
}

#[test]
fn a_window_that_is_not_there_is_refused_with_its_length() {
    let series = Series::wandering(60, target(TargetKind::Close, 1));
    let ridge = Ridge(RidgeParams { lookback: 12, ..RidgeParams::default() });
    let error = fit(&ridge, &series, 5..50).err().unwrap().to_string();
    assert_eq!(error, "ridge: `lookback` is 12; it must not reach before the first row");
    let fitted = fit(&ridge, &series, 11..50).unwrap();
    let error = fitted.forecast(&series.origin(7)).unwrap_err().to_string();
    assert_eq!(error, "the forecast at 2015-01-08 needs 12 rows of history and has 8");
}

#[test]
fn a_missing_input_is_named_with_its_day() {
    let mut rows: Vec<Vec<f64>> = (0..60).map(|i| vec![100.0 + f64::from(i % 7), f64::from(i % 5)]).collect();
    rows[55][1] = f64::NAN;
    rows[20][1] = f64::INFINITY;
    let series = Series::new(&rows, target(TargetKind::Close, 1));
    let ridge = Ridge(RidgeParams::default());
    let error = fit(&ridge, &series, 5..50).err().unwrap().to_string();
    assert_eq!(error, "column `c1` is inf on 2015-01-21; the model needs finite inputs");
    // a gap that no window touches is no matter
    let fitted = fit(&ridge, &series, 25..50).unwrap();
    let error = fitted.forecast(&series.origin(56)).unwrap_err();
    assert!(matches!(error, ForecastError::NotFinite { ref column, .. } if column == "c1"), "{error}");
    let lstm = Lstm(LstmParams { training: quick(), ..LstmParams::default() });
    let samples: Vec<_> = series.samples(5..16).into_iter().chain(series.samples(25..50)).collect();
    assert!(lstm.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).is_ok());
}

#[test]
fn a_price_too_large_for_a_network_is_refused_as_an_input() {
    let mut rows: Vec<Vec<f64>> = (0..60).map(|i| vec![100.0 + f64::from(i % 7)]).collect();
    rows[55][0] = 1e300;
    let series = Series::new(&rows, target(TargetKind::Close, 1));
    let lstm = Lstm(LstmParams { training: quick(), ..LstmParams::default() });
    let error = fit(&lstm, &series, 5..50).unwrap().forecast(&series.origin(56)).unwrap_err();
    assert_eq!(error.to_string(), "column `c0` is inf on 2015-02-25; the model needs finite inputs");
}

#[test]
fn an_infinite_output_does_not_pass_for_certainty() {
    // inputs of 1e-10 have weights near 1e10, and 1e300 of those is more than a double holds
    let mut rows: Vec<Vec<f64>> = (0..60).map(|i| vec![1e-10 * f64::from(i % 2)]).collect();
    rows[55][0] = 1e300;
    let series = Series::new(&rows, target(TargetKind::Direction, 1));
    let params = RidgeParams { lookback: 1, alpha: 1e-40, scaler: Scaler::None, ..RidgeParams::default() };
    let fitted = fit(&Ridge(params), &series, 5..50).unwrap();
    assert_eq!(fitted.forecast(&series.origin(53)).unwrap().point, 0.0);
    let error = fitted.forecast(&series.origin(55)).unwrap_err().to_string();
    assert_eq!(error, "the forecast at 2015-02-25 is -inf");
}

#[test]
fn other_columns_than_at_fit_are_refused() {
    let series = Series::wandering(60, target(TargetKind::Close, 1));
    let fitted = fit(&Ridge(RidgeParams::default()), &series, 5..50).unwrap();
    let narrow = Series::new(&vec![vec![1.0]; 60], target(TargetKind::Close, 1));
    let error = fitted.forecast(&narrow.origin(55)).unwrap_err();
    assert_eq!(error, ForecastError::Columns { expected: 2, found: 1 });
}

#[test]
fn unknown_settings_are_refused() {
    let read = serde_json::from_str::<ModelSpec>;
    assert!(read(r#"{"kind":"ridge","alpha":2.0}"#).is_ok());
    assert!(read(r#"{"kind":"ridge","alhpa":2.0}"#).unwrap_err().to_string().contains("alhpa"));
    assert!(read(r#"{"kind":"drift","speed":1}"#).is_err());
    assert!(read(r#"{"kind":"lstm","training":{"epoch":2}}"#).is_err());
}
