//! The neutral table that every file format is read into: named, typed columns, and where each row stands.

mod delimited;
mod json_lines;
mod parquet_file;
mod text;

use bellwether_core::{Date, Timestamp};
use jiff::civil::DateTime;

use crate::layout::Format;
use crate::source::Source;
use crate::{Foreign, IngestError, Place};
use delimited::Delimited;
pub(crate) use delimited::separator;
use json_lines::JsonLines;
pub(crate) use json_lines::{visit, write};
use parquet_file::ParquetFile;
pub(crate) use parquet_file::{ColumnStream, guarded};
pub(crate) use text::TextColumn;

/// One column's values. A missing text is empty, a missing float NaN.
#[derive(Debug)]
pub(crate) enum Cells {
    Text(TextColumn),
    Float(Vec<f64>),
    Int(Vec<Option<i64>>),
    Date(Vec<Option<Date>>),
    /// A date and time without a zone.
    Local(Vec<Option<DateTime>>),
    /// An instant; its zone is not kept.
    Instant(Vec<Option<Timestamp>>),
    /// A type that no role can use.
    Other(&'static str),
}

impl Cells {
    /// What it holds, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Float(_) => "floating-point numbers",
            Self::Int(_) => "whole numbers",
            Self::Date(_) => "dates",
            Self::Local(_) | Self::Instant(_) => "times",
            Self::Other(kind) => kind,
        }
    }

    /// How many values; `None` for a type that is not read.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Self::Text(c) => Some(c.len()),
            Self::Float(c) => Some(c.len()),
            Self::Int(c) => Some(c.len()),
            Self::Date(c) => Some(c.len()),
            Self::Local(c) => Some(c.len()),
            Self::Instant(c) => Some(c.len()),
            Self::Other(_) => None,
        }
    }

    /// Appends one value as text; a missing one is empty.
    pub(crate) fn write(&self, row: usize, out: &mut TextColumn) {
        let shown = |value: Option<&dyn std::fmt::Display>| value.map_or(String::new(), ToString::to_string);
        match self {
            Self::Text(c) => out.push(c.get(row)),
            Self::Float(c) => out.push(&shown(Some(&c[row]).filter(|v| !v.is_nan()).map(|v| v as _))),
            Self::Int(c) => out.push(&shown(c[row].as_ref().map(|v| v as _))),
            Self::Date(c) => out.push(&shown(c[row].as_ref().map(|v| v as _))),
            Self::Local(c) => out.push(&shown(c[row].as_ref().map(|v| v as _))),
            Self::Instant(c) => out.push(&shown(c[row].as_ref().map(|v| v as _))),
            Self::Other(_) => out.push(""),
        }
    }
}

/// Where the rows stand in the file.
#[derive(Debug)]
pub(crate) enum Places {
    Lines(Vec<u64>),
    Rows,
}

impl Places {
    pub(crate) fn of(&self, row: usize) -> Place {
        match self {
            Self::Lines(lines) => Place::Line(lines.get(row).copied().unwrap_or_default()),
            Self::Rows => Place::Row(row as u64 + 1),
        }
    }
}

/// The wanted columns of a file, in the order asked for.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Cells>,
    pub(crate) rows: usize,
    pub(crate) places: Places,
    /// Rows with more values than the header has names: place and number of values.
    pub(crate) too_long: Vec<(Place, usize)>,
    /// Rows of wanted columns with bytes that are not UTF-8.
    pub(crate) not_utf8: Vec<Place>,
}

/// An opened file: its columns are known and can be loaded.
pub(crate) enum Reader<'a> {
    Delimited(Delimited<'a>),
    JsonLines(JsonLines<'a>),
    Parquet(ParquetFile),
}

impl<'a> Reader<'a> {
    /// Recognises the format by content, not by name.
    pub(crate) fn open(source: &'a Source) -> Result<Self, IngestError> {
        let bytes: &[u8] = &source.bytes;
        let unsupported = |kind| IngestError::Unsupported { file: source.name.clone(), kind };
        if bytes.starts_with(b"PAR1") {
            return ParquetFile::open(&source.name, source.bytes.clone()).map(Self::Parquet);
        }
        if let Some(kind) = Foreign::sniff(bytes) {
            return Err(unsupported(kind));
        }
        match bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().first() {
            None => Err(IngestError::Empty { file: source.name.clone() }),
            Some(b'{' | b'[') => JsonLines::open(&source.name, bytes).map(Self::JsonLines),
            Some(_) => Delimited::open(&source.name, bytes).map(Self::Delimited),
        }
    }

    /// The columns' names, in the order of the file.
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::Delimited(file) => file.names(),
            Self::JsonLines(file) => file.names(),
            Self::Parquet(file) => file.names(),
        }
    }

    /// Reads the columns at these positions.
    pub(crate) fn load(&self, wanted: &[usize]) -> Result<Table, IngestError> {
        match self {
            Self::Delimited(file) => file.load(wanted),
            Self::JsonLines(file) => file.load(wanted),
            Self::Parquet(file) => file.load(wanted),
        }
    }

    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Delimited(file) if file.by_ticker() => Format::CsvByTicker,
            Self::Delimited(_) => Format::Csv,
            Self::JsonLines(_) => Format::JsonLines,
            Self::Parquet(_) => Format::Parquet,
        }
    }

    pub(crate) fn separator(&self) -> Option<char> {
        match self {
            Self::Delimited(file) => Some(file.separator()),
            _ => None,
        }
    }
}

impl Foreign {
    /// What the first bytes of a file are, if no table.
    pub(crate) fn sniff(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PAR1") {
            return None;
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Self::Zip);
        }
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let head = &start[..start.len().min(4096)];
        // one control character may be an accident of a post; many are another format
        if head.iter().filter(|b| matches!(b, 0..=8 | 14..=31)).count() * 50 > head.len() || head.contains(&0)
        {
            return Some(Self::Binary);
        }
        (head.first() == Some(&b'<') && is_html(head)).then_some(Self::Html)
    }
}

/// Whether text in angle brackets is markup rather than a header such as `<TICKER>,<DATE>`.
fn is_html(head: &[u8]) -> bool {
    let head = head.to_ascii_lowercase();
    [&b"<!doctype"[..], b"<html", b"<?xml", b"<head", b"<body"].iter().any(|tag| head.starts_with(tag))
}
