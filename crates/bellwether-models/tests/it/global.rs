//! One network for several series.

use bellwether_core::{
    FitError, Fitted, ForecastError, Forecaster, Origin, RunContext, TargetKind, TrainSet,
};
use bellwether_models::ModelSpec;
use bellwether_models::deep::{Gan, GanParams, Lstm, LstmParams, TrainingParams};
use serde_json::json;

use crate::support::{Series, networks, small, target, with};

/// The same wave around 50, and, a hundred times as large and upside down, around 5,000.
fn waves() -> [Series; 2] {
    let wave = |scale: f64| {
        let row = |i: u32| {
            let price = scale.abs() * 50.0 + scale * 10.0 * (f64::from(i) * 0.37).sin();
            vec![price, price, price + scale.abs(), price - scale.abs()]
        };
        let rows: Vec<_> = (0..220).map(row).collect();
        Series::named(&["close", "open", "high", "low"], &rows, target(TargetKind::Close, 1))
    };
    [wave(1.0), wave(-100.0)]
}

fn fit(model: &dyn Forecaster, series: &[Series; 2]) -> Result<Box<dyn Fitted>, FitError> {
    let samples = series.each_ref().map(|s| (s.samples(10..140), s.samples(140..160)));
    let sets: Vec<TrainSet<'_>> =
        series.iter().zip(&samples).map(|(s, (train, watched))| s.train_set(train, watched)).collect();
    model.fit_global(&sets, &RunContext::new(2))
}

#[test]
fn every_network_learns_from_both_and_is_the_same_again() {
    let series = waves();
    for spec in networks() {
        let model = small(&spec, 4, 2).build();
        assert!(model.needs().global, "{}", spec.info().kind);
        let fitted = fit(&*model, &series).unwrap();
        assert_eq!(fitted.to_bytes(), fit(&*model, &series).unwrap().to_bytes(), "{}", model.name());
        let restored = bellwether_models::restore(&fitted.to_bytes()).unwrap();
        for (i, range) in [(0, 0.0..150.0), (1, 0.0..15_000.0)] {
            let at = Origin { series: i, ..series[i].origin(170) };
            let forecast = fitted.forecast(&at).unwrap();
            assert!(range.contains(&forecast.point), "{}: {}", model.name(), forecast.point);
            assert_eq!(forecast, restored.forecast(&at).unwrap());
        }
        let unknown = fitted.forecast(&Origin { series: 2, ..series[0].origin(170) });
        assert_eq!(unknown, Err(ForecastError::UnknownSeries { series: 2, fitted: 2 }));
    }
}

#[test]
fn of_one_series_it_is_that_series_model() {
    let series = waves();
    let samples = series[0].samples(10..140);
    let train = series[0].train_set(&samples, &[]);
    for spec in networks() {
        let model = small(&spec, 4, 1).build();
        let own = model.fit(&train, &RunContext::new(2)).unwrap().to_bytes();
        let global = model.fit_global(&[train], &RunContext::new(2)).unwrap();
        assert_eq!(global.to_bytes(), own, "{}", model.name());
        assert!(model.fit_global(&[], &RunContext::new(2)).is_err());
    }
}

#[test]
fn each_series_is_forecast_on_its_own_scale() {
    let series = waves();
    let training = TrainingParams { epochs: 80, learning_rate: 0.01, ..TrainingParams::default() };
    let fitted = fit(&Lstm(LstmParams { units: 12, training, ..LstmParams::default() }), &series).unwrap();
    for (i, one) in series.iter().enumerate() {
        let (mut own, mut naive) = (0.0, 0.0);
        for sample in one.samples(170..219) {
            let point = fitted.forecast(&Origin { series: i, ..one.origin(sample.row) }).unwrap().point;
            own += (sample.target - point).powi(2);
            naive += (sample.target - sample.last_known).powi(2);
        }
        assert!(own < 0.1 * naive, "series {i}: squared error {own} for {naive} of persistence");
    }
}

