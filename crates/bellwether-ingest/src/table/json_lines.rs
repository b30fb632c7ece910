//! JSON objects, one a line or in one array. A field of an inner object is named with a dot: `user.followers_count`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Cells, Places, Table, TextColumn};
use crate::{Foreign, IngestError, Place};

pub(crate) struct JsonLines<'a> {
    file: &'a str,
    objects: Objects<'a>,
    names: Vec<String>,
}

enum Objects<'a> {
    Lines(&'a [u8]),
    Array(Vec<Value>),
}

impl<'a> JsonLines<'a> {
    pub(super) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, IngestError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let objects = if bytes.trim_ascii_start().starts_with(b"[") {
            match serde_json::from_slice(bytes) {
                Ok(Value::Array(items)) => Objects::Array(items),
                Ok(_) => {
                    return Err(IngestError::Unsupported { file: file.to_owned(), kind: Foreign::JsonValue });
                }
                Err(e) => {
                    let place = Place::Line(e.line() as u64);
                    return Err(IngestError::Json { file: file.to_owned(), place, reason: Some(e) });
                }
            }
        } else {
            Objects::Lines(bytes)
        };
        let mut this = Self { file, objects, names: Vec::new() };
        let mut seen = BTreeSet::new();
        let mut names = Vec::new();
        this.each(|_, _, object| {
            visit(object, &mut |name, _| {
                if !seen.contains(name) {
                    seen.insert(name.to_owned());
                    names.push(name.to_owned());
                }
            });
        })?;
        this.names = names;
        Ok(this)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn load(&self, wanted: &[usize]) -> Result<Table, IngestError> {
        let mut columns: Vec<_> = wanted.iter().map(|_| TextColumn::default()).collect();
        let (mut lines, mut not_utf8) = (Vec::new(), Vec::new());
        let mut row: Vec<String> = vec![String::new(); wanted.len()];
        self.each(|line, whole, object| {
            row.iter_mut().for_each(String::clear);
            visit(object, &mut |name, value| {
                if let Some(i) = wanted.iter().position(|&w| self.names[w] == name) {
                    write(value, &mut row[i]);
                }
            });
            for (column, value) in columns.iter_mut().zip(&row) {
                column.push(value);
            }
            lines.push(line);
            if !whole {
                not_utf8.push(Place::Line(line));
            }
        })?;
        let rows = lines.len();
        let places =
            if matches!(self.objects, Objects::Array(_)) { Places::Rows } else { Places::Lines(lines) };
        let columns = columns.into_iter().map(Cells::Text).collect();
        Ok(Table { columns, rows, places, too_long: Vec::new(), not_utf8 })
    }

    /// Calls `f` with line, whether the line was UTF-8, and the object.
    fn each(&self, mut f: impl FnMut(u64, bool, &serde_json::Map<String, Value>)) -> Result<(), IngestError> {
        let wrong = |place, reason| IngestError::Json { file: self.file.to_owned(), place, reason };
        match &self.objects {
            Objects::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let object = item.as_object().ok_or_else(|| wrong(Place::Row(i as u64 + 1), None))?;
                    f(i as u64 + 1, true, object);
                }
            }
            Objects::Lines(bytes) => {
                for (i, line) in bytes.split(|&b| b == b'\n').enumerate() {
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    let text = String::from_utf8_lossy(line);
                    let place = Place::Line(i as u64 + 1);
                    let value: Value = serde_json::from_str(&text).map_err(|e| wrong(place, Some(e)))?;
                    let object = value.as_object().ok_or_else(|| wrong(place, None))?;
                    f(i as u64 + 1, matches!(text, std::borrow::Cow::Borrowed(_)), object);
                }
            }
        }
        Ok(())
    }
}

/// Calls `f` with each field's name and value, those of inner objects under a dotted name.
pub(crate) fn visit(object: &serde_json::Map<String, Value>, f: &mut dyn FnMut(&str, &Value)) {
    for (name, value) in object {
        match value {
            Value::Object(inner) => {
                for (key, value) in inner {
                    f(&format!("{name}.{key}"), value);
                }
            }
            _ => f(name, value),
        }
    }
}

/// A value as text: a list of texts (the tokens of a post) is joined by spaces; null is empty.
pub(crate) fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                write(item, out);
            }
        }
        Value::Object(_) => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}
