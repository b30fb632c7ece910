//! Rows as Parquet: text columns as strings, the row's number as a whole number, scores as doubles.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellwether_ingest::Rows;
use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::{Lead, OutputColumns, Sink};
use crate::cli::error::CliError;
use crate::cli::scoring::journal::Scores;

/// Rows of a row group, and bytes of its texts beyond which it takes no more.
const ROWS: usize = 1 << 16;
const BYTES: usize = 24 << 20;

pub(super) struct ParquetSink {
    writer: SerializedFileWriter<BufWriter<File>>,
    path: PathBuf,
    lead: Lead,
    texts: Vec<Texts>,
    numbers: Vec<i64>,
    scores: Vec<Vec<f64>>,
    rows: usize,
}

/// The values of a text column of the row group.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// The values, and nothing left.
    fn take(&mut self) -> Vec<ByteArray> {
        let bytes = Bytes::from(std::mem::take(&mut self.bytes));
        let mut start = 0;
        self.ends
            .drain(..)
            .map(|end| ByteArray::from(bytes.slice(std::mem::replace(&mut start, end)..end)))
            .collect()
    }
}

impl ParquetSink {
    pub(super) fn new(file: BufWriter<File>, path: &Path, columns: OutputColumns) -> anyhow::Result<Self> {
        let OutputColumns { lead, names, text } = columns;
        let texts = usize::from(!lead.files.is_empty()) + lead.columns.len();
        let scores = names.len() - texts - usize::from(lead.row);
        let first_score = names.len() - scores;
        let row = usize::from(!lead.files.is_empty());
        let mut fields = Vec::new();
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("bellwether ", env!("CARGO_PKG_VERSION")).to_owned());
        for (i, name) in names.iter().enumerate() {
            let (physical, logical) = if i >= first_score {
                (Physical::DOUBLE, None)
            } else if lead.row && i == row {
                (Physical::INT64, None)
            } else {
                // the extremes of texts tell nothing, and a dictionary of posts is the posts
                let column = ColumnPath::new(vec![name.clone()]);
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), *name != text)
                    .set_column_statistics_enabled(column, EnabledStatistics::None);
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            };
            let field = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(logical)
                .build();
            fields.push(Arc::new(field.map_err(|e| failed(path, e))?));
        }
        let schema = Type::group_type_builder("posts").with_fields(fields).build();
        let schema = Arc::new(schema.map_err(|e| failed(path, e))?);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build()));
        Ok(Self {
            writer: writer.map_err(|e| failed(path, e))?,
            path: path.to_owned(),
            lead,
            texts: (0..texts).map(|_| Texts::default()).collect(),
            numbers: Vec::new(),
            scores: vec![Vec::new(); scores],
            rows: 0,
        })
    }

    /// Writes the row group that was gathered.
    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let mut texts = self.texts.iter_mut();
        if !self.lead.files.is_empty()
            && let Some(files) = texts.next()
        {
            column::<ByteArrayType>(&mut group, &files.take())?;
        }
        if self.lead.row {
            column::<Int64Type>(&mut group, &self.numbers)?;
            self.numbers.clear();
        }
        for texts in texts {
            column::<ByteArrayType>(&mut group, &texts.take())?;
        }
        for values in &mut self.scores {
            column::<DoubleType>(&mut group, values)?;
            values.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("a column is missing in the schema".to_owned());
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    writer.typed::<T>().write_batch(values, None, None)?;
    writer.close()
}

/// An error of the writer as one of the file.
fn failed(path: &Path, error: ParquetError) -> CliError {
    let source = match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(inner) => io::Error::other(inner),
        },
        other => io::Error::other(other),
    };
    CliError::Write { path: path.to_owned(), source }
}

impl Sink for ParquetSink {
    fn write(&mut self, file: usize, rows: &Rows, scores: &Scores) -> anyhow::Result<()> {
        let first = usize::from(!self.lead.files.is_empty());
        for r in 0..rows.len() {
            if let Some(name) = self.lead.files.get(file) {
                self.texts[0].push(name);
            }
            if self.lead.row {
                self.numbers.push(rows.number(r) as i64);
            }
            for (texts, &column) in self.texts[first..].iter_mut().zip(&self.lead.columns) {
                texts.push(rows.get(column, r));
            }
            for (values, column) in self.scores.iter_mut().zip(scores) {
                values.push(column[r]);
            }
            self.rows += 1;
            if self.rows >= ROWS || self.texts.iter().map(|t| t.bytes.len()).sum::<usize>() >= BYTES {
                self.flush().map_err(|e| failed(&self.path, e))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        self.flush().map_err(|e| failed(&self.path, e))?;
        let file = self.writer.into_inner().map_err(|e| failed(&self.path, e))?;
        file.into_inner().map_err(|e| CliError::write(&self.path)(e.into_error()))?;
        Ok(())
    }
}
