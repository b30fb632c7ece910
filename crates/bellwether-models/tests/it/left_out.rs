//! A series that is left out gives its scales and nothing else.

use bellwether_core::{
    FitError, Fitted, Forecast, Forecaster, Origin, RunContext, Sample, TargetKind, TrainSet,
};
use bellwether_models::statistical::{Intervals, WithIntervals};
use bellwether_models::{ModelSpec, restore};
use serde_json::json;

use crate::support::{Series, small, target, with};

/// A price that wanders in its own way, with the columns that every model can be fitted on.
fn market(own: f64, kind: TargetKind) -> Series {
    let price = |i: u32| {
        let t = f64::from(i);
        let moves = 5.0 * (t * 0.37 + own).sin() + 2.0 * (t * (1.3 + 0.1 * own)).cos();
        (100.0 + moves) * (1.0 + own)
    };
    let row = |i: u32| {
        let (open, close) = (price(i), price(i + 1));
        let volume = 1e6 + 1e5 * (f64::from(i) * 0.9 + own).sin();
        vec![close, open, open.max(close) + 0.5, open.min(close) - 0.5, volume, (own + f64::from(i)).sin()]
    };
    let names = ["close", "open", "high", "low", "volume", "score"];
    Series::named(&names, &(0..160).map(row).collect::<Vec<_>>(), target(kind, 1))
}

const TRAIN: std::ops::Range<usize> = 20..90;
const WATCHED: std::ops::Range<usize> = 90..110;

/// Fits three series of which the one at `held` is left out, with its targets as they are or others.
fn fit(
    model: &dyn Forecaster,
    series: &[Series; 3],
    held: usize,
    retarget: &dyn Fn(&mut Sample),
) -> Result<Box<dyn Fitted>, FitError> {
    let mut samples = series.each_ref().map(|s| (s.samples(TRAIN), s.samples(WATCHED)));
    let (train, watched) = &mut samples[held];
    train.iter_mut().chain(watched).for_each(retarget);
    let sets: Vec<TrainSet<'_>> = series
        .iter()
        .zip(&samples)
        .enumerate()
        .map(|(i, (s, (train, watched)))| s.train_set(train, watched).left_out(i == held))
        .collect();
    model.fit_global(&sets, &RunContext::new(2))
}

fn forecasts(fitted: &dyn Fitted, series: &[Series; 3], which: &[usize]) -> Vec<Forecast> {
    let of = |&i: &usize| {
        let origins = [120, 140, 158].map(|row| Origin { series: i, ..series[i].origin(row) });
        origins.map(|at| fitted.forecast(&at).unwrap())
    };
    which.iter().flat_map(of).collect()
}

/// Every model that can learn from several series, small, with the targets that it is made for.
fn able() -> Vec<(ModelSpec, TargetKind)> {
    let mut out = Vec::new();
    for spec in ModelSpec::all().into_iter().filter(|s| s.build().needs().global) {
        for kind in [TargetKind::Close, TargetKind::Direction] {
            let spec = small(&spec, 4, 2);
            let series = [0.0, 0.3, 0.6].map(|own| market(own, kind));
            match fit(&*spec.build(), &series, 2, &|_| {}) {
                Err(FitError::Target { .. }) => {}
                _ => out.push((spec, kind)),
            }
        }
    }
    assert!(out.len() > 30, "{}", out.len());
    out
}

#[test]
fn what_is_learnt_does_not_depend_on_it() {
    for (spec, kind) in able() {
        let model = spec.build();
        for held in [0, 2] {
            let series = [0.0, 0.3, 0.6].map(|own| market(own, kind));
            let mut other = [0.0, 0.3, 0.6].map(|own| market(own, kind));
            other[held] = market(7.7, kind);
            let learnt: Vec<usize> = (0..3).filter(|i| *i != held).collect();
            let (a, b) =
                (fit(&*model, &series, held, &|_| {}).unwrap(), fit(&*model, &other, held, &|_| {}).unwrap());
            let case = format!("{} {kind} without {held}", spec.info().kind);
            assert_eq!(forecasts(&*a, &series, &learnt), forecasts(&*b, &series, &learnt), "{case}");
            let (own, restored) = (forecasts(&*a, &series, &[held]), restore(&a.to_bytes()).unwrap());
            assert_eq!(forecasts(&*restored, &series, &[held]), own, "{case}");
        }
    }
}

