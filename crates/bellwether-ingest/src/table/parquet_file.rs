//! Parquet through its column readers: only the wanted columns are decoded.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bellwether_core::Timestamp;
use bytes::Bytes;
use jiff::civil::DateTime;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::{Cells, Places, Table, TextColumn};
use crate::{IngestError, Place};

const BATCH: usize = 8192;
const DAY: i64 = 86_400;

pub(crate) struct ParquetFile {
    file: String,
    reader: SerializedFileReader<Bytes>,
    names: Vec<String>,
}

impl ParquetFile {
    pub(super) fn open(file: &str, bytes: Bytes) -> Result<Self, IngestError> {
        let reader = guarded(file, || SerializedFileReader::new(bytes))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names = schema.columns().iter().map(|c| c.path().parts().join(".")).collect();
        Ok(Self { file: file.to_owned(), reader, names })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn load(&self, wanted: &[usize]) -> Result<Table, IngestError> {
        let mut not_utf8 = Vec::new();
        let mut columns = Vec::with_capacity(wanted.len());
        for &column in wanted {
            columns.push(guarded(&self.file, || self.column(column, &mut not_utf8))?);
        }
        let rows = columns.iter().find_map(Cells::len).unwrap_or(0);
        if columns.iter().filter_map(Cells::len).any(|n| n != rows) {
            let source = ParquetError::General("columns of different lengths".into());
            return Err(IngestError::Parquet { file: self.file.clone(), source });
        }
        not_utf8.sort_unstable();
        not_utf8.dedup();
        Ok(Table { columns, rows, places: Places::Rows, too_long: Vec::new(), not_utf8 })
    }

    fn column(&self, column: usize, not_utf8: &mut Vec<Place>) -> Result<Cells, ParquetError> {
        let descriptor = self.reader.metadata().file_metadata().schema_descr().column(column);
        let mut sink = match Sink::new(&descriptor) {
            Ok(sink) => sink,
            Err(kind) => return Ok(Cells::Other(kind)),
        };
        for group in 0..self.reader.num_row_groups() {
            let mut reader = self.reader.get_row_group(group)?.get_column_reader(column)?;
            sink.read(&mut reader, descriptor.max_def_level(), usize::MAX, not_utf8)?;
        }
        Ok(sink.cells)
    }
}

/// Runs the decoder. It answers some damaged files by a panic instead of an error; both mean the same to the user.
pub(crate) fn guarded<T>(
    file: &str,
    run: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, IngestError> {
    let result = catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(ParquetError::General("the decoder stopped at damaged data".into())));
    result.map_err(|source| IngestError::Parquet { file: file.to_owned(), source })
}

/// A column that is read a few rows at a time.
pub(crate) struct ColumnStream {
    reader: ColumnReader,
    descriptor: ColumnDescPtr,
}

impl ColumnStream {
    pub(crate) fn new(reader: ColumnReader, descriptor: ColumnDescPtr) -> Self {
        Self { reader, descriptor }
    }

    /// Whether a column can be read; the error says what it is.
    pub(crate) fn kind(descriptor: &ColumnDescriptor) -> Result<(), &'static str> {
        Sink::new(descriptor).map(|_| ())
    }

    /// The next rows, none at the end. Rows with bytes that are not UTF-8 are noted, from 1.
    pub(crate) fn take(&mut self, rows: usize, not_utf8: &mut Vec<usize>) -> Result<Cells, ParquetError> {
        let mut sink = match Sink::new(&self.descriptor) {
            Ok(sink) => sink,
            Err(kind) => return Ok(Cells::Other(kind)),
        };
        let mut broken = Vec::new();
        sink.read(&mut self.reader, self.descriptor.max_def_level(), rows, &mut broken)?;
        not_utf8.extend(broken.iter().map(|place| match place {
            Place::Row(n) | Place::Line(n) => *n as usize,
        }));
        Ok(sink.cells)
    }
}

/// A column being read: the values so far, and how to convert.
struct Sink {
    cells: Cells,
    /// Units in a second, for times.
    per_second: i64,
    /// What a whole number is divided by, for decimals.
    divisor: Option<f64>,
    /// The bits of an unsigned number that is stored as a signed one.
    unsigned: Option<i64>,
}

