//! An audit of anybody's table of features: rows of a date, features and a target.
//!
//! A row is decided at the close of its date. What cannot be made again cannot be changed and watched: so the columns are
//! asked for marks that only the future leaves.

mod ahead;
mod arrival;
mod fitted;
mod least_squares;
mod read;
mod rows;
mod running;
mod scaled;
mod selection;
mod windows;

use std::path::Path;

use bellwether_core::Calendar;
use bellwether_ingest::IngestError;

use super::{Audit, Experiment, Found};
use crate::words;
use read::Table;

/// How a table is read. The default finds date, ticker, `available_at`, target and split by their names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableOptions {
    /// The column of dates, `2016-03-31`; default `date`.
    pub date: Option<String>,
    /// The column of the target; default `target`.
    pub target: Option<String>,
    /// Rows from a row to the one at which its target is realised; 0 counts as 1.
    pub horizon: usize,
    /// The exchange's sessions. Default New York.
    pub calendar: Calendar,
}

/// What a column of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableRole {
    /// The dates of the rows.
    Date,
    /// What is forecast.
    Target,
    /// What is learnt from.
    Feature,
    /// The part of each row.
    Split,
    /// When a row or a value was known.
    Arrival,
}

/// A table that cannot be audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The file.
    #[error("the table cannot be used")]
    Read(#[from] IngestError),
    /// The calendar.
    #[error("the calendar cannot be used")]
    Calendar(#[from] bellwether_core::CoreError),
    /// A column that must be there.
    #[error("{file} has no column `{column}`; it has {columns}")]
    NoColumn {
        /// The file.
        file: String,
        /// What it would be.
        role: TableRole,
        /// The column.
        column: String,
        /// The columns that it has.
        columns: String,
    },
    /// A value that is none.
    #[error("{file}, row {row}, column `{column}`: `{value}` is not {expected}")]
    Value {
        /// The file.
        file: String,
        /// The row, from 1.
        row: u64,
        /// The column.
        column: String,
        /// What it is.
        role: TableRole,
        /// The value.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// No feature to audit.
    #[error(
        "{file} has no feature: a column of numbers beside date, ticker, target, split and times of arrival"
    )]
    NoFeature {
        /// The file.
        file: String,
    },
    /// Nothing to audit.
    #[error("{file} has {} with a date, and an audit needs at least 30", words::count(*rows, "row"))]
    TooFew {
        /// The file.
        file: String,
        /// Its rows.
        rows: usize,
    },
}

/// Puts a table to the test: CSV, JSON lines or Parquet with a date, features and a target, and if it has them `ticker`,
/// `split` (`train`, `validation`, `test`), `available_at` for whole rows, and `NAME_available_at` for a feature. Columns of words are
/// left out, and named in a remark.
///
/// # Errors
/// [`TableError`] with file, row, column and value.
pub fn audit_table(path: &Path, options: &TableOptions) -> Result<Audit, TableError> {
    let table = Table::read(path, options)?;
    if table.features.is_empty() {
        return Err(TableError::NoFeature { file: table.file });
    }
    let mut audit = Audit::new(&table.file);
    let mut arrived = arrival::late(&table, &options.calendar)?;
    arrived.remarks.extend(table.left_out.iter().cloned());
    audit.add(Experiment::Arrival, arrived);
    let horizon = options.horizon.max(1);
    audit.add(Experiment::Rows, rows::compared(&table, horizon));
    let mut fitted = fitted::marks(&table);
    let taken = |found: &Found| found.leaks.iter().filter_map(|leak| leak.column.clone()).collect::<Vec<_>>();
    let ahead = ahead::columns(&table, horizon, &taken(&fitted));
    // what holds the target is bound to be tied to it in the test as well
    let known = [taken(&fitted), taken(&ahead)].concat();
    fitted.leaks.extend(selection::by_all_rows(&table, horizon, &known, &mut fitted.untested));
    audit.add(Experiment::Ahead, ahead);
    audit.add(Experiment::Fitted, fitted);
    Ok(audit)
}
