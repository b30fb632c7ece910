//! A setting that is written as its kind alone, or as a table with `kind` and values of its own.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserializer, Serialize, Serializer};

/// For the schema: either form.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it stands for the two forms in the schema alone")]
pub(crate) enum KindOrTable<T> {
    /// The kind, with its defaults.
    Kind(String),
    /// The kind and values of its own.
    Table(T),
}

/// The kind alone where nothing but its defaults would stand beside it.
pub(crate) fn serialize<T, S>(value: &T, output: S) -> Result<S::Ok, S::Error>
where
    T: Serialize + DeserializeOwned + PartialEq,
    S: Serializer,
{
    let written = serde_json::to_value(value).map_err(S::Error::custom)?;
    let kind = written.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default();
    let bare: Result<T, _> = serde_json::from_value(serde_json::json!({ "kind": kind }));
    if bare.is_ok_and(|bare| bare == *value) { output.serialize_str(kind) } else { value.serialize(output) }
}

pub(crate) fn deserialize<'de, T, D>(input: D) -> Result<T, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    input.deserialize_any(Either(PhantomData))
}

struct Either<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Either<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a kind, or a table with a `kind`")
    }

    fn visit_str<E: serde::de::Error>(self, kind: &str) -> Result<T, E> {
        let table = std::iter::once(("kind", kind));
        T::deserialize(MapDeserializer::<_, serde::de::value::Error>::new(table))
            .map_err(|e| E::custom(e.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(table)).map_err(|e| A::Error::custom(e.to_string()))
    }
}
