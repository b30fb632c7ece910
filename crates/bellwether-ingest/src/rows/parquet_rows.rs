//! Parquet, some rows of every wanted column at a time.

use std::fs::File;
use std::path::Path;

use bellwether_core::FindingKind;
use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::Rows;
use super::input::{Count, Input};
use crate::IngestError;
use crate::table::{Cells, ColumnStream, guarded};
use crate::tally::Tally;

/// Rows that are decoded at a time: their texts are in memory at once.
const ROWS: usize = 1024;

pub(super) struct ParquetRows {
    file: String,
    reader: Box<dyn FileReader + Send>,
    names: Vec<String>,
    wanted: Vec<usize>,
    /// The row group that is being read, and its columns.
    group: usize,
    columns: Vec<ColumnStream>,
    /// Decoded rows, and how many of them were handed out.
    decoded: Vec<Cells>,
    used: usize,
    read: Count,
    group_bytes: u64,
}

impl std::fmt::Debug for ParquetRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetRows").field("names", &self.names).finish_non_exhaustive()
    }
}

impl ParquetRows {
    pub(super) fn open(path: &Path, input: Input) -> Result<Self, IngestError> {
        let file = path.display().to_string();
        let read = input.read.clone();
        let reader: Box<dyn FileReader + Send> = if input.codec.is_none() {
            let bytes =
                File::open(path).map_err(|source| IngestError::Io { path: path.to_owned(), source })?;
            Box::new(guarded(&file, || SerializedFileReader::new(bytes))?)
        } else {
            let bytes: Bytes = crate::source::Source::open(path)?.bytes;
            Box::new(guarded(&file, || SerializedFileReader::new(bytes))?)
        };
        let schema = reader.metadata().file_metadata().schema_descr();
        let names = schema.columns().iter().map(|c| c.path().parts().join(".")).collect();
        Ok(Self {
            file,
            reader,
            names,
            wanted: Vec::new(),
            group: 0,
            columns: Vec::new(),
            decoded: Vec::new(),
            used: 0,
            read,
            group_bytes: 0,
        })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes the wanted columns that can be written as text; returns the others, with what they are.
    pub(super) fn choose(&mut self, wanted: &mut Vec<usize>) -> Vec<(usize, &'static str)> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let mut others = Vec::new();
        wanted.retain(|&column| match ColumnStream::kind(&schema.column(column)) {
            Ok(()) => true,
            Err(kind) => {
                others.push((column, kind));
                false
            }
        });
        self.wanted.clone_from(wanted);
        others
    }

    /// Adds rows to the batch up to its bounds, at most one decoded stretch. False at the end.
    pub(super) fn fill(
        &mut self,
        batch: &mut Rows,
        rows: usize,
        bytes: usize,
        row: &mut u64,
        tally: &mut Tally,
    ) -> Result<bool, IngestError> {
        while batch.len() < rows && batch.bytes < bytes {
            let there = self.decoded.first().and_then(Cells::len).unwrap_or(0);
            if self.used == there && !self.decode(tally, *row)? {
                return Ok(!batch.is_empty());
            }
            *row += 1;
            for (cells, column) in self.decoded.iter().zip(&mut batch.columns) {
                let before = column.bytes();
                cells.write(self.used, column);
                batch.bytes += column.bytes() - before;
            }
            batch.numbers.push(*row);
            self.used += 1;
        }
        Ok(true)
    }

    /// Decodes the next rows. False at the end.
    fn decode(&mut self, tally: &mut Tally, row: u64) -> Result<bool, IngestError> {
        loop {
            if self.columns.is_empty() {
                if self.group == self.reader.num_row_groups() {
                    return Ok(false);
                }
                self.columns = guarded(&self.file, || {
                    let group = self.reader.get_row_group(self.group)?;
                    let schema = self.reader.metadata().file_metadata().schema_descr();
                    let open =
                        |&c: &usize| Ok(ColumnStream::new(group.get_column_reader(c)?, schema.column(c)));
                    self.wanted.iter().map(open).collect()
                })?;
                self.group_bytes = self.reader.metadata().row_group(self.group).compressed_size() as u64;
                self.group += 1;
            }
            let mut not_utf8 = Vec::new();
            let columns = &mut self.columns;
            self.decoded =
                guarded(&self.file, || columns.iter_mut().map(|c| c.take(ROWS, &mut not_utf8)).collect())?;
            self.used = 0;
            not_utf8.sort_unstable();
            not_utf8.dedup();
            for at in not_utf8 {
                tally.add(FindingKind::BrokenText, None, None, || format!("row {}", row + at as u64));
            }
            let lengths: Vec<usize> = self.decoded.iter().filter_map(Cells::len).collect();
            let longest = lengths.iter().copied().max().unwrap_or(0);
            if lengths.iter().any(|n| *n != longest) {
                let source = parquet::errors::ParquetError::General("columns of different lengths".into());
                return Err(IngestError::Parquet { file: self.file.clone(), source });
            }
            if longest > 0 {
                return Ok(true);
            }
            self.columns.clear();
            self.read.add(self.group_bytes);
        }
    }
}
