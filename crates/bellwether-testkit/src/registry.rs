//! What is registered, read from the types themselves.

use bellwether_models::ModelSpec;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Every variant of a closed enum, from its JSON schema; variants with parameters have their defaults.
///
/// ```
/// use bellwether_features::Scaler;
/// use bellwether_testkit::registered;
/// assert_eq!(registered::<Scaler>(), [Scaler::None, Scaler::MinMax, Scaler::Standard]);
/// ```
///
/// # Panics
/// When the schema is not that of an enum whose variants can be built from their tag alone: such an item needs a
/// loop of its own.
pub fn registered<T: JsonSchema + DeserializeOwned>() -> Vec<T> {
    let schema = schemars::schema_for!(T).to_value();
    let values = match schema.get("oneOf").and_then(Value::as_array) {
        Some(variants) => variants.iter().flat_map(tags).collect(),
        None => tags(&schema),
    };
    assert!(!values.is_empty(), "no variants in {schema}");
    let build = |value: Value| {
        serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{value} cannot be built: {e}"))
    };
    values.into_iter().map(build).collect()
}

/// The values that name the variants of one branch of a schema.
fn tags(branch: &Value) -> Vec<Value> {
    if let Some(one) = branch.get("const") {
        return vec![one.clone()];
    }
    if let Some(several) = branch.get("enum").and_then(Value::as_array) {
        return several.clone();
    }
    let properties = branch.get("properties").and_then(Value::as_object);
    let tagged = |(key, value): (&String, &Value)| Some(json!({ key.as_str(): value.get("const")? }));
    properties.into_iter().flatten().find_map(tagged).into_iter().collect()
}

/// The model with some settings changed, by JSON pointer, where it has them; one value for a list is for each of its
/// items, and a number is not for a switch of the same name, nor a switch for a number.
///
/// # Panics
/// When a value does not fit its setting.
pub fn with_settings(spec: &ModelSpec, settings: &[(&str, Value)]) -> ModelSpec {
    let mut value = serde_json::to_value(spec).expect("specs are plain data");
    for (pointer, setting) in settings {
        if let Some(slot) = value.pointer_mut(pointer) {
            match slot {
                Value::Bool(_) if !setting.is_boolean() => {}
                Value::Number(_) if setting.is_boolean() => {}
                Value::Array(items) if !setting.is_array() => items.fill(setting.clone()),
                one => *one = setting.clone(),
            }
        }
    }
    serde_json::from_value(value).expect("the settings fit")
}

/// The model made small, for laws about bits: few epochs, few units, windows of 5 rows at most.
/// It need not learn anything.
pub fn quick(spec: &ModelSpec) -> ModelSpec {
    let settings = [
        ("/training/epochs", json!(2)),
        ("/training/batch", json!(16)),
        ("/trees", json!(8)),
        ("/boosting/trees", json!(4)),
        ("/draws", json!(8)),
    ];
    let small = with_sizes(&with_settings(spec, &settings), 4);
    let long = small.build().needs().lookback > 5;
    if long { with_settings(&small, &[("/lookback", json!(5))]) } else { small }
}

/// The model as small as it can be and still learn, for laws about skill.
///
/// Without pooling: the greater of two neighbouring rows does not tell which was the newer, and what is planted is in the
/// newest alone. At this size a convolution finds some .7 of the variance without and .45 with it.
pub fn learning(spec: &ModelSpec) -> ModelSpec {
    let settings = [
        ("/training/epochs", json!(60)),
        ("/training/learning-rate", json!(0.01)),
        ("/scaler", json!("standard")),
        ("/trees", json!(60)),
        ("/boosting/trees", json!(60)),
        ("/pool", json!(0)),
        // the pure game takes other settings than these, and has laws of its own
        ("/training/reconstruction", json!(1.0)),
    ];
    // these weigh all inputs the same, and older rows are but noise to them
    let alike = matches!(spec, ModelSpec::NearestNeighbours(_) | ModelSpec::GaussianNaiveBayes(_));
    let spec = if alike { &with_settings(spec, &[("/lookback", json!(1))]) } else { spec };
    with_sizes(&with_settings(spec, &settings), 16)
}

/// With layers of this size, and pictures of 12 x 12 that two convolutions fit into.
fn with_sizes(spec: &ModelSpec, size: usize) -> ModelSpec {
    let layers =
        ["units", "filters", "dense", "mapping", "embedding", "feed-forward", "key-dim", "discriminator"];
    let layers: Vec<(String, Value)> = layers.iter().map(|name| (format!("/{name}"), json!(size))).collect();
    let mut settings: Vec<(&str, Value)> =
        layers.iter().map(|(name, v)| (name.as_str(), v.clone())).collect();
    settings.extend([
        ("/heads", json!(2)),
        ("/window", json!(8)),
        ("/modes", json!(2)),
        ("/pairs", json!(2)),
        ("/picture/days", json!(4)),
        ("/picture/width", json!(12)),
        ("/picture/height", json!(12)),
        ("/picture-filters", json!([size, size])),
    ]);
    let small = with_settings(spec, &settings);
    let has_list = matches!(small, ModelSpec::CandleCnn(_));
    if has_list { with_settings(&small, &[("/filters", json!([size, size]))]) } else { small }
}
