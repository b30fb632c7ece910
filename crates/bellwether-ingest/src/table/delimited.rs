//! Separated values: commas, semicolons, tabs or bars; quoted or not.

use csv::{ByteRecord, ReaderBuilder};

use super::{Cells, Places, Table, TextColumn};
use crate::{IngestError, Place};

/// Separators that are recognised, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(crate) struct Delimited<'a> {
    file: &'a str,
    bytes: &'a [u8],
    separator: u8,
    names: Vec<String>,
    /// For a header of fields and tickers: which ticker and which named column each column of the file belongs to.
    pivot: Option<Pivot>,
}

/// A three-line header: fields, tickers, and the name of the date column.
struct Pivot {
    tickers: Vec<String>,
    /// For each column of the file but the first: index of its ticker and of its field.
    columns: Vec<(usize, usize)>,
}

impl<'a> Delimited<'a> {
    pub(super) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, IngestError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let separator = separator(bytes);
        let mut this = Self { file, bytes, separator, names: Vec::new(), pivot: None };
        let mut records = this.reader();
        let mut head = [ByteRecord::new(), ByteRecord::new(), ByteRecord::new()];
        for record in &mut head {
            records.read_byte_record(record).map_err(|e| this.failed(e))?;
        }
        let [first, second, third] = head.map(|r| r.iter().map(name).collect::<Vec<_>>());
        match pivot(&first, &second, &third) {
            Some((names, pivot)) => (this.names, this.pivot) = (names, Some(pivot)),
            None => this.names = first,
        }
        if this.names.is_empty() {
            return Err(IngestError::Empty { file: file.to_owned() });
        }
        Ok(this)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn by_ticker(&self) -> bool {
        self.pivot.is_some()
    }

    pub(super) fn separator(&self) -> char {
        char::from(self.separator)
    }

