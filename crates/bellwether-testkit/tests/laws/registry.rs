//! What is registered is under the laws.

use bellwether_evaluation::metrics::Metric;
use bellwether_evaluation::splits::Split;
use bellwether_features::{PriceFeature, Scaler, TextFeature};
use bellwether_models::ModelSpec;
use bellwether_testkit::{learning, quick, registered};

#[test]
fn lists_hold_every_variant_of_their_type() {
    assert_eq!(registered::<PriceFeature>(), PriceFeature::ALL);
    assert_eq!(registered::<TextFeature>(), TextFeature::ALL);
    assert_eq!(registered::<Metric>(), Metric::ALL);
    assert_eq!(registered::<ModelSpec>(), ModelSpec::all());
    assert_eq!(registered::<Scaler>().len(), 3);
    assert_eq!(registered::<Split>().len(), 7);
}

#[test]
fn names_are_those_of_the_study_file_and_distinct() {
    let mut kinds: Vec<&str> = ModelSpec::all().iter().map(|s| s.info().kind).collect();
    for spec in ModelSpec::all() {
        assert_eq!(serde_json::to_value(&spec).unwrap()["kind"], spec.info().kind);
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), ModelSpec::all().len());
    for feature in PriceFeature::ALL {
        assert_eq!(serde_json::to_value(feature).unwrap(), feature.name());
    }
    for feature in TextFeature::ALL {
        assert_eq!(serde_json::to_value(feature).unwrap(), feature.name());
    }
}

#[test]
fn small_models_stay_models_of_their_kind() {
    for spec in ModelSpec::all() {
        for small in [quick(&spec), learning(&spec)] {
            assert_eq!(small.info().kind, spec.info().kind);
            assert_eq!(small.build().validate(), Ok(()));
        }
        // a forest has no fixed number of weights
        if spec.build().needs().seeded && spec.parameter_count(5).is_some() {
            assert!(
                quick(&spec).parameter_count(5) < spec.parameter_count(5),
                "{} is not smaller",
                spec.info().kind
            );
        }
    }
}
