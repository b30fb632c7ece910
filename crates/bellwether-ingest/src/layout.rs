//! What was recognised about a file.

use serde::{Deserialize, Serialize};

use crate::{Codec, DateOrder};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Separated values with a header line.
    Csv,
    /// Separated values under a three-line header of fields and tickers, as `yfinance` exports.
    CsvByTicker,
    /// One JSON object a line, or one array of objects.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

/// How the files lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// One file.
    File,
    /// A folder of files.
    Folder,
    /// A folder for each ticker.
    FolderPerTicker,
}

/// Where the ticker is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TickerSource {
    /// In a column.
    Column,
    /// The name of the file.
    FileName,
    /// The name of the folder.
    FolderName,
    /// Given in the options.
    Given,
}

/// How times are written, judged by the first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// A calendar date.
    Date,
    /// A date and time of day without a zone.
    LocalTime,
    /// A date and time of day with a zone or offset.
    ZonedTime,
    /// Seconds, or fractions of them, since 1970.
    Epoch,
}

/// One recognised column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUse {
    /// What it is used as: a field of [`PriceColumns`](crate::PriceColumns) or [`PostColumns`](crate::PostColumns).
    pub role: String,
    /// Its name in the file.
    pub column: String,
}

/// What was recognised about the input; of a folder, about its first file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// How the files lie.
    pub arrangement: Arrangement,
    /// How many files were read.
    pub files: usize,
    /// How the file is written.
    pub format: Format,
    /// How it is compressed, if it is.
    pub compression: Option<Codec>,
    /// What separates the values of a CSV file.
    pub separator: Option<char>,
    /// The recognised columns.
    pub columns: Vec<ColumnUse>,
    /// The columns that are not used.
    pub unused: Vec<String>,
    /// Where the ticker is written.
    pub ticker: TickerSource,
    /// How times are written.
    pub dates: DateForm,
    /// Order of day and month where both could come first.
    pub date_order: Option<DateOrder>,
}
