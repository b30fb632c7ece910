//! What can be wrong with a file.

use std::fmt;
use std::path::PathBuf;

use bellwether_core::{CoreError, Ticker};
use serde::{Deserialize, Serialize};

use crate::options::DateOrder;

/// A compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Codec {
    /// Gzip (`.gz`).
    Gzip,
    /// Zstandard (`.zst`).
    Zstd,
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "Zstandard",
        })
    }
}

/// Where in a file: counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a text file, the header included.
    Line(u64),
    /// A row of a table without lines.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(n) => write!(f, "line {n}"),
            Self::Row(n) => write!(f, "row {n}"),
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The row.
    pub place: Place,
    /// The value, shortened.
    pub value: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has `{}`", self.place, self.value)
    }
}

/// Why a file could not be read. [`hint`](Self::hint) says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A quote that is opened and never closed.
    #[error("{file}, line {line}: a quote is opened and not closed, and the value runs over {lines} lines")]
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// Lines that the value runs over.
        lines: usize,
    },
    /// The operating system refused.
    #[error("{} cannot be read", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// A folder without a file that could be data.
    #[error("{}: the folder has no file to read{}", path.display(), listed(" (it has ", entries, ")"))]
    NoFiles {
        /// The folder.
        path: PathBuf,
        /// What it has instead.
        entries: Vec<String>,
    },
    /// No bytes at all.
    #[error("{file}: the file is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// A header, but nothing under it.
    #[error("{file}: the file has a header and no rows{}", listed(" (columns: ", columns, ")"))]
    NoRows {
        /// The file.
        file: String,
        /// The columns.
        columns: Vec<String>,
    },
    /// A compressed file that is cut short or damaged.
    #[error("{file}: the {codec} data are cut short or damaged, after {bytes} bytes of content")]
    Damaged {
        /// The file.
        file: String,
        /// Its compression.
        codec: Codec,
        /// How much could be unpacked.
        bytes: usize,
        /// The decoder's reason.
        source: std::io::Error,
    },
    /// More content than this reader takes.
    #[error("{file}: unpacks to more than {limit} bytes")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit: u64,
    },
    /// Not a table.
    #[error("{file}: is {kind}, not a CSV, JSON lines or Parquet file")]
    Unsupported {
        /// The file.
        file: String,
        /// What it looks like.
        kind: Foreign,
    },
    /// A row with more values than there are columns.
    #[error("{file}, {place}: the row has {found} values and the header has {expected}")]
    RowLength {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// Values in the row.
        found: usize,
        /// Columns.
        expected: usize,
    },
    /// A row that does not end.
    #[error("{file}, {place}: the row is longer than {limit} bytes")]
    RowTooLong {
        /// The file.
        file: String,
        /// Where it starts.
        place: Place,
        /// How long a row may be.
        limit: u64,
    },
    /// A line that is not a JSON object.
    #[error("{file}, {place}: not a JSON object{}", json_reason(reason.as_ref()))]
    Json {
        /// The file.
        file: String,
        /// The line.
        place: Place,
        /// The parser's reason; its own line counts from the object's start.
        reason: Option<serde_json::Error>,
    },
    /// A Parquet file that is cut short, damaged, or uses what this reader does not know.
    #[error("{file}: the Parquet data cannot be read")]
    Parquet {
        /// The file.
        file: String,
        /// The decoder's reason.
        source: parquet::errors::ParquetError,
    },
    /// A Parquet column of a type that cannot be what it is used as.
    #[error("{file}: column `{column}` is {found}, which cannot be read as {wanted}")]
    ColumnType {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// What it holds.
        found: &'static str,
        /// What it should hold.
        wanted: &'static str,
    },
    /// A needed column is not there.
    #[error("{file}: no column {} among {}", wanted_column(role, given.as_deref()), names(found))]
    MissingColumn {
        /// The file.
        file: String,
        /// What it would be used as.
        role: &'static str,
        /// The name given by the user, if any.
        given: Option<String>,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// The first line is data.
    #[error("{file}: the first line has no column names but values ({})", names(found))]
    NoHeader {
        /// The file.
        file: String,
        /// The values.
        found: Vec<String>,
    },
    /// Two columns of the same name.
    #[error(
        "{file}: columns {} (`{first_name}`) and {} (`{second_name}`) could both be `{role}`",
        first + 1,
        second + 1
    )]
    ColumnTwice {
        /// The file.
        file: String,
        /// What they would be used as.
        role: &'static str,
        /// Position of the first, from 0.
        first: usize,
        /// Its name.
        first_name: String,
        /// Position of the second, from 0.
        second: usize,
        /// Its name.
        second_name: String,
    },
    /// Nothing says which ticker the file is about.
    #[error("{file}: no ticker column among {}, and `{stem}` is not taken for a ticker", names(found))]
    NoTicker {
        /// The file.
        file: String,
        /// Its name without extensions.
        stem: String,
        /// The columns.
        found: Vec<String>,
    },
    /// A ticker that was asked for is not there.
    #[error("{file}: no rows of {ticker}; it has {}", some(found))]
    TickerAbsent {
        /// The file.
        file: String,
        /// The ticker.
        ticker: Ticker,
        /// The tickers that are there.
        found: Vec<String>,
    },
    /// A value that is not a ticker symbol.
    #[error("{file}, {place}, column `{column}`: `{value}` is not a ticker symbol")]
    Ticker {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value, shortened.
        value: String,
    },
    /// A value that is not a date.
    #[error("{file}, {place}, column `{column}`: `{value}` is not a date{}", read_as(*order))]
    Date {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value, shortened.
        value: String,
        /// The order of day and month in which it was read.
        order: Option<DateOrder>,
    },
    /// Dates that could be day-first or month-first, and no row decides.
    #[error("{file}, column `{column}`: none of {rows} dates tells day from month ({})", cells(undecided))]
    AmbiguousDates {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// The first rows that could be read either way.
        undecided: Vec<Cell>,
        /// How many rows there are.
        rows: usize,
    },
    /// Some dates can only be day-first and others only month-first.
    #[error(
        "{file}, column `{column}`: {day_first} with the day first, and {month_first} with the month first"
    )]
    ContradictoryDates {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// The first row that can only have the day first.
        day_first: Box<Cell>,
        /// The first row that can only have the month first.
        month_first: Box<Cell>,
    },
    /// A value that is not a number.
    #[error("{file}, {place}, column `{column}`: `{value}` is not a number")]
    Number {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value, shortened.
        value: String,
    },
    /// Numbers whose comma could be a decimal mark or group thousands.
    #[error(
        "{file}: no number tells whether the comma groups thousands; {place} has `{value}` in column `{column}`"
    )]
    AmbiguousNumbers {
        /// The file.
        file: String,
        /// The first undecided row.
        place: Place,
        /// The column.
        column: String,
        /// Its value.
        value: String,
    },
    /// Several prices a day.
    #[error(
        "{file}: {ticker} has several times of day on {date} ({first_at}: {first}, {second_at}: {second})"
    )]
    Intraday {
        /// The file.
        file: String,
        /// The ticker.
        ticker: Ticker,
        /// The date.
        date: bellwether_core::Date,
        /// The first row of that date.
        first_at: Place,
        /// Its time.
        first: jiff::civil::Time,
        /// The second.
        second_at: Place,
        /// Its time.
        second: jiff::civil::Time,
    },
    /// Too few rows can be used for the rest to mean anything.
    #[error("{file}: {skipped} of {} cannot be used; the first: {reason}", rows_of(*rows))]
    Unusable {
        /// The file or folder.
        file: String,
        /// How many rows there are.
        rows: usize,
        /// How many cannot be used.
        skipped: usize,
        /// Why the first could not be used.
        reason: String,
    },
    /// Rows, but none on a day when the exchange traded.
    #[error("{file}: none of {} is on a session of the exchange; the first date is {first}", rows_of(*rows))]
    NoSession {
        /// The file or folder.
        file: String,
        /// How many rows there are.
        rows: usize,
        /// The earliest date.
        first: bellwether_core::Date,
    },
    /// The zone given for times without one is not known.
    #[error("`{name}` is not a known IANA time zone")]
    TimeZone {
        /// The name given.
        name: String,
    },
    /// Neither prices nor posts, or both.
    #[error("{file}: {} among {}", if *both { "columns for prices and for posts" } else { "columns neither for prices nor for posts" }, names(found))]
    Undecided {
        /// The file or folder.
        file: String,
        /// Whether both would fit.
        both: bool,
        /// The columns.
        found: Vec<String>,
    },
    /// Posts where prices were asked for.
    #[error("{file}: this is a file of posts, and prices have a date and a close")]
    PostsAsPrices {
        /// The file.
        file: String,
    },
    /// Two rows that say different things of one day of a ticker.
    #[error("{file}: {first} and {second} say different things of {ticker} on {date}")]
    TwoForecasts {
        /// The file.
        file: String,
        /// The ticker.
        ticker: Ticker,
        /// The day.
        date: bellwether_core::Date,
        /// The first of the rows.
        first: Place,
        /// The second.
        second: Place,
    },
    /// A forecast made on the day that it is of, or later.
    #[error("{file}, {place}: the forecast of {date} has the cutoff {cutoff}, and must be made before")]
    Cutoff {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The day that is forecast.
        date: bellwether_core::Date,
        /// The last day known.
        cutoff: bellwether_core::Date,
    },
    /// A probability outside of [0, 1].
    #[error("{file}, {place}, column `{column}`: {value} is no probability")]
    Probability {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value.
        value: f64,
    },
    /// A column of quantiles that names none of several models.
    #[error("{file}: column `{column}` says of no model that it is its own, and there are {}: {}", models.len(), names(models))]
    LooseQuantile {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// The models.
        models: Vec<String>,
    },
    /// Samples of a forecast, each in a column of its own.
    #[error("{file}: `{base}_s0` and so on are {columns} samples of one forecast, not {columns} models")]
    Samples {
        /// The file.
        file: String,
        /// What stands before `_s0`.
        base: String,
        /// How many there are.
        columns: usize,
    },
    /// A number of rows ahead that is none.
    #[error(
        "{file}, {place}, column `{column}`: {value} is no number of rows ahead, which is counted from 1"
    )]
    Step {
        /// The file.
        file: String,
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value.
        value: f64,
    },
    /// A coverage of intervals outside of (0, 1).
    #[error("an interval holds a share of the days between 0 and 1, and not {share}")]
    Coverage {
        /// The share asked for.
        share: f64,
    },
    /// The calendar cannot be used.
    #[error("the exchange calendar cannot be used")]
    Calendar(#[from] CoreError),
}

