//! One model's parameters, from the schema of study files: the documentation that cannot fall behind the code.

use bellwether_study::StudyConfig;
use serde_json::{Map, Value};

use crate::cli::table::wrap;

/// The model as a `[[models]]` table with every parameter, its meaning above it.
pub(crate) fn page(kind: &str, summary: &str, source: &str, defaults: &Value, width: usize) -> String {
    let schema = StudyConfig::schema();
    let mut out = String::new();
    comment(&mut out, &format!("{summary} ({source})"), width);
    out.push_str("[[models]]\n");
    out.push_str(&format!("kind = \"{kind}\"\n"));
    if let Some(model) = find_model(&schema, kind) {
        parameters(&mut out, &schema, model, defaults, "", width);
    }
    out
}

/// The schema of the table whose `kind` is this.
fn find_model<'a>(schema: &'a Value, kind: &str) -> Option<&'a Value> {
    match schema {
        Value::Object(map) => {
            let is_kind = |v: &Value| v.pointer("/properties/kind/const").and_then(Value::as_str) == Some(kind);
            if is_kind(schema) { Some(schema) } else { map.values().find_map(|v| find_model(v, kind)) }
        }
        Value::Array(items) => items.iter().find_map(|v| find_model(v, kind)),
        _ => None,
    }
}

/// Follows `$ref`.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?));
    target.unwrap_or(schema)
}

fn properties<'a>(root: &'a Value, schema: &'a Value) -> Option<&'a Map<String, Value>> {
    let own = schema.get("properties").and_then(Value::as_object);
    let is_parameters = own.is_some_and(|p| p.keys().any(|k| k != "kind"));
    if is_parameters { own } else { resolve(root, schema).get("properties").and_then(Value::as_object) }
}

fn parameters(out: &mut String, root: &Value, schema: &Value, defaults: &Value, prefix: &str, width: usize) {
    let Some(properties) = properties(root, schema) else { return };
    let Some(defaults) = defaults.as_object() else { return };
    for (key, value) in defaults.iter().filter(|(key, _)| *key != "kind") {
        let Some(property) = properties.get(key) else { continue };
        let text = property.get("description").or_else(|| resolve(root, property).get("description"));
        out.push('\n');
        comment(out, text.and_then(Value::as_str).unwrap_or_default(), width);
        if value.is_object() && properties_of_table(root, property) {
            parameters(out, root, resolve(root, property), value, &format!("{prefix}{key}."), width);
        } else {
            let value = inline(value);
            out.push_str(&format!("{prefix}{key} = {value}\n"));
        }
    }
}

fn properties_of_table(root: &Value, property: &Value) -> bool {
    resolve(root, property).get("properties").is_some()
}

/// A value as TOML writes it on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let parts: Vec<String> = map.iter().map(|(k, v)| format!("{k} = {}", inline(v))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn comment(out: &mut String, text: &str, width: usize) {
    for line in wrap(text, width.saturating_sub(2).max(20)) {
        out.push_str(&format!("# {line}").trim_end().to_owned());
        out.push('\n');
    }
}
