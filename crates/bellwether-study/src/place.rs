//! Where in a study file something is wrong: the key and the line.

use bellwether_core::FitError;
use bellwether_models::ModelSpec;
use serde::Deserialize;
use toml::{Table, Value};

use crate::{ConfigError, StudyConfig};

/// The parser's message with the key that it is about in front, where it names none itself: of a model's table it knows
/// the whole only.
pub(crate) fn with_key(model: &Table, message: &str) -> String {
    if !message.starts_with("invalid ") {
        return message.to_owned();
    }
    let fails = |table: &Table| ModelSpec::deserialize(table.clone()).is_err_and(|e| e.message() == message);
    let kind = model.get("kind").cloned();
    let alone = |key: &str, value: Value| {
        let mut table = Table::new();
        table.extend(kind.clone().map(|kind| ("kind".to_owned(), kind)));
        table.insert(key.to_owned(), value);
        table
    };
    let Some((key, value)) = model
        .iter()
        .filter(|(key, _)| *key != "kind")
        .find(|(key, value)| fails(&alone(key, (*value).clone())))
    else {
        return message.to_owned();
    };
    // the key within a table of the model's
    let inner = value.as_table().and_then(|table| {
        let inner_kind = table.get("kind").map(|kind| ("kind".to_owned(), kind.clone()));
        table.iter().find(|(name, value)| {
            let mut one = Table::new();
            one.extend(inner_kind.clone());
            one.insert((*name).clone(), (*value).clone());
            fails(&alone(key, Value::Table(one)))
        })
    });
    match inner {
        Some((inner, _)) => format!("`{key}.{inner}`: {message}"),
        None => format!("`{key}`: {message}"),
    }
}

/// The kinds that a table can have, behind a message that it has none; `from` begins with the table's heading.
pub(crate) fn with_kinds(message: String, from: &str) -> String {
    let heading = from.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (Some((table, _)), "missing key `kind`") = (heading, message.as_str()) else { return message };
    let schema = StudyConfig::schema();
    let section = schema.pointer(&format!("/properties/{table}"));
    let reference = section.and_then(|s| s.get("$ref")?.as_str()?.strip_prefix('#'));
    let forms =
        reference.and_then(|path| schema.pointer(path)).or(section).and_then(|s| s.get("oneOf")?.as_array());
    let kinds: Vec<String> = forms
        .into_iter()
        .flatten()
        .filter_map(|form| Some(format!("\"{}\"", form.pointer("/properties/kind/const")?.as_str()?)))
        .collect();
    if kinds.is_empty() { message } else { format!("{message}, one of {}", kinds.join(", ")) }
}

/// The error with the line of the model, and of its parameter where it is written; `labels` are those of the file's
/// models, in its order.
pub(crate) fn with_line(error: ConfigError, labels: &[String], text: &str) -> ConfigError {
    let ConfigError::Model { model, line: None, source } = error else { return error };
    let line = line_of(&model, &source, labels, text);
    ConfigError::Model { model, line, source }
}

fn line_of(model: &str, source: &FitError, labels: &[String], text: &str) -> Option<usize> {
    let headings: Vec<usize> = text.match_indices("[[models]]").map(|(at, _)| at).collect();
    let position = labels.iter().position(|label| label == model)?;
    // models in one list have no headings
    let start = *headings.get(position).filter(|_| headings.len() == labels.len())?;
    let end = headings.get(position + 1).copied().unwrap_or(text.len());
    let written = match source {
        FitError::Parameter { parameter, .. } => {
            find_word(&text[start..end], parameter.rsplit('.').next().unwrap_or(parameter))
        }
        _ => None,
    };
    let at = start + written.unwrap_or(0);
    Some(text[..at].matches('\n').count() + 1)
}

/// Where a whole word stands first.
pub(crate) fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word).map(|(i, _)| i).find(|&i| {
        !text[..i].chars().next_back().is_some_and(is_word)
            && !text[i + word.len()..].chars().next().is_some_and(is_word)
    })
}
