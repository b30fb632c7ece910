//! Nothing to know, nothing known.

use bellwether_core::{Forecaster, RunContext, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_testkit::laws::skill;
use bellwether_testkit::{Case, Market, Violation, learning, registered};

use crate::support::{Oracle, case, forecasts, target};

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
                let law = skill::shuffled(&case(&market, target), ROW, BOUND, &|_| spec.build());
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

#[test]
fn every_model_on_windows_finds_the_planted_signal() {
    // what can be known is nine tenths of the variance; half of it is asked for
    let case = case(&Market::planted(5, 300), target(TargetKind::LogReturn, 1));
    for spec in registered::<ModelSpec>().iter().map(learning) {
        if spec.build().needs().features {
            let found = skill::score(&*spec.build(), &case, ROW, 1).unwrap();
            assert!(found > 0.5, "{}: skill {found}", spec.info().kind);
        }
    }
}

#[test]
fn a_model_that_cannot_be_fitted_is_not_taken_for_one_without_skill() {
    let case = case(&Market::planted(5, 30), target(TargetKind::LogReturn, 1));
    let spec = registered::<ModelSpec>().into_iter().find(|s| s.info().kind == "lstm").unwrap();
    assert!(spec.build().fit(&case.train_set(9), &RunContext::new(1)).is_err());
    assert!(matches!(skill::score(&*spec.build(), &case, 9, 1), Err(Violation::Untested { .. })));
}