impl Sink {
    /// Chooses the conversion by the column's type; the error says what else it is.
    fn new(column: &ColumnDescriptor) -> Result<Self, &'static str> {
        if column.max_rep_level() > 0 {
            return Err("a list");
        }
        let (cells, per_second) = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Timestamp(t)), _) => {
                let cells = if t.is_adjusted_to_u_t_c {
                    Cells::Instant(Vec::new())
                } else {
                    Cells::Local(Vec::new())
                };
                (cells, per_second(t.unit))
            }
            (None, ConvertedType::TIMESTAMP_MILLIS) => (Cells::Instant(Vec::new()), 1_000),
            (None, ConvertedType::TIMESTAMP_MICROS) => (Cells::Instant(Vec::new()), 1_000_000),
            (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => (Cells::Date(Vec::new()), 1),
            (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => (Cells::Float(Vec::new()), 1),
            (Some(LogicalType::Time(_)), _)
            | (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => {
                return Err("a time of day without a date");
            }
            _ => (plain(column)?, 1),
        };
        let decimal = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(d)), _) => Some(d.scale),
            (_, ConvertedType::DECIMAL) => Some(column.type_scale()),
            _ => None,
        };
        let unsigned = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Integer(int)), _) if !int.is_signed => Some(i64::from(int.bit_width)),
            (_, ConvertedType::UINT_32) => Some(32),
            _ => None,
        };
        // eight and sixteen bits fit as they are, and a count of more than 2^63 is none
        let unsigned = unsigned.filter(|bits| *bits == 32).map(|bits| (1 << bits) - 1);
        Ok(Self { cells, per_second, divisor: decimal.map(|scale| 10f64.powi(scale)), unsigned })
    }

    fn read(
        &mut self,
        reader: &mut ColumnReader,
        max_def: i16,
        limit: usize,
        not_utf8: &mut Vec<Place>,
    ) -> Result<(), ParquetError> {
        match reader {
            ColumnReader::BoolColumnReader(r) => each(r, max_def, limit, |v| self.int(v.map(i64::from))),
            ColumnReader::Int32ColumnReader(r) => each(r, max_def, limit, |v| self.int(v.map(i64::from))),
            ColumnReader::Int64ColumnReader(r) => each(r, max_def, limit, |v| self.int(v)),
            ColumnReader::Int96ColumnReader(r) => each(r, max_def, limit, |v| {
                if let Cells::Local(out) = &mut self.cells {
                    out.push(v.and_then(|v| civil(v.to_micros(), 1_000_000)));
                }
            }),
            ColumnReader::FloatColumnReader(r) => each(r, max_def, limit, |v| self.float(v.map(f64::from))),
            ColumnReader::DoubleColumnReader(r) => each(r, max_def, limit, |v| self.float(v)),
            ColumnReader::ByteArrayColumnReader(r) => each(r, max_def, limit, |v| self.bytes(v, not_utf8)),
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                each(r, max_def, limit, |v| self.bytes(v.map(ByteArray::from), not_utf8))
            }
        }
    }

    fn float(&mut self, value: Option<f64>) {
        if let Cells::Float(out) = &mut self.cells {
            out.push(value.unwrap_or(f64::NAN));
        }
    }

    fn int(&mut self, value: Option<i64>) {
        let per_second = self.per_second;
        match &mut self.cells {
            Cells::Int(out) => out.push(value.map(|v| self.unsigned.map_or(v, |mask| v & mask))),
            Cells::Float(out) => {
                out.push(value.map_or(f64::NAN, |v| v as f64 / self.divisor.unwrap_or(1.0)));
            }
            Cells::Date(out) => {
                out.push(value.and_then(|v| civil(v.checked_mul(DAY)?, 1)).map(DateTime::date));
            }
            Cells::Local(out) => out.push(value.and_then(|v| civil(v, per_second))),
            Cells::Instant(out) => out.push(value.and_then(|v| instant(v, per_second))),
            Cells::Text(_) | Cells::Other(_) => {}
        }
    }

    fn bytes(&mut self, value: Option<ByteArray>, not_utf8: &mut Vec<Place>) {
        match &mut self.cells {
            Cells::Text(out) => {
                let whole = out.push_bytes(value.as_ref().map_or(&[], ByteArray::data));
                not_utf8.extend((!whole).then_some(Place::Row(out.len() as u64)));
            }
            Cells::Float(out) => {
                let number = value.map_or(f64::NAN, |v| big_endian(v.data()));
                out.push(number / self.divisor.unwrap_or(1.0));
            }
            _ => {}
        }
    }
}

/// The cells for a column whose physical type says what it is.
fn plain(column: &ColumnDescriptor) -> Result<Cells, &'static str> {
    Ok(match column.physical_type() {
        Type::BOOLEAN | Type::INT32 | Type::INT64 => Cells::Int(Vec::new()),
        Type::FLOAT | Type::DOUBLE => Cells::Float(Vec::new()),
        Type::INT96 => Cells::Local(Vec::new()),
        Type::BYTE_ARRAY => Cells::Text(TextColumn::default()),
        Type::FIXED_LEN_BYTE_ARRAY => return Err("fixed-length bytes"),
    })
}

/// Calls `f` with each value of a column chunk, `None` for a null, up to `limit` of them.
fn each<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    max_def: i16,
    limit: usize,
    mut f: impl FnMut(Option<T::T>),
) -> Result<(), ParquetError> {
    let batch = BATCH.min(limit);
    let (mut values, mut levels) = (Vec::with_capacity(batch), Vec::with_capacity(batch));
    let mut left = limit;
    while left > 0 {
        values.clear();
        levels.clear();
        let definition = (max_def > 0).then_some(&mut levels);
        let (records, _, _) = reader.read_records(batch.min(left), definition, None, &mut values)?;
        if records == 0 {
            break;
        }
        left -= records;
        let mut values = values.drain(..);
        if max_def == 0 {
            values.for_each(|v| f(Some(v)));
        } else {
            for &level in &levels {
                f(if level == max_def { values.next() } else { None });
            }
        }
    }
    Ok(())
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

fn instant(value: i64, per_second: i64) -> Option<Timestamp> {
    let (seconds, rest) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    Timestamp::new(seconds, (rest * (1_000_000_000 / per_second)) as i32).ok()
}

/// A count since 1970 as the clock time that it stands for.
fn civil(value: i64, per_second: i64) -> Option<DateTime> {
    Some(jiff::tz::Offset::UTC.to_datetime(instant(value, per_second)?))
}

/// A two's complement number, most significant byte first.
fn big_endian(bytes: &[u8]) -> f64 {
    let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
    bytes.iter().fold(if negative { -1.0 } else { 0.0 }, |sum, &b| sum * 256.0 + f64::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_endian_numbers() {
        assert_eq!(big_endian(&[0x01, 0x00]), 256.0);
        assert_eq!(big_endian(&[0xff, 0xff]), -1.0);
        assert_eq!(big_endian(&[0xff, 0x7f]), -129.0);
    }

    #[test]
    fn times_before_1970() {
        assert_eq!(instant(-1, 1_000).unwrap().to_string(), "1969-12-31T23:59:59.999Z");
        let day = civil(-DAY, 1).unwrap().date();
        assert_eq!(day, jiff::civil::date(1969, 12, 31));
    }
}
