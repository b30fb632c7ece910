//! Rows of text, a batch at a time: files of any length in constant memory.

mod delimited;
mod guard;
mod input;
mod json;
mod parquet_rows;

use std::path::Path;

use bellwether_core::{Finding, FindingKind};

use crate::columns;
use crate::table::TextColumn;
use crate::tally::Tally;
use crate::{Foreign, IngestError, Place};
use delimited::DelimitedRows;
use input::Input;
use json::JsonRows;
use parquet_rows::ParquetRows;

/// A row may not be longer than this: a quote that is opened and never closed would take the whole file into memory.
pub const LONGEST_ROW: u64 = 64 << 20;

/// How to read rows. The default finds the text by its name and reads every column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowOptions {
    /// The column of the text; without it, one that is named as texts of posts usually are.
    pub text: Option<String>,
    /// Read the text alone.
    pub text_only: bool,
}

/// A file of rows, read a batch at a time: CSV, JSON lines or Parquet, plain, gzip or Zstandard. All values are text.
///
/// Memory does not grow with the file, but for Parquet that is compressed as a whole once more, which is unpacked first.
/// A row with more values than there are columns is left out, bytes that are not UTF-8 are replaced by U+FFFD;
/// [`findings`](Self::findings) counts both.
///
/// ```
/// use bellwether_ingest::{RowOptions, RowReader};
///
/// let path = std::env::temp_dir().join("bellwether-rows.csv");
/// std::fs::write(&path, "id,text\n1,great\n2,\"sad, really\"\n")?;
/// let mut reader = RowReader::open(&path, &RowOptions::default())?;
/// assert_eq!(reader.names(), ["id", "text"]);
/// let rows = reader.next_batch(10, 1 << 20)?.unwrap();
/// assert_eq!((rows.len(), rows.get(reader.text_column(), 1)), (2, "sad, really"));
/// assert!(reader.next_batch(10, 1 << 20)?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowReader {
    file: String,
    names: Vec<String>,
    text: usize,
    bytes: u64,
    read: input::Count,
    /// Rows so far, those left out included.
    row: u64,
    left_out: usize,
    tally: Tally,
    rows: Format,
}

#[derive(Debug)]
enum Format {
    Delimited(DelimitedRows),
    Json(JsonRows),
    Parquet(ParquetRows),
}

/// Some rows, in the order of the file.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<TextColumn>,
    numbers: Vec<u64>,
    bytes: usize,
}

impl Rows {
    fn new(columns: usize) -> Self {
        Self { columns: (0..columns).map(|_| TextColumn::default()).collect(), numbers: Vec::new(), bytes: 0 }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// A value; empty where there is none.
    ///
    /// # Panics
    /// When there is no such column or row.
    pub fn get(&self, column: usize, row: usize) -> &str {
        self.columns[column].get(row)
    }

    /// The number of a row in its file, from 1; rows that are left out have one too.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn number(&self, row: usize) -> u64 {
        self.numbers[row]
    }

    /// Bytes of all values.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What a format found in place of a row.
enum Next {
    Row,
    /// A row with this many values, more than there are columns.
    TooLong(Place, usize),
    End,
}

impl RowReader {
    /// Opens a file and recognises its format by content, not by name.
    ///
    /// # Errors
    /// An [`IngestError`] when the file cannot be read, is no table, or has no column for the text.
    pub fn open(path: &Path, options: &RowOptions) -> Result<Self, IngestError> {
        let file = path.display().to_string();
        let input = Input::open(path)?;
        let (bytes, read) = (input.bytes, input.read.clone());
        let head = input.head();
        let unsupported = |kind| Err(IngestError::Unsupported { file: file.clone(), kind });
        let rows = match Foreign::sniff(head) {
            Some(kind) => return unsupported(kind),
            None if head.starts_with(b"PAR1") => Format::Parquet(ParquetRows::open(path, input)?),
            None => match head.trim_ascii_start().first() {
                None => return Err(IngestError::Empty { file }),
                Some(b'{' | b'[') => Format::Json(JsonRows::open(input)?),
                Some(_) => Format::Delimited(DelimitedRows::open(input)?),
            },
        };
        let all = match &rows {
            Format::Delimited(rows) => rows.names().to_vec(),
            Format::Json(rows) => rows.names().to_vec(),
            Format::Parquet(rows) => rows.names().to_vec(),
        };
        let text = columns::text(&file, &all, options.text.as_deref())?;
        let mut this =
            Self { file, names: all, text, bytes, read, row: 0, left_out: 0, tally: Tally::default(), rows };
        this.choose(options.text_only)?;
        Ok(this)
    }

