//! One model's parameters: its defaults as a study file writes them, with the documentation of the schema above each.
//! Both come from the code that reads study files, so that neither can fall behind it.

use std::fmt::Write;
use std::path::Path;

use bellwether_models::{ModelSpec, Published};
use bellwether_study::{ConfigError, StudyConfig};
use serde_json::Value;

use super::choices::{self, resolve};
use crate::cli::table::wrap;

/// Keys that stand beside any model's own where they go with it, with an example of each.
const OF_ANY_MODEL: [(&str, &str); 3] = [
    ("scope", "scope = \"global\""),
    ("intervals", "intervals = { kind = \"garch\" }"),
    ("pca", "pca = { components = 8 }"),
];

/// Whether a study of closes takes a model with such a key.
fn goes_with(kind: &str, key: &str, example: &str) -> bool {
    let sees_columns = |spec: &ModelSpec| {
        let needs = spec.build().needs();
        needs.features && needs.text
    };
    if key == "pca" && !ModelSpec::all().iter().any(|spec| spec.info().kind == kind && sees_columns(spec)) {
        return false;
    }
    let study = format!(
        "study.name = \"x\"\ndata.prices = \"x\"\nmodels = [{{ kind = \"{kind}\", name = \"x\", {example} }}]"
    );
    StudyConfig::parse(&study, Path::new("models")).is_ok()
}

/// The model as a `[[models]]` table with every parameter, its meaning above it; what is said of the model comes first, a
/// paragraph each.
pub(crate) fn page(kind: &str, said: &[String], width: usize) -> Result<String, ConfigError> {
    let schema = StudyConfig::schema();
    let root = &schema;
    let model = find_model(root, kind).unwrap_or(&Value::Null);
    let mut table = model;
    let mut out: String = said.iter().map(|text| comment(text, width)).collect();
    for line in defaults(kind)?.lines() {
        if let Some(name) = line.strip_prefix("[models.").and_then(|l| l.strip_suffix(']')) {
            table = name.split('.').fold(model, |table, key| property(root, table, key));
            out.push_str(&comment(&described(root, table), width));
        } else if let Some((key, value)) = line.split_once(" = ") {
            if key == "kind" {
                table = variant(root, table, value.trim_matches('"'));
            } else {
                let _ = write!(out, "\n{}", comment(&described(root, property(root, table, key)), width));
            }
        }
        let _ = writeln!(out, "{line}");
    }
    let entry = root.pointer("/$defs/ModelEntry").unwrap_or(&Value::Null);
    for (key, text) in unset(root, model, &defaults(kind)?) {
        let _ = write!(out, "\n{}# {key} = …\n", comment(&format!("{text} Not set."), width));
    }
    for (key, example) in OF_ANY_MODEL.iter().filter(|(key, example)| goes_with(kind, key, example)) {
        let text = described(root, property(root, entry, key));
        let _ = write!(out, "\n{}# {example}\n", comment(&text, width));
    }
    for Published { paper, preset, spec, beside } in ModelSpec::presets(kind) {
        let settings = differences(&spec);
        let text = if settings.is_empty() { "the defaults".to_owned() } else { settings };
        let beside = if beside.is_empty() { String::new() } else { format!("; {beside}") };
        let text = format!("preset = \"{preset}\", as in the {paper}: {text}{beside}");
        let _ = write!(out, "\n{}", comment(&text, width));
    }
    Ok(out)
}

/// Parameters that have no value by default, and so do not stand in the table, with their meaning and fields.
fn unset(root: &Value, model: &Value, table: &str) -> Vec<(String, String)> {
    let properties = resolve(root, model).get("properties").or_else(|| model.get("properties"));
    let keys = properties.and_then(Value::as_object).into_iter().flatten();
    let stands = |key: &str| {
        let starts = [format!("{key} = "), format!("[models.{key}]")];
        table.lines().any(|line| starts.iter().any(|start| line.starts_with(start.as_str())))
    };
    keys.filter(|(key, _)| *key != "kind" && !stands(key))
        .map(|(key, schema)| {
            let inner =
                schema.get("anyOf").and_then(|any| any.get(0)).map_or(schema, |one| resolve(root, one));
            let fields = inner.get("properties").and_then(Value::as_object);
            let fields: Vec<&str> = fields.into_iter().flatten().map(|(field, _)| field.as_str()).collect();
            let text = described(root, schema);
            let fields =
                if fields.is_empty() { String::new() } else { format!(" Fields: {}.", fields.join(", ")) };
            (key.clone(), text + &fields)
        })
        .collect()
}