    fn reader(&self) -> csv::Reader<&'a [u8]> {
        ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.bytes)
    }

    /// The line on which a record starts. After `\r\n` the reader stands before the `\n`, still on the line above.
    fn line(&self, record: &ByteRecord) -> u64 {
        let Some(position) = record.position() else { return 0 };
        let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        position.line() + u64::from(self.bytes.get(at) == Some(&b'\n'))
    }

    /// Refuses a quote that is opened and never closed: it would swallow the rest of the file into one value.
    fn check_quotes(&self) -> Result<(), IngestError> {
        /// Lines of one value beyond which it is a swallowed file rather than a long post.
        const LONGEST: usize = 30;
        if !self.bytes.iter().fold(false, |odd, b| odd ^ (*b == b'"')) {
            return Ok(());
        }
        let mut records = self.reader();
        let mut record = ByteRecord::new();
        while records.read_byte_record(&mut record).map_err(|e| self.failed(e))? {
            let lines = record.iter().map(|v| v.split(|b| *b == b'\n').count() - 1).max().unwrap_or(0);
            if lines > LONGEST {
                return Err(IngestError::UnclosedQuote {
                    file: self.file.to_owned(),
                    line: self.line(&record),
                    lines,
                });
            }
        }
        Ok(())
    }

    fn failed(&self, error: csv::Error) -> IngestError {
        // reading bytes from memory leaves no other reason than an input error
        IngestError::Io { path: self.file.into(), source: error.into() }
    }

    pub(super) fn load(&self, wanted: &[usize]) -> Result<Table, IngestError> {
        self.check_quotes()?;
        match &self.pivot {
            Some(pivot) => self.load_pivot(pivot, wanted),
            None => self.load_plain(wanted),
        }
    }

    fn load_plain(&self, wanted: &[usize]) -> Result<Table, IngestError> {
        let mut columns: Vec<_> = wanted.iter().map(|_| TextColumn::default()).collect();
        let (mut lines, mut too_long, mut not_utf8) = (Vec::new(), Vec::new(), Vec::new());
        let mut records = self.reader();
        let mut record = ByteRecord::new();
        let mut header = true;
        while records.read_byte_record(&mut record).map_err(|e| self.failed(e))? {
            if std::mem::take(&mut header) || record.iter().all(|v| v.trim_ascii().is_empty()) {
                continue;
            }
            let place = Place::Line(self.line(&record));
            // a separator at the end of each line adds an empty value
            if record.iter().skip(self.names.len()).any(|v| !v.trim_ascii().is_empty()) {
                too_long.push((place, record.len()));
                continue;
            }
            lines.push(self.line(&record));
            let mut whole = true;
            for (column, &i) in columns.iter_mut().zip(wanted) {
                whole &= column.push_bytes(record.get(i).unwrap_or_default());
            }
            if !whole {
                not_utf8.push(place);
            }
        }
        let rows = lines.len();
        let columns = columns.into_iter().map(Cells::Text).collect();
        Ok(Table { columns, rows, places: Places::Lines(lines), too_long, not_utf8 })
    }

    /// Turns each line into one row for each ticker. Rows before a ticker's first value and after its last, with
    /// which the export pads tickers of different age, are left out.
    fn load_pivot(&self, pivot: &Pivot, wanted: &[usize]) -> Result<Table, IngestError> {
        let fields = self.names.len() - 2;
        let mut by_ticker: Vec<Vec<(u64, Vec<String>)>> = pivot.tickers.iter().map(|_| Vec::new()).collect();
        let (mut too_long, mut not_utf8) = (Vec::new(), Vec::new());
        let mut records = self.reader();
        let mut record = ByteRecord::new();
        for _ in 0..3 {
            records.read_byte_record(&mut record).map_err(|e| self.failed(e))?;
        }
        while records.read_byte_record(&mut record).map_err(|e| self.failed(e))? {
            let at = self.line(&record);
            if record.len() > pivot.columns.len() + 1 {
                too_long.push((Place::Line(at), record.len()));
                continue;
            }
            let mut values = record.iter().map(String::from_utf8_lossy);
            let date = values.next().unwrap_or_default().into_owned();
            let mut rows = vec![vec![String::new(); fields + 2]; pivot.tickers.len()];
            for (&(ticker, field), value) in pivot.columns.iter().zip(values) {
                rows[ticker][field + 2] = value.into_owned();
            }
            if record.iter().any(|v| std::str::from_utf8(v).is_err()) {
                not_utf8.push(Place::Line(at));
            }
            for ((list, mut row), ticker) in by_ticker.iter_mut().zip(rows).zip(&pivot.tickers) {
                row[0].clone_from(&date);
                row[1].clone_from(ticker);
                list.push((at, row));
            }
        }
        let mut columns: Vec<_> = wanted.iter().map(|_| TextColumn::default()).collect();
        let mut lines = Vec::new();
        for list in by_ticker {
            let full = |(_, row): &(u64, Vec<String>)| row[2..].iter().any(|v| !v.trim().is_empty());
            let (first, last) = (list.iter().position(full), list.iter().rposition(full));
            let (Some(first), Some(last)) = (first, last) else { continue };
            for (at, row) in &list[first..=last] {
                lines.push(*at);
                for (column, &i) in columns.iter_mut().zip(wanted) {
                    column.push(&row[i]);
                }
            }
        }
        let rows = lines.len();
        let columns = columns.into_iter().map(Cells::Text).collect();
        Ok(Table { columns, rows, places: Places::Lines(lines), too_long, not_utf8 })
    }
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The separator that stands most often in the first line outside of quotes; a comma if none does.
pub(crate) fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|&b| b == b'\n' || b == b'\r').find(|l| !l.trim_ascii().is_empty());
    let mut counts = [0usize; SEPARATORS.len()];
    let mut quoted = false;
    for &byte in first.unwrap_or_default() {
        quoted ^= byte == b'"';
        if let (false, Some(i)) = (quoted, SEPARATORS.iter().position(|&s| s == byte)) {
            counts[i] += 1;
        }
    }
    // the first of equals wins
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|&c| c == most).map_or(b',', |i| SEPARATORS[i])
}

/// Recognises the header that `yfinance` writes: a line of fields and one of tickers in either order, and a third
/// with nothing but the date column's name.
fn pivot(first: &[String], second: &[String], third: &[String]) -> Option<(Vec<String>, Pivot)> {
    let label = |row: &[String]| row.first().map(|l| l.to_ascii_lowercase());
    let blank = |row: &[String]| row.iter().skip(1).all(String::is_empty);
    let dated = label(third).is_some_and(|l| l == "date" || l == "datetime");
    if first.len() < 2 || first.len() != second.len() || !dated || !blank(third) {
        return None;
    }
    let (fields, tickers) = match (label(first)?.as_str(), label(second)?.as_str()) {
        ("price", "ticker") | ("", "") => (first, second),
        ("ticker", "price") => (second, first),
        _ => return None,
    };
    let distinct = |row: &[String]| {
        let mut seen: Vec<String> = Vec::new();
        for item in &row[1..] {
            if !seen.contains(item) {
                seen.push(item.clone());
            }
        }
        seen
    };
    let (field_names, ticker_names) = (distinct(fields), distinct(tickers));
    let index = |list: &[String], item: &String| list.iter().position(|x| x == item).unwrap_or_default();
    let columns = fields[1..].iter().zip(&tickers[1..]);
    let columns = columns.map(|(f, t)| (index(&ticker_names, t), index(&field_names, f))).collect();
    let mut names = vec!["Date".to_owned(), "Ticker".to_owned()];
    names.extend(field_names);
    Some((names, Pivot { tickers: ticker_names, columns }))
}