#[test]
fn which_series_it_is_makes_a_difference() {
    // the same rows, whose price goes up in one series and down in the other: only the number tells them apart
    let tell = |sign: f64| {
        let rows: Vec<_> = (0..200).map(|i| vec![100.0 + sign * 0.05 * f64::from(i), 1.0]).collect();
        let mut series = Series::new(&rows, target(TargetKind::LogReturn, 1));
        let blind: Vec<_> = (0..200).map(|i| vec![f64::from(i % 3), 1.0]).collect();
        series.frame = Series::new(&blind, series.target).frame;
        series
    };
    let series = [tell(1.0), tell(-1.0)];
    let training = TrainingParams { epochs: 60, learning_rate: 0.01, ..TrainingParams::default() };
    let mlp = with(
        &small(&ModelSpec::all().into_iter().find(|s| s.info().kind == "mlp").unwrap(), 8, 60),
        &[("/training/learning-rate", json!(training.learning_rate)), ("/scaler", json!("none"))],
    );
    let direction = series.map(|s| Series { target: target(TargetKind::Direction, 1), ..s });
    let fitted = fit(&*mlp.build(), &direction).unwrap();
    for (i, one) in direction.iter().enumerate() {
        let p = fitted.forecast(&Origin { series: i, ..one.origin(170) }).unwrap().probability.unwrap();
        assert!(if i == 0 { p > 0.8 } else { p < 0.2 }, "series {i}: {p}");
    }
}

#[test]
fn which_series_a_picture_is_of_makes_a_difference() {
    // the same pictures, after which the price goes up in one series and down in the other
    let tell = |rise: f64| {
        let row = |i: u32| {
            let price = 100.0 + f64::from(i % 3);
            vec![price, price - 0.5, price + 1.0, price - 1.0]
        };
        let names = ["close", "open", "high", "low"];
        let rows: Vec<_> = (0..120).map(row).collect();
        let mut series = Series::named(&names, &rows, target(TargetKind::Direction, 1));
        series.closes = (0..120).map(|i| 100.0 + rise * f64::from(i)).collect();
        series
    };
    let series = [tell(1.0), tell(-1.0)];
    for kind in ["candle-cnn", "joint"] {
        let spec = ModelSpec::all().into_iter().find(|s| s.info().kind == kind).unwrap();
        let rate = [("/training/learning-rate", json!(0.01)), ("/dropout", json!(0.0))];
        let model = with(&small(&spec, 6, 40), &rate).build();
        let samples = series.each_ref().map(|s| s.samples(15..100));
        let sets: Vec<_> = series.iter().zip(&samples).map(|(s, train)| s.train_set(train, &[])).collect();
        let fitted = model.fit_global(&sets, &RunContext::new(2)).unwrap();
        for (i, one) in series.iter().enumerate() {
            let at = Origin { series: i, ..one.origin(110) };
            let p = fitted.forecast(&at).unwrap().probability.unwrap();
            assert!(if i == 0 { p > 0.8 } else { p < 0.2 }, "{kind}, series {i}: {p}");
        }
    }
}

#[test]
fn scenarios_of_each_series_are_on_its_own_scale() {
    let series = waves();
    let mut params = GanParams { units: 12, ..GanParams::default() };
    params.training.epochs = 60;
    params.training.reconstruction = 1.0;
    params.training.learning_rate = 0.005;
    let fitted = fit(&Gan(params), &series).unwrap();
    for (i, one) in series.iter().enumerate() {
        let (mut own, mut naive) = (0.0, 0.0);
        for sample in one.samples(170..219) {
            let forecast = fitted.forecast(&Origin { series: i, ..one.origin(sample.row) }).unwrap();
            let values: Vec<f64> = forecast.quantiles.iter().map(|q| q.value).collect();
            assert!(values.len() == 5 && values.is_sorted());
            own += (sample.target - forecast.point).powi(2);
            naive += (sample.target - sample.last_known).powi(2);
        }
        assert!(own < naive, "series {i}: squared error {own} for {naive} of persistence");
    }
}

#[test]
fn a_gan_of_one_series_knows_no_other() {
    let series = waves();
    let fitted = {
        let samples = series[0].samples(10..60);
        let mut params = GanParams::default();
        params.training.epochs = 1;
        Gan(params).fit(&series[0].train_set(&samples, &[]), &RunContext::new(1)).unwrap()
    };
    let unknown = fitted.forecast(&Origin { series: 1, ..series[0].origin(70) });
    assert_eq!(unknown, Err(ForecastError::UnknownSeries { series: 1, fitted: 1 }));
}
