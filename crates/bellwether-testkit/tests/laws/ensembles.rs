//! Networks for the modes of ensembles that are not the default.

use bellwether_core::TargetKind;
use bellwether_models::{ModelSpec, restore};
use bellwether_testkit::laws::{degenerate, determinism, poison, saved};
use bellwether_testkit::{Market, Setup, quick, with_settings};
use serde_json::json;

use crate::support::{case_of, target, targets};

fn ensembles() -> Vec<ModelSpec> {
    let of = |kind: &str| {
        let spec: ModelSpec = serde_json::from_value(json!({ "kind": "ceemd-cnn-lstm" })).unwrap();
        quick(&with_settings(&spec, &[("/ensemble", json!(kind))]))
    };
    let found = ["eemd", "ceemdan"].map(of);
    assert_ne!(found[0], found[1]);
    found.to_vec()
}

#[test]
fn ensembles_see_no_future_and_are_the_same_bits_again() {
    let market = Market::planted(4, 90);
    for spec in ensembles() {
        for target in [target(TargetKind::Close, 1), target(TargetKind::Direction, 5)] {
            let setup = Setup::of(&spec, target);
            let law = poison::model(&market, 69, &setup, &|_| spec.build());
            law.unwrap_or_else(|e| panic!("{spec:?} {target:?}: {e}"));
            let law = determinism::model(&*spec.build(), &case_of(&spec, &market, target), 69);
            law.unwrap_or_else(|e| panic!("{spec:?} {target:?}: {e}"));
        }
    }
}

#[test]
fn ensembles_are_restored_to_the_same_forecasts() {
    let market = Market::random_walk(2, 90);
    for spec in ensembles() {
        let case = case_of(&spec, &market, target(TargetKind::Close, 1));
        saved::model(&*spec.build(), &case, 70, &restore).unwrap_or_else(|e| panic!("{spec:?}: {e}"));
    }
}

#[test]
fn odd_tables_give_ensembles_an_error_or_a_finite_forecast() {
    for spec in ensembles() {
        degenerate::model(&*spec.build(), &targets()).unwrap_or_else(|e| panic!("{e}"));
    }
}
