//! Models on principal components of their columns.

use bellwether_core::{Forecaster, TargetKind};
use bellwether_features::{Components, Pca};
use bellwether_models::{Reduced, restore};
use bellwether_testkit::laws::{degenerate, determinism, poison, saved};
use bellwether_testkit::{Market, Setup};

use crate::support::{case_of, models, target, targets};

const KINDS: [&str; 4] = ["ridge", "gradient-boosting", "lstm", "cnn-lstm"];

/// Some models on two components, and on as many as explain nine tenths.
fn reduced() -> Vec<(bellwether_models::ModelSpec, Pca)> {
    let of = |spec: &bellwether_models::ModelSpec| {
        [Components::Count(2), Components::Explained(0.9)]
            .map(|components| (spec.clone(), Pca { components, ..Pca::default() }))
    };
    models().iter().filter(|s| KINDS.contains(&s.info().kind)).flat_map(of).collect()
}

fn recipe(spec: &bellwether_models::ModelSpec, pca: Pca) -> Reduced {
    Reduced { pca, inner: spec.build() }
}

#[test]
fn components_see_no_future_and_are_the_same_bits_again() {
    let market = Market::planted(4, 90);
    for (spec, pca) in reduced() {
        for target in [target(TargetKind::Close, 1), target(TargetKind::Direction, 5)] {
            let setup = Setup::of(&spec, target);
            let law =
                poison::model(&market, 69, &setup, &|_| Box::new(recipe(&spec, pca)) as Box<dyn Forecaster>);
            law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
            let case = case_of(&spec, &market, target);
            let law = determinism::model(&recipe(&spec, pca), &case, 69);
            law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
        }
    }
}

#[test]
fn they_are_restored_to_the_same_forecasts() {
    let market = Market::random_walk(2, 90);
    for (spec, pca) in reduced() {
        let case = case_of(&spec, &market, target(TargetKind::Close, 1));
        let law = saved::model(&recipe(&spec, pca), &case, 70, &restore);
        law.unwrap_or_else(|e| panic!("{}: {e}", spec.info().kind));
        let fitted =
            recipe(&spec, pca).fit(&case.train_set(70), &bellwether_core::RunContext::new(1)).unwrap();
        let law = saved::damaged(&fitted.to_bytes(), &restore);
        law.unwrap_or_else(|e| panic!("{}: {e}", spec.info().kind));
    }
}

#[test]
fn odd_tables_give_an_error_or_a_finite_forecast() {
    for (spec, pca) in reduced() {
        degenerate::model(&recipe(&spec, pca), &targets()).unwrap_or_else(|e| panic!("{e}"));
    }
}
