//! Names, configuration and validation.

use bellwether_features::{
    FeatureError, Fill, Followers, FrameSpec, NoPosts, PriceFeature, Scaler, TextFeature, TextSettings, Week,
};
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
        let settings = TextSettings::default();
        assert!(feature.warm_up(&settings) <= settings.norm_window);
        let later = [TextFeature::EngagementWeighted, TextFeature::FollowerWeighted];
        assert_eq!(feature.sees_future(&settings), later.contains(&feature), "{feature}");
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
        "series": ["gdp"],
        "no_posts": "carry",
        "text_settings": {
            "class-thresholds": [0.1, 0.4], "half-life": 3.0, "norm-window": 10, "week": "running", "followers": "at-post",
        },
        "decomposition": "window",
        "fill": "forward",
    });
    let spec: FrameSpec = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(spec.no_posts, NoPosts::Carry);
    assert_eq!(spec.fill, Fill::Forward);
    assert_eq!(
        spec.names().collect::<Vec<_>>(),
        ["close", "ma7", "log-return", "gdp", "score", "post-count"]
    );
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
    assert_eq!(spec.validate(), Err(FeatureError::DuplicateColumn { name: "ma7".to_owned(), count: 2 }));
    let close = || FrameSpec { price: vec![PriceFeature::Close], ..FrameSpec::default() };
    let spec = FrameSpec { series: vec!["close".to_owned()], ..close() };
    assert_eq!(spec.validate(), Err(FeatureError::DuplicateColumn { name: "close".to_owned(), count: 2 }));
    let fine = TextSettings::default();
    for (settings, setting) in [
        (TextSettings { class_thresholds: [0.5, 0.5], ..fine }, "class-thresholds"),
        (TextSettings { class_thresholds: [0.0, 0.5], ..fine }, "class-thresholds"),
        (TextSettings { class_thresholds: [0.1, f64::NAN], ..fine }, "class-thresholds"),
        (TextSettings { half_life: 0.0, ..fine }, "half-life"),
        (TextSettings { half_life: f64::INFINITY, ..fine }, "half-life"),
        (TextSettings { norm_window: 1, ..fine }, "norm-window"),
    ] {
        let error = FrameSpec { text_settings: settings, ..close() }.validate().unwrap_err();
        assert!(error.to_string().contains(&format!("`{setting}`")), "{error}");
    }
    let at_post = TextSettings { followers: Followers::AtPost, ..fine };
    assert!(!TextFeature::FollowerWeighted.sees_future(&at_post));
    assert!(TextFeature::WeeklyMean.sees_future(&TextSettings { week: Week::Running, ..fine }));
    let spec = FrameSpec { text: vec![TextFeature::Score], scorer: " ".to_owned(), ..FrameSpec::default() };
    assert_eq!(spec.validate(), Err(FeatureError::ScorerNotNamed { feature: "score" }));
}