/// What a file is that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// A zip archive, or a spreadsheet, which is one.
    Zip,
    /// An HTML page, perhaps an error page saved instead of the data.
    Html,
    /// Bytes that are not text.
    Binary,
    /// A single JSON value that is not a list of objects.
    JsonValue,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zip => "a zip archive or a spreadsheet",
            Self::Html => "an HTML page",
            Self::Binary => "binary",
            Self::JsonValue => "one JSON value",
        })
    }
}

impl IngestError {
    /// What to do about it, in one sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::Io { .. } => "check the path and its permissions".into(),
            Self::NoFiles { .. } => {
                "files ending in .csv, .tsv, .txt, .json, .jsonl, .ndjson or .parquet are read, also with .gz or .zst"
                    .into()
            }
            Self::Empty { .. } | Self::NoRows { .. } => "fetch the data again, or leave the file out".into(),
            Self::Damaged { .. } => "fetch the file again; the download or copy may have stopped early".into(),
            Self::TooLarge { .. } => "split the file, or convert it to Parquet".into(),
            Self::Unsupported { kind: Foreign::Zip, .. } => {
                "unpack the archive, or save the sheet as CSV".into()
            }
            Self::Unsupported { kind: Foreign::Html, .. } => {
                "the server may have sent an error page: open the file in a browser, and fetch the data again".into()
            }
            Self::Unsupported { .. } => "convert the data to CSV, JSON lines or Parquet".into(),
            Self::RowLength { .. } => {
                "a value that contains the separator must stand in double quotes".into()
            }
            Self::RowTooLong { .. } => {
                "a quote may be opened there and not closed; a quote within a text is doubled: \"\"".into()
            }
            Self::Json { .. } => "write one JSON object a line".into(),
            Self::Parquet { .. } => {
                "fetch or write the file again; uncompressed, snappy, gzip, zstd and lz4 pages are read".into()
            }
            Self::ColumnType { found: "years", .. } => {
                "set `period = \"annual\"` for values of whole years".into()
            }
            Self::ColumnType { .. } => {
                "name another column in the options, or write the column as text, number or time".into()
            }
            Self::MissingColumn { role, given: Some(_), .. } => {
                format!("give `columns.{role}` the name of a column that is there, or leave it out")
            }
            Self::MissingColumn { role, .. } => {
                format!(
                    "name the column in the options (`columns.{role} = \"...\"`); of a folder that holds other files \
                     too, name the file itself"
                )
            }
            Self::NoHeader { .. } => "add a first line with the columns' names, such as Date,Open,High,Low,Close,Volume".into(),
            Self::ColumnTwice { role, first_name, second_name, .. } if first_name != second_name => {
                format!("say which one: `columns.{role} = \"{first_name}\"`")
            }
            Self::ColumnTwice { .. } => "rename one of the two columns in the file".into(),
            Self::NoTicker { .. } => {
                "give the ticker in the options (`ticker = \"AAPL\"`), or name the file after it".into()
            }
            Self::TickerAbsent { .. } => "correct the list of tickers".into(),
            Self::Ticker { .. } => "correct the value, or name the ticker's column in the options".into(),
            Self::Date { order: Some(_), .. } => {
                "the row contradicts the order of day and month that the options, or else the other rows, give".into()
            }
            Self::Date { .. } => {
                "dates are written as 2020-01-31, 20200131, 31 Jan 2020, or 31/01/2020 with `dates = \"day-first\"`"
                    .into()
            }
            Self::AmbiguousDates { .. } => {
                "say which comes first: `dates = \"day-first\"` or `dates = \"month-first\"`".into()
            }
            Self::ContradictoryDates { .. } => {
                "the file mixes two ways of writing dates, so no row can be trusted: fetch it again with dates such as \
                 2020-01-31"
                    .into()
            }
            Self::Number { .. } => "correct the value; a missing one is left empty".into(),
            Self::AmbiguousNumbers { .. } => {
                "say which mark is used: `decimal = \"point\"` or `decimal = \"comma\"`".into()
            }
            Self::Intraday { .. } => "give one row a day".into(),
            Self::Unusable { .. } => "correct the rows, or name other columns in the options".into(),
            Self::NoSession { .. } => {
                "for another exchange than New York's, set the calendar to `from-prices` with its time zone and hours"
                    .into()
            }
            Self::UnclosedQuote { .. } => {
                "close the quote, or double each quote that belongs to a text: \"\"".into()
            }
            Self::TimeZone { .. } => "`time-zone` takes names such as `America/New_York`".into(),
            Self::Undecided { both: true, .. } => "read the file as prices or as posts".into(),
            Self::Undecided { .. } => {
                "prices need a date and a close, posts a time and a text; name the columns in the options".into()
            }
            Self::PostsAsPrices { .. } => "name the file of prices itself, or a folder of prices alone".into(),
            Self::TwoForecasts { .. }
            | Self::Cutoff { .. }
            | Self::Probability { .. }
            | Self::LooseQuantile { .. }
            | Self::Samples { .. }
            | Self::Step { .. }
            | Self::Coverage { .. } => self.hint_of_predictions(),
            Self::Calendar(_) => "correct the calendar's settings".into(),
        }
    }

    /// Of errors that only predictions have.
    fn hint_of_predictions(&self) -> String {
        match self {
            Self::TwoForecasts { .. } => {
                "keep one row for each day and ticker; forecasts made at several times have a column `cutoff`".into()
            }
            Self::Cutoff { .. } => "correct the cutoff: it is the last day known when the forecast was made".into(),
            Self::Probability { .. } => "probabilities of a rise are from 0 to 1".into(),
            Self::LooseQuantile { models, .. } => format!(
                "write the model before it, such as `{0}_q0.1` or `{0}-lo-80`; where only one column is a model, name that one in \
                 the options (`columns.predicted`)",
                models.first().map_or("MODEL", String::as_str)
            ),
            Self::Samples { .. } => {
                "write a few quantiles of the samples instead, such as darts' `series.quantile(0.1)`, with 0.5 and 0.9".into()
            }
            Self::Step { .. } => {
                "count from 1, or name another column in the options (`columns.step`); with a cutoff the rows are counted"
                    .into()
            }
            _ => "0.8 is four days of five".into(),
        }
    }
}

