//! The networks that the recipes build.

use bellwether_core::{FitError, Forecaster, RunContext, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_models::deep::{CnnLstm, CnnLstmParams, Lstm, LstmParams, TrainingParams};

use crate::support::{Series, target};

#[test]
fn lstm_has_the_published_shape() {
    // four gates of u units, each with f inputs, u states and a bias; then a line through u values
    let count = |u: usize, f: usize| 4 * u * (f + u + 1) + u + 1;
    for columns in [1, 13, 14] {
        let found = ModelSpec::Lstm(LstmParams::default()).parameter_count(columns);
        assert_eq!(found, Some(count(50, columns)), "{columns} columns");
    }
    let small = LstmParams { units: 7, lookback: 20, ..LstmParams::default() };
    assert_eq!(Lstm(small).parameter_count(3), Some(count(7, 3)));
}

#[test]
fn cnn_lstm_has_the_published_shape() {
    // c filters over k rows of f columns and a bias; an LSTM of u units on c columns; a line
    let count = |c: usize, k: usize, u: usize, f: usize| c * (k * f + 1) + 4 * u * (c + u + 1) + u + 1;
    for columns in [1, 13, 14] {
        let found = ModelSpec::CnnLstm(CnnLstmParams::default()).parameter_count(columns);
        assert_eq!(found, Some(count(64, 2, 50, columns)), "{columns} columns");
    }
    let small = CnnLstmParams { filters: 3, kernel: 4, units: 7, lookback: 20, ..CnnLstmParams::default() };
    assert_eq!(CnnLstm(small).parameter_count(3), Some(count(3, 4, 7, 3)));
}

#[test]
fn ridge_has_a_weight_for_each_value_of_the_window() {
    let ridge = ModelSpec::Ridge(bellwether_models::classical::RidgeParams::default());
    assert_eq!(ridge.parameter_count(13), Some(5 * 13 + 1));
    let endless = bellwether_models::classical::RidgeParams {
        lookback: usize::MAX,
        ..bellwether_models::classical::RidgeParams::default()
    };
    assert_eq!(ModelSpec::Ridge(endless).parameter_count(13), None);
}

fn networks(training: TrainingParams) -> [Box<dyn Forecaster>; 2] {
    [
        Box::new(Lstm(LstmParams { units: 8, training, ..LstmParams::default() })),
        Box::new(CnnLstm(CnnLstmParams { filters: 8, units: 8, training, ..CnnLstmParams::default() })),
    ]
}

/// A sine of 17 rows: its next value is a linear function of the last two.
fn wave(rows: u32) -> Vec<Vec<f64>> {
    (0..rows).map(|i| vec![50.0 + 10.0 * (f64::from(i) * 0.37).sin()]).collect()
}

#[test]
fn networks_learn_a_wave_that_repeats() {
    let rows = wave(220);
    let training = TrainingParams { epochs: 80, learning_rate: 0.01, ..TrainingParams::default() };
    for model in networks(training) {
        let series = Series::new(&rows, target(TargetKind::Close, 1));
        let (samples, validation) = (series.samples(4..140), series.samples(140..170));
        let fitted = model.fit(&series.train_set(&samples, &validation), &RunContext::new(3)).unwrap();
        let (mut own, mut naive) = (0.0, 0.0);
        for row in 170..219 {
            let point = fitted.forecast(&series.origin(row)).unwrap().point;
            own += (rows[row + 1][0] - point).powi(2);
            naive += (rows[row + 1][0] - rows[row][0]).powi(2);
        }
        assert!(own < 0.05 * naive, "{}: squared error {own} for {naive} of persistence", model.name());
    }
}

#[test]
fn early_stopping_ends_before_the_last_epoch_and_shows_both_losses() {
    let series = Series::wandering(120, target(TargetKind::LogReturn, 1));
    let (samples, validation) = (series.samples(4..80), series.samples(80..110));
    let training =
        TrainingParams { epochs: 400, patience: 3, learning_rate: 0.05, ..TrainingParams::default() };
    for model in networks(training) {
        let fitted = model.fit(&series.train_set(&samples, &validation), &RunContext::new(3)).unwrap();
        let losses = fitted.losses();
        assert!((4..400).contains(&losses.len()), "{}: {} epochs", model.name(), losses.len());
        assert!(losses.iter().all(|l| l.validation.is_some() && l.train.is_finite()));
        // the best epoch is the last but `patience`
        let best = losses.iter().filter_map(|l| l.validation).fold(f64::INFINITY, f64::min);
        assert_eq!(losses[losses.len() - 4].validation, Some(best));
        // nothing to watch: all epochs
        let short = TrainingParams { epochs: 5, ..training };
        let [lstm, _] = networks(short);
        let fitted = lstm.fit(&series.train_set(&samples, &[]), &RunContext::new(3)).unwrap();
        assert_eq!(fitted.losses().len(), 5);
        assert!(fitted.losses().iter().all(|l| l.validation.is_none()));
    }
}

#[test]
fn a_stopped_run_is_cancelled() {
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let series = Series::wandering(60, target(TargetKind::Close, 1));
    let samples = series.samples(4..50);
    for model in networks(TrainingParams::default()) {
        let run = RunContext::with_stop(1, stop.clone());
        let error = model.fit(&series.train_set(&samples, &[]), &run).err();
        assert_eq!(error, Some(FitError::Cancelled));
    }
}

#[test]
fn a_direction_is_forecast_with_its_probability() {
    let series = Series::new(&wave(220), target(TargetKind::Direction, 1));
    let samples = series.samples(4..180);
    let training = TrainingParams { epochs: 80, learning_rate: 0.01, ..TrainingParams::default() };
    for model in networks(training) {
        let fitted = model.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
        let mut hits = 0;
        for sample in series.samples(180..219) {
            let forecast = fitted.forecast(&series.origin(sample.row)).unwrap();
            let p = forecast.probability.unwrap();
            assert!((0.0..=1.0).contains(&p) && forecast.point == f64::from(p >= 0.5));
            hits += usize::from(forecast.point == sample.target);
        }
        // the wave repeats itself: a coin would have 20 of 39
        assert!(hits >= 35, "{}: {hits} of 39", model.name());
    }
}

#[test]
fn validation_samples_may_lie_before_the_training_samples() {
    // as in a random split
    let series = Series::market(90, target(TargetKind::Close, 1));
    let samples: Vec<_> = series.samples(20..40).into_iter().chain(series.samples(45..70)).collect();
    let validation: Vec<_> =
        [10, 14, 42, 75].into_iter().flat_map(|row| series.samples(row..row + 1)).collect();
    for spec in crate::support::networks() {
        let model = crate::support::small(&spec, 4, 2).build();
        let fitted = model.fit(&series.train_set(&samples, &validation), &RunContext::new(1));
        let forecast = fitted
            .map_err(|e| e.to_string())
            .and_then(|fitted| fitted.forecast(&series.origin(80)).map_err(|e| e.to_string()));
        assert!(forecast.as_ref().is_ok_and(|f| f.point.is_finite()), "{}: {forecast:?}", model.name());
    }
}