/// What a spec sets that its defaults have otherwise, as a study file writes it.
fn differences(spec: &ModelSpec) -> String {
    let of = |spec: &ModelSpec| serde_json::to_value(spec).unwrap_or_default();
    let default = ModelSpec::all().into_iter().find(|d| d.info().kind == spec.info().kind);
    let mut out = Vec::new();
    changed("", &of(spec), &default.as_ref().map(of).unwrap_or_default(), &mut out);
    out.join(", ")
}

fn changed(prefix: &str, value: &Value, default: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let prefix = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                changed(&prefix, value, default.get(key).unwrap_or(&Value::Null), out);
            }
        }
        value if value != default => out.push(format!("{prefix} = {value}")),
        _ => {}
    }
}

/// The `[[models]]` table with all defaults written out.
fn defaults(kind: &str) -> Result<String, ConfigError> {
    let study = format!(
        "study.name = \"x\"\ndata.prices = \"x\"\ntarget.kind = \"direction\"\nmodels = [{{ kind = \"{kind}\" }}]"
    );
    let settings = StudyConfig::parse(&study, Path::new("models"))?.to_toml();
    let own = settings.split("[[models]]").find(|part| part.contains(&format!("kind = \"{kind}\"\n")));
    let lines =
        own.unwrap_or_default().lines().take_while(|l| !l.starts_with('[') || l.starts_with("[models."));
    Ok(format!("[[models]]{}", lines.collect::<Vec<_>>().join("\n").trim_end()))
}

/// The schema of the table whose `kind` is this.
fn find_model<'a>(schema: &'a Value, kind: &str) -> Option<&'a Value> {
    match schema {
        Value::Object(map) => {
            let is_kind =
                |v: &Value| v.pointer("/properties/kind/const").and_then(Value::as_str) == Some(kind);
            if is_kind(schema) { Some(schema) } else { map.values().find_map(|v| find_model(v, kind)) }
        }
        Value::Array(items) => items.iter().find_map(|v| find_model(v, kind)),
        _ => None,
    }
}

/// A key's schema in a table's, which may be given by reference; null when there is none.
fn property<'a>(root: &'a Value, table: &'a Value, key: &str) -> &'a Value {
    let tables = [table, resolve(root, table)];
    tables.iter().find_map(|t| t.get("properties")?.get(key)).unwrap_or(&Value::Null)
}

/// The form of a table that is of this kind; the table itself where it has one form.
fn variant<'a>(root: &'a Value, table: &'a Value, kind: &str) -> &'a Value {
    let forms = resolve(root, table).get("oneOf").and_then(Value::as_array);
    let is_kind =
        |form: &&Value| form.pointer("/properties/kind/const").and_then(Value::as_str) == Some(kind);
    forms.and_then(|forms| forms.iter().find(is_kind)).unwrap_or(table)
}

fn description(root: &Value, schema: &Value) -> String {
    let own = schema.get("description").or_else(|| resolve(root, schema).get("description"));
    own.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What a key means and what it may be.
fn described(root: &Value, schema: &Value) -> String {
    let choices = choices::sentence(&choices::choices(root, schema));
    format!("{} {choices}", description(root, schema)).trim().to_owned()
}

/// The text as comment lines; none for no text.
fn comment(text: &str, width: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    let lines = wrap(text, width.saturating_sub(2).max(20));
    lines.iter().fold(String::new(), |out, line| out + "# " + line + "\n")
}
