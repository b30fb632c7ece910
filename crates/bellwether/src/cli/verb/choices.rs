//! What a key of a study file may be, from its schema.

use serde_json::Value;

/// The words, or forms of tables, that a key takes; empty for one that takes any number or text.
pub(crate) fn choices(root: &Value, schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    gather(root, schema, &mut out);
    // one word is no choice
    if out.len() < 2 { Vec::new() } else { out }
}

fn gather(root: &Value, schema: &Value, out: &mut Vec<String>) {
    let schema = resolve(root, schema);
    let mut add = |text: String| {
        if !out.contains(&text) {
            out.push(text);
        }
    };
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return add(word.to_owned());
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.iter().filter_map(Value::as_str).for_each(|word| add(word.to_owned()));
    }
    if let Some(kind) = schema.pointer("/properties/kind/const").and_then(Value::as_str) {
        return add(format!("{{ kind = \"{kind}\" }}"));
    }
    let variants = ["oneOf", "anyOf"].iter().find_map(|of| schema.get(of)?.as_array());
    if let Some(variants) = variants {
        return variants.iter().for_each(|variant| gather(root, variant, out));
    }
    match schema.get("required").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => add(format!("{{ {} = … }}", only.as_str().unwrap_or_default())),
        _ => match schema.get("type").and_then(Value::as_str) {
            Some("integer") => add("a whole number".to_owned()),
            Some("number") => add("a number".to_owned()),
            _ => {}
        },
    }
}

/// `One of a, b, c.`; empty where there is no choice.
pub(crate) fn sentence(choices: &[String]) -> String {
    if choices.is_empty() { String::new() } else { format!("One of {}.", choices.join(", ")) }
}

/// What `$ref` points to.
pub(crate) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?));
    target.unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_tables_and_numbers_are_told_apart() {
        let root = json!({ "$defs": { "Side": { "oneOf": [
            { "const": "left", "type": "string" },
            { "properties": { "kind": { "const": "between" } }, "required": ["kind"] },
            { "properties": { "rows": { "type": "integer" } }, "required": ["rows"] },
            { "type": "number" },
            { "type": "null" },
        ] } } });
        let side = json!({ "$ref": "#/$defs/Side" });
        assert_eq!(
            sentence(&choices(&root, &side)),
            "One of left, { kind = \"between\" }, { rows = … }, a number."
        );
        assert!(choices(&root, &json!({ "type": "integer" })).is_empty());
        assert!(choices(&root, &json!({ "const": "only" })).is_empty());
    }
}