    fn choose(&mut self, text_only: bool) -> Result<(), IngestError> {
        let mut wanted: Vec<usize> =
            if text_only { vec![self.text] } else { (0..self.names.len()).collect() };
        if let Format::Parquet(rows) = &mut self.rows {
            let text = self.text;
            for (column, kind) in rows.choose(&mut wanted) {
                if column == text {
                    return Err(IngestError::ColumnType {
                        file: self.file.clone(),
                        column: self.names[column].clone(),
                        found: kind,
                        wanted: "text",
                    });
                }
                let example = format!("`{}` is {kind}", self.names[column]);
                self.tally.add(FindingKind::UnusedColumns, None, None, || example);
            }
        }
        if let Format::Delimited(rows) = &mut self.rows {
            rows.choose(&wanted);
        }
        if let Format::Json(rows) = &mut self.rows {
            rows.choose(&wanted);
        }
        self.text = wanted.iter().position(|&c| c == self.text).unwrap_or_default();
        self.names = wanted.iter().map(|&c| self.names[c].clone()).collect();
        Ok(())
    }

    /// The file's name, for messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The columns that are read.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The position of the text among them.
    pub fn text_column(&self) -> usize {
        self.text
    }

    /// The position among the columns that are read of the time of posts: the column called `given`, or the one with a
    /// telling name, if there is one. [`read_times`](crate::read_times) reads its values.
    ///
    /// # Errors
    /// An [`IngestError`] where there is no column called `given`, or two have equally telling names.
    pub fn time_column(&self, given: Option<&str>) -> Result<Option<usize>, IngestError> {
        columns::time(&self.file, &self.names, given)
    }

    /// Bytes of the file that were read, as packed.
    pub fn bytes_read(&self) -> u64 {
        self.read.get().min(self.bytes)
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next rows: at most `rows`, and no more once their values have `bytes`. `None` at the end.
    ///
    /// # Errors
    /// An [`IngestError`] with file and line when the file cannot be read on; the batches before are not concerned.
    pub fn next_batch(&mut self, rows: usize, bytes: usize) -> Result<Option<Rows>, IngestError> {
        let mut batch = Rows::new(self.names.len());
        if let Format::Parquet(file) = &mut self.rows {
            // pages are read by rows; a batch of a few long posts is cut by the reader itself
            while batch.is_empty() {
                if !file.fill(&mut batch, rows, bytes, &mut self.row, &mut self.tally)? {
                    break;
                }
            }
            return Ok((!batch.is_empty()).then_some(batch));
        }
        while batch.len() < rows && batch.bytes < bytes {
            let next = match &mut self.rows {
                Format::Delimited(file) => file.next(&mut batch, &mut self.tally)?,
                Format::Json(file) => file.next(&mut batch, &mut self.tally)?,
                Format::Parquet(_) => Next::End,
            };
            match next {
                Next::End => break,
                Next::Row => {
                    self.row += 1;
                    batch.numbers.push(self.row);
                }
                Next::TooLong(place, found) => {
                    self.row += 1;
                    self.left_out += 1;
                    let columns = self.names.len();
                    self.tally.add(FindingKind::SkippedRows, None, None, || {
                        format!("{place} has {found} values for {columns} columns")
                    });
                }
            }
        }
        if batch.is_empty() {
            self.ended()?;
            return Ok(None);
        }
        Ok(Some(batch))
    }

    /// The rules of a whole file.
    fn ended(&self) -> Result<(), IngestError> {
        if self.row == 0 {
            return Err(IngestError::NoRows {
                file: self.file.clone(),
                columns: columns::shown(&self.names),
            });
        }
        if self.left_out * 2 > self.row as usize {
            return Err(IngestError::Unusable {
                file: self.file.clone(),
                rows: self.row as usize,
                skipped: self.left_out,
                reason: "more values than columns".to_owned(),
            });
        }
        Ok(())
    }

    /// What was odd so far.
    pub fn findings(&self) -> Vec<Finding> {
        self.tally.clone().finish()
    }
}
