//! Every law of models over models with intervals around their forecasts.

use bellwether_core::{RunContext, Target, TargetKind};
use bellwether_features::PriceFeature;
use bellwether_models::statistical::volatility::Process;
use bellwether_models::statistical::{Intervals, VolatilityOf, WithIntervals};
use bellwether_models::{ModelSpec, restore};
use bellwether_testkit::laws::{degenerate, determinism, exchanged, poison, saved};
use bellwether_testkit::{Case, Market, Setup, registered};

use crate::study_honesty::{config, protocols, record, sees_no_future};
use crate::support::{forecasts, models, target, targets};

fn setup(spec: &ModelSpec, target: Target) -> Setup {
    let mut setup = Setup::of(spec, target);
    let missing =
        [PriceFeature::Open, PriceFeature::AdjClose].into_iter().filter(|f| !setup.inputs.price.contains(f));
    setup.inputs.price.extend(missing.collect::<Vec<_>>());
    setup
}

/// Every model with an interval of either kind.
fn all() -> Vec<(ModelSpec, Intervals, Target)> {
    let mut out = Vec::new();
    for spec in models() {
        for of in [VolatilityOf::Changes, VolatilityOf::Errors] {
            let target = target(TargetKind::Close, 1);
            // the nearest date repeats what it learnt, so that there are no errors to make intervals of: it says so
            if forecasts(&spec, target) && spec.info().kind != "nearest-date" {
                out.push((spec.clone(), Intervals { of, ..Intervals::default() }, target));
            }
        }
    }
    // every target and process with one model
    let drift = ModelSpec::all().into_iter().find(|s| s.info().kind == "drift").unwrap();
    for target in targets().into_iter().filter(|t| !t.is_direction()) {
        for kind in registered::<Process>() {
            out.push((drift.clone(), Intervals { kind, ..Intervals::default() }, target));
        }
    }
    out
}

fn model(spec: &ModelSpec, intervals: &Intervals) -> WithIntervals {
    WithIntervals::new(spec.build(), intervals.clone())
}

#[test]
fn no_interval_sees_the_future() {
    let market = Market::random_walk(4, 100);
    for (spec, intervals, target) in all() {
        let law = poison::model(&market, 75, &setup(&spec, target), &|_| Box::new(model(&spec, &intervals)));
        law.unwrap_or_else(|e| panic!("{} {intervals:?} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn intervals_are_determined_and_restored() {
    let market = Market::random_walk(2, 90);
    for (spec, intervals, target) in all() {
        let case = Case::new(&market.panel(), &market.ticker(), &setup(&spec, target)).unwrap();
        let model = model(&spec, &intervals);
        let said = |e| panic!("{} {intervals:?} {target:?}: {e}", spec.info().kind);
        saved::model(&model, &case, 70, &restore).unwrap_or_else(said);
        if !spec.build().needs().seeded {
            determinism::model(&model, &case, 70).unwrap_or_else(said);
        }
    }
}

#[test]
fn every_interval_is_that_of_its_own_day() {
    let market = Market::random_walk(2, 90);
    for (spec, intervals, target) in all() {
        let case = Case::new(&market.panel(), &market.ticker(), &setup(&spec, target)).unwrap();
        let law = exchanged::model(&model(&spec, &intervals), &case, 75);
        law.unwrap_or_else(|e| panic!("{} {intervals:?} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn every_damage_of_a_saved_interval_is_refused() {
    let market = Market::random_walk(2, 90);
    for (spec, intervals, target) in
        all().into_iter().filter(|(s, ..)| ["drift", "ridge"].contains(&s.info().kind))
    {
        let case = Case::new(&market.panel(), &market.ticker(), &setup(&spec, target)).unwrap();
        let fitted = bellwether_core::Forecaster::fit(
            &model(&spec, &intervals),
            &case.train_set(70),
            &RunContext::new(1),
        );
        let law = saved::damaged(&fitted.unwrap().to_bytes(), &restore);
        law.unwrap_or_else(|e| panic!("{} {intervals:?}: {e}", spec.info().kind));
    }
}

#[test]
fn an_interval_is_finite_or_an_error() {
    for kind in ["persistence", "drift", "arima", "ridge"] {
        let spec = ModelSpec::all().into_iter().find(|s| s.info().kind == kind).unwrap();
        for of in [VolatilityOf::Changes, VolatilityOf::Errors] {
            for process in registered::<Process>() {
                let intervals = Intervals { of, kind: process, ..Intervals::default() };
                degenerate::model(&model(&spec, &intervals), &targets())
                    .unwrap_or_else(|e| panic!("{kind}: {e}"));
            }
        }
    }
}

/// The models of these kinds with their defaults.
fn kinds(kinds: &[&str]) -> Vec<ModelSpec> {
    ModelSpec::all().into_iter().filter(|s| kinds.contains(&s.info().kind)).collect()
}

#[test]
fn a_study_with_intervals_sees_no_future_and_scores_them() {
    let market = Market::planted(6, 130);
    for (kind, horizon) in [(TargetKind::Close, 1), (TargetKind::Close, 4), (TargetKind::LogReturn, 2)] {
        for protocol in protocols() {
            // behind the cut ridge forecasts negative prices from what is poisoned: an error, so that nothing is compared
            let third = if kind == TargetKind::Close { "historical-mean" } else { "ridge" };
            let mut config = config(&protocol, kind, horizon, &kinds(&["persistence", "drift", third]));
            // persistence without intervals stays in front
            let wrapped: Vec<_> = config
                .models
                .iter()
                .map(|m| {
                    let mut m = m.clone();
                    m.intervals = Some(Intervals { kind: Process::GjrGarch, ..Intervals::default() });
                    m
                })
                .collect();
            config.models.extend(wrapped);
            if horizon == 1 {
                let mut errors = config.models[3].clone();
                errors.name = Some("of errors".to_owned());
                errors.intervals = Some(Intervals { of: VolatilityOf::Errors, ..Intervals::default() });
                config.models.push(errors);
            }
            config.validate().unwrap();
            let law = sees_no_future(&config, &market, 115);
            law.unwrap_or_else(|e| panic!("{protocol:?} {kind} {horizon}: {e}"));
            let found = record(&config, &market, market.panel(), 2).unwrap();
            let rows = &found.tickers[0].rows;
            assert_eq!(rows[0].model, "persistence");
            assert!(rows[0].quantiles.is_none());
            let with: Vec<_> =
                rows.iter().filter(|r| r.model.contains('+') || r.model == "of errors").collect();
            assert!(with.len() >= 3);
            for row in with {
                assert!(row.failures.is_empty(), "{}: {:?}", row.model, row.failures);
                let quantiles = row.quantiles.as_ref().unwrap();
                assert_eq!(quantiles.widest.unwrap().level, 0.95);
                let next = row.next.as_ref().unwrap();
                assert!(next.own_intervals && next.intervals.len() == 2);
                // the point is the model's own
                let plain = row.model.split(" +").next().unwrap();
                let plain = rows.iter().find(|r| r.model == plain);
                if let Some(plain) = plain.filter(|p| p.arm == row.arm) {
                    assert!(
                        plain.forecasts.iter().zip(&row.forecasts).all(|(a, b)| a.predicted == b.predicted)
                    );
                }
            }
        }
    }
}
