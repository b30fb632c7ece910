//! Drift against its closed form, and the naive forecasts' limits.

use bellwether_core::{FitError, Forecaster, RunContext, TargetKind};
use bellwether_models::naive::{AlwaysMajority, Drift, Persistence};

use crate::support::{Series, target};

#[test]
fn drift_is_the_line_from_the_first_value_to_the_last() {
    // Hyndman and Athanasopoulos, 5.2: y_T + h (y_T − y_1) / (T − 1), at h = 1 with all of the past
    for rows in [3, 10, 50] {
        let series = Series::wandering(rows, target(TargetKind::Close, 1));
        let samples = series.samples(0..rows - 1);
        let (own, validation) = samples.split_at(samples.len() / 2);
        let fitted = Drift.fit(&series.train_set(own, validation), &RunContext::new(1)).unwrap();
        let (first, last) = (series.closes[0], series.closes[rows - 1]);
        let expected = last + (last - first) / (rows - 1) as f64;
        let found = fitted.forecast(&series.origin(rows - 1)).unwrap().point;
        assert!((found - expected).abs() < 1e-11, "{rows} rows: {found} for {expected}");
    }
}

#[test]
fn drift_of_a_return_is_the_mean_return() {
    let series = Series::wandering(40, target(TargetKind::LogReturn, 1));
    let samples = series.samples(0..39);
    let fitted = Drift.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
    // log returns add up, so their mean is the whole way divided by the steps
    let expected = (series.closes[39] / series.closes[0]).ln() / 39.0;
    assert!((fitted.forecast(&series.origin(39)).unwrap().point - expected).abs() < 1e-15);
}

#[test]
fn persistence_repeats_what_is_known() {
    for (kind, expected) in
        [(TargetKind::Close, 11.0), (TargetKind::LogReturn, 0.0), (TargetKind::Direction, 1.0)]
    {
        let series = Series::new(&[vec![10.0], vec![11.0], vec![9.0]], target(kind, 1));
        let fitted = Persistence.fit(&series.train_set(&[], &[]), &RunContext::new(1)).unwrap();
        let forecast = fitted.forecast(&series.origin(1)).unwrap();
        assert_eq!((forecast.point, forecast.origin), (expected, series.origin(1).stamp.date), "{kind}");
    }
}

#[test]
fn always_majority_counts_both_parts_and_rises_on_a_tie() {
    // moves: up, down, up, down, up
    let series =
        Series::new(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0].map(|c| vec![c]), target(TargetKind::Direction, 1));
    for (rows, rises) in [(0..5, 0.6), (0..4, 0.5), (1..4, 1.0 / 3.0)] {
        let samples = series.samples(rows);
        let (own, validation) = samples.split_at(1);
        let fitted = AlwaysMajority.fit(&series.train_set(own, validation), &RunContext::new(1)).unwrap();
        let forecast = fitted.forecast(&series.origin(5)).unwrap();
        assert_eq!(forecast.probability, Some(rises));
        assert_eq!(forecast.point, f64::from(rises >= 0.5));
    }
}

#[test]
fn targets_that_do_not_fit_are_refused_by_name() {
    let series = Series::wandering(20, target(TargetKind::Direction, 1));
    let samples = series.samples(0..19);
    let error = Drift.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(error.to_string(), "drift cannot forecast direction");
    let series = Series::wandering(20, target(TargetKind::Close, 1));
    let samples = series.samples(0..19);
    let error = AlwaysMajority.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(error.to_string(), "always-majority cannot forecast close");
    let error = Drift.fit(&series.train_set(&samples[..1], &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(error, FitError::TooFewSamples { model: "drift", needed: 2, found: 1 });
}

#[test]
fn a_target_that_is_not_a_number_is_named_with_its_day() {
    let mut rows: Vec<Vec<f64>> = (0..20).map(|i| vec![100.0 + f64::from(i)]).collect();
    rows[7][0] = f64::NAN;
    let series = Series::new(&rows, target(TargetKind::Close, 1));
    let samples = series.samples(0..19);
    let error =
        Drift.fit(&series.train_set(&samples[..2], &samples[2..]), &RunContext::new(1)).err().unwrap();
    assert_eq!(error.to_string(), "column `target` is NaN on 2015-01-07; the model needs finite inputs");
}
