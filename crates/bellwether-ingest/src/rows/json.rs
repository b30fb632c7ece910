//! JSON objects, one a line or in one array, one at a time.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read};

use bellwether_core::FindingKind;
use serde_json::{Map, Value};

use super::input::{Failure, Input};
use super::{LONGEST_ROW, Next, Rows};
use crate::table::{visit, write};
use crate::tally::Tally;
use crate::{IngestError, Place};

/// The columns are those of the first objects.
const OBJECTS_FOR_NAMES: usize = 1000;
const BYTES_FOR_NAMES: usize = 4 << 20;

pub(super) struct JsonRows {
    objects: Objects,
    /// Read already, for the columns' names.
    ahead: VecDeque<Object>,
    names: Vec<String>,
    /// The names that are read, in the order of the batch's columns.
    wanted: Vec<String>,
    values: Vec<String>,
    known: BTreeSet<String>,
    text_only: bool,
}

struct Object {
    line: u64,
    is_utf8: bool,
    fields: Map<String, Value>,
}

impl std::fmt::Debug for JsonRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonRows").field("names", &self.names).finish_non_exhaustive()
    }
}

impl JsonRows {
    pub(super) fn open(input: Input) -> Result<Self, IngestError> {
        let is_array = input.head().trim_ascii_start().starts_with(b"[");
        let form = if is_array { Form::Array } else { Form::Lines };
        let (reader, failure) = input.into_reader();
        let reader = BufReader::with_capacity(1 << 16, reader);
        let mut objects = Objects { reader, failure, form, line: 1, buffer: Vec::new() };
        let (mut ahead, mut names, mut known) = (VecDeque::new(), Vec::new(), BTreeSet::new());
        let mut bytes = 0;
        while ahead.len() < OBJECTS_FOR_NAMES && bytes < BYTES_FOR_NAMES {
            let Some(object) = objects.next()? else { break };
            bytes += objects.buffer.len();
            visit(&object.fields, &mut |name, _| {
                if known.insert(name.to_owned()) {
                    names.push(name.to_owned());
                }
            });
            ahead.push_back(object);
        }
        Ok(Self { objects, ahead, names, wanted: Vec::new(), values: Vec::new(), known, text_only: false })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn choose(&mut self, wanted: &[usize]) {
        self.wanted = wanted.iter().map(|&c| self.names[c].clone()).collect();
        self.values = vec![String::new(); wanted.len()];
        self.text_only = wanted.len() < self.names.len();
    }

    pub(super) fn next(&mut self, batch: &mut Rows, tally: &mut Tally) -> Result<Next, IngestError> {
        let object = match self.ahead.pop_front() {
            Some(object) => object,
            None => match self.objects.next()? {
                Some(object) => object,
                None => return Ok(Next::End),
            },
        };
        let Self { wanted, values, known, text_only, .. } = self;
        values.iter_mut().for_each(String::clear);
        let place = Place::Line(object.line);
        visit(&object.fields, &mut |name, value| {
            if let Some(i) = wanted.iter().position(|w| w == name) {
                write(value, &mut values[i]);
            } else if !*text_only && known.insert(name.to_owned()) {
                let example = || format!("`{name}`, which is not in the first objects but at {place}");
                tally.add(FindingKind::UnusedColumns, None, None, example);
            }
        });
        for (column, value) in batch.columns.iter_mut().zip(values) {
            column.push(value);
            batch.bytes += value.len();
        }
        if !object.is_utf8 {
            tally.add(FindingKind::BrokenText, None, None, || place.to_string());
        }
        Ok(Next::Row)
    }
}

struct Objects {
    reader: BufReader<Box<dyn Read + Send>>,
    failure: Failure,
    form: Form,
    /// The line that comes next.
    line: u64,
    buffer: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Lines,
    /// An array whose bracket is not read yet.
    Array,
    InArray,
    /// Behind an array.
    Ended,
}

impl Objects {
    fn next(&mut self) -> Result<Option<Object>, IngestError> {
        self.buffer.clear();
        let line = if self.form == Form::Lines { self.next_line()? } else { self.next_of_array()? };
        let Some(line) = line else { return Ok(None) };
        let text = String::from_utf8_lossy(&self.buffer);
        let value: Value = serde_json::from_str(&text).map_err(|e| self.wrong(line, Some(e)))?;
        let Value::Object(fields) = value else { return Err(self.wrong(line, None)) };
        let is_utf8 = matches!(text, std::borrow::Cow::Borrowed(_));
        Ok(Some(Object { line, is_utf8, fields }))
    }

    fn wrong(&self, line: u64, reason: Option<serde_json::Error>) -> IngestError {
        IngestError::Json { file: self.failure.file(), place: Place::Line(line), reason }
    }

    /// Reads the next line that is not blank into the buffer.
    fn next_line(&mut self) -> Result<Option<u64>, IngestError> {
        loop {
            self.buffer.clear();
            let mut limited = self.reader.by_ref().take(LONGEST_ROW);
            let read = limited.read_until(b'\n', &mut self.buffer).map_err(|e| self.failure.of(e))?;
            let line = self.line;
            self.line += 1;
            if read == 0 {
                return Ok(None);
            }
            if read as u64 == LONGEST_ROW {
                return Err(self.too_long(line));
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// Reads the next item of an array into the buffer: what stands between the commas outside of brackets and quotes.
    fn next_of_array(&mut self) -> Result<Option<u64>, IngestError> {
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        let mut start = self.line;
        let mut item_ends = false;
        while !item_ends {
            let bytes = self.reader.fill_buf().map_err(|e| self.failure.of(e))?;
            if bytes.is_empty() {
                // the file ends behind the array, or within it
                return if self.form == Form::Ended { Ok(None) } else { Err(self.wrong(self.line, None)) };
            }
            let mut used = 0;
            for &byte in bytes {
                used += 1;
                self.line += u64::from(byte == b'\n');
                if in_text {
                    (in_text, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
                    self.buffer.push(byte);
                    continue;
                }
                match (byte, self.form) {
                    _ if self.buffer.is_empty() && byte.is_ascii_whitespace() => continue,
                    (b'[', Form::Array) => {
                        self.form = Form::InArray;
                        continue;
                    }
                    (b']' | b',', Form::InArray) if depth == 0 => {
                        if byte == b']' {
                            self.form = Form::Ended;
                        }
                        item_ends = !self.buffer.is_empty();
                        if item_ends {
                            break;
                        }
                        continue;
                    }
                    (_, Form::Ended) => {
                        let line = self.line;
                        return Err(self.wrong(line, None));
                    }
                    (b'"', _) => in_text = true,
                    (b'{' | b'[', _) => depth += 1,
                    (b'}' | b']', _) => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if self.buffer.is_empty() {
                    start = self.line;
                }
                self.buffer.push(byte);
            }
            self.reader.consume(used);
            if self.buffer.len() as u64 > LONGEST_ROW {
                return Err(self.too_long(start));
            }
        }
        Ok(Some(start))
    }

    fn too_long(&self, line: u64) -> IngestError {
        IngestError::RowTooLong { file: self.failure.file(), place: Place::Line(line), limit: LONGEST_ROW }
    }
}
