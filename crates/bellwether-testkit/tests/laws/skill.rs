//! Nothing to know, nothing known.

use bellwether_core::{Forecaster, RunContext, Target, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_testkit::laws::skill;
use bellwether_testkit::{Case, Market, Violation, learning, registered};

use crate::support::{Oracle, case, case_of, forecasts, target};

/// On 85 test rows the mean skill of five shuffles is within a few hundredths of 0 for the mean itself; an honest model
/// does worse than it, by what it has overfitted. A tenth of the variance would be a finding.
const BOUND: f64 = 0.1;
const ROW: usize = 210;

#[test]
fn no_model_has_skill_on_shuffled_targets() {
    let market = Market::planted(5, 300);
    for spec in registered::<ModelSpec>() {
        let spec = learning(&spec);
        for target in [target(TargetKind::LogReturn, 1), target(TargetKind::Direction, 1)] {
            if forecasts(&spec, target) {
                let law = skill::shuffled(&case_of(&spec, &market, target), ROW, BOUND, &|_| spec.build());
                law.unwrap_or_else(|e| panic!("{}: {e}", spec.info().kind));
            }
        }
    }
}

#[test]
fn a_model_that_knows_the_answers_is_caught() {
    let market = Market::planted(5, 300);
    for kind in [TargetKind::LogReturn, TargetKind::Direction] {
        let leaking = |case: &Case| Box::new(Oracle::of(case)) as Box<dyn Forecaster>;
        let found = skill::shuffled(&case(&market, target(kind, 1)), ROW, BOUND, &leaking);
        assert!(matches!(found, Err(Violation::Skill { skill: 1.0, .. })), "{found:?}");
    }
}

/// Fails with the skills of all models that have less than is asked for.
fn all_above(least: f64, models: &[ModelSpec], market: &Market, target: Target) {
    let of = |spec: &ModelSpec| {
        let found = skill::score(&*spec.build(), &case_of(spec, market, target), ROW, 1).unwrap();
        (spec.info().kind, found)
    };
    let poor: Vec<_> = models.iter().map(of).filter(|(_, skill)| *skill <= least).collect();
    assert!(poor.is_empty(), "{poor:?}");
}

/// Whether the model sees all columns, and not pictures or its target's own past alone.
fn sees_columns(spec: &ModelSpec) -> bool {
    spec.build().needs().features && spec.build().needs().text
}

#[test]
fn every_model_on_windows_finds_the_planted_signal() {
    // what can be known is nine tenths of the variance; half of it is asked for
    let target = target(TargetKind::LogReturn, 1);
    let all = registered::<ModelSpec>();
    let models: Vec<_> =
        all.iter().map(learning).filter(|s| sees_columns(s) && forecasts(s, target)).collect();
    all_above(0.5, &models, &Market::planted(5, 300), target);
}

#[test]
fn every_model_of_classes_finds_the_planted_signal() {
    // those of numbers show it above; a fifth of the variance of a coin is asked for
    let [number, direction] = [TargetKind::LogReturn, TargetKind::Direction].map(|kind| target(kind, 1));
    let all = registered::<ModelSpec>();
    let models: Vec<_> =
        all.iter().map(learning).filter(|s| sees_columns(s) && !forecasts(s, number)).collect();
    assert!(!models.is_empty());
    all_above(0.2, &models, &Market::planted(5, 300), direction);
}

/// A random walk whose candles tell what comes next: a session opens below its close before a rise, above it before a
/// fall, by as much as the price will move.
fn telling_candles(sessions: usize) -> Market {
    let mut market = Market::random_walk(5, sessions);
    for bars in market.bars.values_mut() {
        for t in 0..bars.len() - 1 {
            let next = bars[t + 1].close / bars[t].close;
            let bar = &mut bars[t];
            bar.open = bar.close / next;
            bar.high = bar.open.max(bar.close);
            bar.low = bar.open.min(bar.close);
        }
    }
    market
}

#[test]
fn every_model_on_pictures_reads_the_candles() {
    // all can be known; a third of the variance of a coin is asked for
    let market = telling_candles(300);
    let models: Vec<_> =
        registered::<ModelSpec>().iter().map(learning).filter(|s| s.picture().is_some()).collect();
    all_above(0.33, &models, &market, target(TargetKind::Direction, 1));
}

#[test]
fn a_model_that_cannot_be_fitted_is_not_taken_for_one_without_skill() {
    let case = case(&Market::planted(5, 30), target(TargetKind::LogReturn, 1));
    let spec = registered::<ModelSpec>().into_iter().find(|s| s.info().kind == "lstm").unwrap();
    assert!(spec.build().fit(&case.train_set(9), &RunContext::new(1)).is_err());
    assert!(matches!(skill::score(&*spec.build(), &case, 9, 1), Err(Violation::Untested { .. })));
}
