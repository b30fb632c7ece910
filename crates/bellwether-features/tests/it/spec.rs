//! Names, configuration and validation.

use bellwether_features::{FeatureError, Fill, FrameSpec, NoPosts, PriceFeature, Scaler, TextFeature};
use serde_json::json;

#[test]
fn names_are_what_a_configuration_says() {
    for feature in PriceFeature::ALL {
        assert_eq!(serde_json::to_value(feature).unwrap(), json!(feature.name()));
        assert!(!feature.formula().is_empty() && !feature.source().is_empty());
        assert_eq!(feature.to_string(), feature.name());
    }
    for feature in TextFeature::ALL {
        assert_eq!(serde_json::to_value(feature).unwrap(), json!(feature.name()));
        assert!(!feature.formula().is_empty() && !feature.source().is_empty());
        assert_eq!(feature.warm_up(), 0);
    }
}

#[test]
fn no_variant_is_left_out_of_all() {
    let schema = |s: schemars::Schema| s.as_value()["oneOf"].as_array().unwrap().len();
    assert_eq!(schema(schemars::schema_for!(PriceFeature)), PriceFeature::ALL.len());
    assert_eq!(schema(schemars::schema_for!(TextFeature)), TextFeature::ALL.len());
}

#[test]
fn a_specification_reads_back() {
    let text = json!({
        "price": ["close", "ma7", "log-return"],
        "text": ["score", "post-count"],
        "scorer": "vader",
        "no_posts": "carry",
        "decomposition": "window",
        "fill": "forward",
    });
    let spec: FrameSpec = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(spec.no_posts, NoPosts::Carry);
    assert_eq!(spec.fill, Fill::Forward);
    assert_eq!(spec.names().collect::<Vec<_>>(), ["close", "ma7", "log-return", "score", "post-count"]);
    assert_eq!(spec.validate(), Ok(()));
    assert_eq!(serde_json::to_value(&spec).unwrap(), text);
    assert!(serde_json::from_value::<FrameSpec>(json!({ "prices": ["close"] })).is_err());
    assert!(serde_json::from_value::<FrameSpec>(json!({ "price": ["rsi"] })).is_err());
    assert_eq!(serde_json::to_value(Scaler::default()).unwrap(), json!("min-max"));
}

#[test]
fn what_cannot_be_built_is_refused() {
    let spec = FrameSpec::default();
    assert_eq!(spec.validate(), Err(FeatureError::NoColumns));
    let spec = FrameSpec {
        price: vec![PriceFeature::Ma7, PriceFeature::Close, PriceFeature::Ma7],
        ..FrameSpec::default()
    };
    assert_eq!(spec.validate(), Err(FeatureError::DuplicateColumn { name: "ma7", count: 2 }));
    let spec = FrameSpec { text: vec![TextFeature::Score], scorer: " ".to_owned(), ..FrameSpec::default() };
    assert_eq!(spec.validate(), Err(FeatureError::ScorerNotNamed { feature: "score" }));
}
