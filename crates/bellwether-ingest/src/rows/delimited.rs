//! Separated values, a record at a time.

use std::io::Read;
use std::sync::Arc;

use bellwether_core::FindingKind;
use csv::{ByteRecord, ReaderBuilder};

use super::guard::{Guard, Watch};
use super::input::{Failure, Input};
use super::{LONGEST_ROW, Next, Rows};
use crate::table::separator;
use crate::tally::Tally;
use crate::{IngestError, Place};

/// Lines of one value beyond which it is a swallowed file rather than a long post.
const LONGEST_VALUE: usize = 30;

pub(super) struct DelimitedRows {
    reader: csv::Reader<Guard<Box<dyn Read + Send>>>,
    watch: Arc<Watch>,
    failure: Failure,
    names: Vec<String>,
    wanted: Vec<usize>,
    record: ByteRecord,
    /// After `\r\n` the parser stands before the `\n`, still on the line above.
    line_behind: u64,
    /// The first record with a value over many lines, and how many.
    swallowing: Option<(u64, usize)>,
}

impl std::fmt::Debug for DelimitedRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DelimitedRows").field("names", &self.names).finish_non_exhaustive()
    }
}

impl DelimitedRows {
    pub(super) fn open(input: Input) -> Result<Self, IngestError> {
        let separator = separator(input.head());
        let first = input.head().split_inclusive(|b| *b == b'\n').next().unwrap_or_default();
        let line_behind = u64::from(first.ends_with(b"\r\n"));
        let (bytes, failure) = input.into_reader();
        let (guard, watch) = Guard::new(bytes);
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(guard);
        let (names, wanted, record) = (Vec::new(), Vec::new(), ByteRecord::new());
        let mut this = Self { reader, watch, failure, names, wanted, record, line_behind, swallowing: None };
        this.read()?;
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        this.names = this.record.iter().map(name).collect();
        Ok(this)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn choose(&mut self, wanted: &[usize]) {
        self.wanted = wanted.to_vec();
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line) + self.line_behind
    }

    fn read(&mut self) -> Result<bool, IngestError> {
        let line = self.reader.position().line() + self.line_behind;
        let read = self.reader.read_byte_record(&mut self.record);
        if self.watch.is_too_long() && read.is_err() {
            let (file, place) = (self.failure.file(), Place::Line(line));
            return Err(IngestError::RowTooLong { file, place, limit: LONGEST_ROW });
        }
        let more = read.map_err(|e| self.failure.of(e.into()))?;
        self.watch.row_ended();
        Ok(more)
    }

    pub(super) fn next(&mut self, batch: &mut Rows, tally: &mut Tally) -> Result<Next, IngestError> {
        loop {
            if !self.read()? {
                return self.end();
            }
            if self.record.iter().any(|v| !v.trim_ascii().is_empty()) {
                break;
            }
        }
        if self.swallowing.is_none() && self.record.as_slice().len() > LONGEST_VALUE {
            let lines = self.record.iter().map(|v| v.split(|b| *b == b'\n').count() - 1).max();
            self.swallowing = lines.filter(|n| *n > LONGEST_VALUE).map(|n| (self.line(), n));
        }
        let place = Place::Line(self.line());
        // a separator at the end of each line adds an empty value
        if self.record.iter().skip(self.names.len()).any(|v| !v.trim_ascii().is_empty()) {
            return Ok(Next::TooLong(place, self.record.len()));
        }
        let mut whole = true;
        for (column, &at) in batch.columns.iter_mut().zip(&self.wanted) {
            let value = self.record.get(at).unwrap_or_default();
            whole &= column.push_bytes(value);
            batch.bytes += value.len();
        }
        if !whole {
            tally.add(FindingKind::BrokenText, None, None, || place.to_string());
        }
        Ok(Next::Row)
    }

    /// The end of the file, unless a quote that is not closed swallowed what would be further rows.
    fn end(&self) -> Result<Next, IngestError> {
        match self.swallowing {
            Some((line, lines)) if self.watch.quote_is_open() => {
                Err(IngestError::UnclosedQuote { file: self.failure.file(), line, lines })
            }
            _ => Ok(Next::End),
        }
    }
}