/// Without a scale of the targets they tell nothing at all; those of a direction have none in any case.
#[test]
fn its_targets_give_a_scale_and_nothing_else() {
    let mut tried = 0;
    for (spec, kind) in able() {
        let bare = with(&spec, &[("/scaler", json!("none"))]).build();
        let series = [0.0, 0.3, 0.6].map(|own| market(own, kind));
        let poison = |s: &mut Sample| match kind {
            TargetKind::Direction => s.target = 1.0 - s.target,
            _ => s.target = 3.0 * s.target + 1000.0 * (s.row as f64).sin().abs(),
        };
        let own = |retarget: &dyn Fn(&mut Sample)| {
            Some(forecasts(&*fit(&*bare, &series, 1, retarget).ok()?, &series, &[1]))
        };
        let before = own(&|_| {});
        tried += usize::from(before.is_some());
        assert_eq!(before, own(&poison), "{} {kind}", spec.info().kind);
    }
    // some cannot be fitted to prices and volumes as they are
    assert!(tried > 30, "{tried}");
}

/// Models without a number for each series are those of the others alone.
#[test]
fn learners_are_those_of_the_others_alone() {
    let mut tried = 0;
    for (spec, kind) in
        able().into_iter().filter(|(s, _)| s.parameter_count(6).is_none() || s.info().kind == "ridge")
    {
        let model = spec.build();
        let series = [0.0, 0.3, 0.6].map(|own| market(own, kind));
        let all = fit(&*model, &series, 2, &|_| {}).unwrap();
        let samples = series.each_ref().map(|s| (s.samples(TRAIN), s.samples(WATCHED)));
        let sets: Vec<TrainSet<'_>> = series[..2]
            .iter()
            .zip(&samples)
            .map(|(s, (train, watched))| s.train_set(train, watched))
            .collect();
        let two = model.fit_global(&sets, &RunContext::new(2)).unwrap();
        assert_eq!(
            forecasts(&*all, &series, &[0, 1]),
            forecasts(&*two, &series, &[0, 1]),
            "{}",
            spec.info().kind
        );
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn nothing_is_learnt_from_nobody() {
    for (spec, kind) in able() {
        let series = market(0.0, kind);
        let samples = series.samples(TRAIN);
        let set = series.train_set(&samples, &[]).left_out(true);
        let refused = spec.build().fit_global(&[set, set], &RunContext::new(1)).err();
        assert!(
            matches!(refused, Some(FitError::TooFewSamples { found: 0, .. })),
            "{}: {refused:?}",
            spec.info().kind
        );
    }
}

/// The intervals of a series that is left out are those of its own past; the point is the model's.
#[test]
fn it_has_intervals_of_its_own_past() {
    let spec = ModelSpec::all().into_iter().find(|s| s.info().kind == "ridge").unwrap();
    let wrapped = WithIntervals::new(spec.build(), Intervals::default());
    let mut series = [0.0, 0.3, 0.6].map(|own| market(own, TargetKind::Close));
    let before = fit(&wrapped, &series, 2, &|_| {}).unwrap();
    let plain = fit(&*spec.build(), &series, 2, &|_| {}).unwrap();
    let points = |all: &[Forecast]| all.iter().map(|f| f.point).collect::<Vec<_>>();
    let own = forecasts(&*before, &series, &[2]);
    assert_eq!(points(&own), points(&forecasts(&*plain, &series, &[2])));
    assert!(own.iter().all(|f| f.quantiles.len() == 5));
    let learnt = forecasts(&*before, &series, &[0, 1]);
    series[2] = market(7.7, TargetKind::Close);
    let after = fit(&wrapped, &series, 2, &|_| {}).unwrap();
    assert_eq!(forecasts(&*after, &series, &[0, 1]), learnt);
}
