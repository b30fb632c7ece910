//! Predictions made by any tool: what was forecast for a day, and what came.
//!
//! Read are the tables that darts (a time index and one column, or its quantiles), Nixtla (`unique_id, ds, cutoff, y`, a column
//! for each model, `MODEL-lo-80`, `MODEL-hi-80`), AutoGluon (`item_id, timestamp, mean, 0.1, …`), Prophet (`ds, yhat,
//! yhat_lower, yhat_upper`), qlib (`datetime, instrument, score, label`) and pandas write.

mod columns;
mod gathered;
mod names;
mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Date, Finding, Quantile, Ticker};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::source::Source;
use crate::{ColumnUse, DateOrder, DecimalMark, IngestError};

/// The columns of a file of predictions, where their names do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PredictionColumns {
    /// The day that is forecast.
    pub date: Option<String>,
    /// The ticker.
    pub ticker: Option<String>,
    /// What came.
    pub actual: Option<String>,
    /// The last value known when the forecast was made.
    pub previous: Option<String>,
    /// The last day known when the forecast was made.
    pub cutoff: Option<String>,
    /// The probability of a rise.
    pub probability: Option<String>,
    /// How many rows ahead of the last known day the forecast is, from 1.
    pub step: Option<String>,
    /// The forecasts, a column for each model; empty for those with telling names, or else all that have no other use.
    pub predicted: Vec<String>,
}

/// How a file of predictions is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PredictionOptions {
    /// Columns by name.
    pub columns: PredictionColumns,
    /// The ticker of a file without a column of them.
    pub ticker: Option<Ticker>,
    /// Order of day and month in dates such as 03/04/2020.
    pub dates: Option<DateOrder>,
    /// Decimal mark of numbers such as 1,234.
    pub decimal: Option<DecimalMark>,
    /// What share of the days columns such as `lower` and `upper` should hold, in (0, 1); without it that of Prophet and
    /// statsmodels by their column names, and others are left out with a finding.
    pub interval: Option<f64>,
}

/// What one model said of one day. At least one of its fields is there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Predicted {
    /// The point forecast.
    pub point: Option<f64>,
    /// The probability of a rise, in [0, 1].
    pub probability: Option<f64>,
    /// Quantiles in rising order of level, and of value: where they cross in the file they are put in order, and a finding says so.
    pub quantiles: Vec<Quantile>,
}

/// One day of one ticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictionRow {
    /// The day that is forecast.
    pub date: Date,
    /// The last day known when the forecast was made, where the file says.
    pub cutoff: Option<Date>,
    /// How many rows ahead of the last known day it is, where the file says.
    pub step: Option<usize>,
    /// What came, where the file says.
    pub actual: Option<f64>,
    /// The last value known when the forecast was made, where the file says.
    pub previous: Option<f64>,
    /// One for each of the models; `None` where the model said nothing.
    pub models: Vec<Option<Predicted>>,
}

/// A file of predictions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Predictions {
    /// The models, by their columns.
    pub models: Vec<String>,
    /// The rows of each ticker by date, then cutoff and step; no two of one ticker have the same.
    pub rows: BTreeMap<Ticker, Vec<PredictionRow>>,
    /// The ticker where the file names none and its name is none: that of a series without a name.
    pub unnamed: bool,
    /// Columns by use.
    pub columns: Vec<ColumnUse>,
    /// Rows in the file.
    pub rows_read: usize,
    /// What is odd about the file.
    pub findings: Vec<Finding>,
}

/// Reads a file of predictions: CSV, JSON lines or Parquet, plain, gzip or Zstandard, recognised by content.
///
/// Rows are put in order of time, and a finding says so. A row that is there twice is kept once; two rows that say
/// different things of one day are an error.
///
/// # Errors
/// An [`IngestError`] with file, line, column and value for what cannot be read without guessing.
pub fn read_predictions(path: &Path, options: &PredictionOptions) -> Result<Predictions, IngestError> {
    rows::read(&Source::open(path)?, options)
}

/// Reads one file's bytes; `name` stands for the file's name, in messages and for the ticker.
///
/// # Errors
/// As [`read_predictions`].
///
/// ```
/// use bellwether_ingest::{PredictionOptions, read_predictions_bytes};
///
/// let csv = "unique_id,ds,cutoff,y,LSTM,LSTM-lo-80,LSTM-hi-80\nAAPL,2024-01-03,2024-01-02,185,186,180,190\n";
/// let read = read_predictions_bytes("cv.csv", csv.as_bytes(), &PredictionOptions::default())?;
/// assert_eq!(read.models, ["LSTM"]);
/// let row = &read.rows.values().next().unwrap()[0];
/// assert_eq!((row.actual, row.models[0].as_ref().unwrap().point), (Some(185.0), Some(186.0)));
/// # Ok::<(), bellwether_ingest::IngestError>(())
/// ```
pub fn read_predictions_bytes(
    name: &str,
    bytes: &[u8],
    options: &PredictionOptions,
) -> Result<Predictions, IngestError> {
    rows::read(&Source::new(name, Bytes::copy_from_slice(bytes))?, options)
}