/// `1 row`, `4 rows`.
fn rows_of(rows: usize) -> String {
    format!("{rows} row{}", if rows == 1 { "" } else { "s" })
}

/// "before a, b and c after", or nothing when the list is empty.
fn listed(before: &str, items: &[String], after: &str) -> String {
    if items.is_empty() { String::new() } else { format!("{before}{}{after}", some(items)) }
}

/// A role's column, by the name that the user gives if there is one.
fn wanted_column(role: &str, given: Option<&str>) -> String {
    match given {
        Some(name) => format!("`{name}` (given for `{role}`)"),
        None => format!("for `{role}`"),
    }
}

/// What the parser met and in which column, without its line number.
fn json_reason(reason: Option<&serde_json::Error>) -> String {
    let Some(reason) = reason else { return String::new() };
    let text = reason.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!(" (column {}: {what})", reason.column())
}

fn read_as(order: Option<DateOrder>) -> &'static str {
    match order {
        None => "",
        Some(DateOrder::DayFirst) => " with the day first",
        Some(DateOrder::MonthFirst) => " with the month first",
    }
}

fn cells(cells: &[Cell]) -> String {
    cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Names in backquotes.
fn names(items: &[String]) -> String {
    if items.is_empty() {
        return "no columns".into();
    }
    some(&items.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>())
}

/// The first twelve, and how many more.
fn some(items: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown = items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
