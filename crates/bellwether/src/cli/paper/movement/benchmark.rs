//! The published feature tables of the movement task, and the samples of the authors' program.
//!
//! A sample is a stock's day whose label is no 0, with the features of the `LAG` days before, all of them known. Tables and
//! program: Feng et al. (2019), *Enhancing stock movement prediction with adversarial training*, IJCAI.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use bellwether_core::{Date, FeatureFrame, RowStamp, Sample, Ticker, Timestamp};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use super::models::{self, Published};

/// Days of a window, where a model has no other.
pub(super) const LAG: usize = 5;
/// Features of a day: columns 0 to 10.
const FEATURES: usize = 11;
/// The feature that is the move of the close since the day before, in per cent.
const MOVE: usize = 3;
/// What is below stands for a missing value.
const MISSING: f64 = -123_320.0;
/// A label of a smaller size is a 0, and left out.
const NO_MOVE: f64 = 1e-8;

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum BenchmarkError {
    #[error("{} cannot be read", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{} cannot be read", path.display())]
    Parquet { path: PathBuf, source: parquet::errors::ParquetError },
    #[error("{}, line {line}: `{value}` is no date such as 2014-01-02", path.display())]
    Date { path: PathBuf, line: usize, value: String },
    #[error("{}: {ticker} has no row {row}; rows must be 0 to {last}, one for each trading date", path.display())]
    Rows { path: PathBuf, ticker: String, row: i64, last: usize },
    #[error("{}: {ticker} has {found} rows for {expected} trading dates", path.display())]
    Length { path: PathBuf, ticker: String, found: usize, expected: usize },
    #[error("{}: no trading date from {from} on", path.display())]
    Period { path: PathBuf, from: Date },
    #[error("{}: {part} has no samples", path.display())]
    Empty { path: PathBuf, part: &'static str },
    #[error(transparent)]
    Core(#[from] bellwether_core::CoreError),
}

/// A data set of the task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    /// As figures name it.
    pub(super) name: &'static str,
    /// As files are named.
    pub(super) file: &'static str,
    /// First days of training, validation and test.
    pub(super) begins: [Date; 3],
    /// Seeds and epochs.
    pub(super) seeds: usize,
    pub(super) epochs: usize,
    pub(super) networks: [Published; 3],
}

pub(super) const SETS: [Set; 2] = [
    Set {
        name: "ACL18",
        file: "acl18",
        begins: [Date::constant(2014, 1, 2), Date::constant(2015, 8, 3), Date::constant(2015, 10, 1)],
        seeds: 5,
        epochs: 150,
        networks: models::ACL18,
    },
    Set {
        name: "KDD17",
        file: "kdd17",
        begins: [Date::constant(2007, 1, 3), Date::constant(2015, 1, 2), Date::constant(2016, 1, 4)],
        seeds: 5,
        epochs: 150,
        networks: models::KDD17,
    },
];

/// One stock's table: `days x 13` values.
type Rows = Vec<[f64; FEATURES + 2]>;

/// The samples of a set, all stocks' rows one below the other: no window reaches from one stock into the next.
#[derive(Debug)]
pub(super) struct Benchmark {
    pub(super) frame: FeatureFrame,
    pub(super) train: Vec<Sample>,
    pub(super) validation: Vec<Sample>,
    pub(super) test: Vec<Sample>,
    /// The day of each test sample, counted from the first.
    pub(super) days: Vec<usize>,
    /// Whether the mean stock rose on the last day known to each test sample.
    pub(super) market: Vec<bool>,
    /// Of both files.
    pub(super) hash: String,
    /// Of each row of the frame: the days of its stock without a missing value up to it.
    whole: Vec<usize>,
}

impl Benchmark {
    pub(super) fn read(folder: &Path, set: &Set) -> Result<Self, BenchmarkError> {
        let table = folder.join(format!("advalstm/{}_features.parquet", set.file));
        let dates_at = folder.join(format!("advalstm/{}_trading_dates.csv", set.file));
        let (dates, text) = read_dates(&dates_at)?;
        let stocks = read_table(&table, dates.len())?;
        let read = |path: &Path| {
            fs::read(path).map_err(|source| BenchmarkError::Read { path: path.to_owned(), source })
        };
        let mut hasher = blake3::Hasher::new_derive_key("bellwether movement tables");
        hasher.update(&read(&table)?).update(text.as_bytes());
        let mut starts = [0; 3];
        for (start, from) in starts.iter_mut().zip(set.begins) {
            *start = dates
                .iter()
                .position(|date| *date >= from)
                .ok_or_else(|| BenchmarkError::Period { path: dates_at.clone(), from })?;
        }
        let own = Self::new(&dates, &stocks, starts, hasher.finalize().to_hex().to_string())?;
        for (part, samples) in [
            ("the training part", &own.train),
            ("the validation part", &own.validation),
            ("the test part", &own.test),
        ] {
            if samples.is_empty() {
                return Err(BenchmarkError::Empty { path: table, part });
            }
        }
        Ok(own)
    }

    fn new(
        dates: &[Date],
        stocks: &[Rows],
        [first, validation, test]: [usize; 3],
        hash: String,
    ) -> Result<Self, BenchmarkError> {
        let known = |v: f64| if v < MISSING { f64::NAN } else { v };
        let columns = (0..FEATURES)
            .map(|j| {
                let values = stocks.iter().flatten().map(|row| known(row[j])).collect();
                (format!("feature-{j}"), values)
            })
            .collect();
        let mut stamps = Vec::with_capacity(stocks.len() * dates.len());
        for _ in stocks {
            // what was known at the close, whose hour the tables do not tell
            stamps.extend(dates.iter().map(|date| RowStamp { date: *date, decision: day_end(*date) }));
        }
        let frame = FeatureFrame::from_columns(Ticker::new("ALL")?, stamps, columns)?;
        let mut own = Self {
            frame,
            train: Vec::new(),
            validation: Vec::new(),
            test: Vec::new(),
            days: Vec::new(),
            market: Vec::new(),
            hash,
            whole: stocks.iter().flat_map(whole).collect(),
        };
        for day in first.max(LAG)..dates.len() {
            let market = market_rises(stocks, day - 1);
            for (i, stock) in stocks.iter().enumerate() {
                let label = stock[day][FEATURES];
                let gap = stock[day - LAG..day].iter().flatten().any(|v| *v < MISSING);
                if gap || label.abs() < NO_MOVE || label < MISSING {
                    continue;
                }
                // moves that a 0 stands for are none, so that the naive forecast is the sign of the last one
                let last_known = f64::from(stock[day - 1][MOVE] > 0.0);
                let sample =
                    Sample { row: i * dates.len() + day - 1, target: f64::from(label > 0.0), last_known };
                if day < validation {
                    own.train.push(sample);
                } else if day < test {
                    own.validation.push(sample);
                } else {
                    own.test.push(sample);
                    own.days.push(day - test);
                    own.market.push(market);
                }
            }
        }
        Ok(own)
    }

    /// Training and validation samples that have `lag` days without a missing value behind them.
    pub(super) fn to_learn(&self, lag: usize) -> [Vec<Sample>; 2] {
        [&self.train, &self.validation]
            .map(|part| part.iter().filter(|sample| self.whole[sample.row] >= lag).copied().collect())
    }

    /// Test samples that have fewer than `lag` days without a missing value behind them.
    pub(super) fn too_short(&self, lag: usize) -> usize {
        self.test.iter().filter(|sample| self.whole[sample.row] < lag).count()
    }

    /// Whether each test sample rose.
    pub(super) fn actual(&self) -> Vec<bool> {
        self.test.iter().map(|sample| sample.target > 0.5).collect()
    }
}

/// Days without a missing value up to each.
fn whole(stock: &Rows) -> impl Iterator<Item = usize> + '_ {
    stock.iter().scan(0, |run, row| {
        *run = if row[..FEATURES].iter().any(|v| *v < MISSING) { 0 } else { *run + 1 };
        Some(*run)
    })
}

/// Whether the mean move of all stocks on a day, of those that have one, was up.
fn market_rises(stocks: &[Rows], day: usize) -> bool {
    stocks.iter().map(|stock| stock[day][MOVE]).filter(|v| *v >= MISSING).sum::<f64>() > 0.0
}

/// The last second of a day in UTC.
fn day_end(date: Date) -> Timestamp {
    let end = date.at(23, 59, 59, 0).to_zoned(jiff::tz::TimeZone::UTC);
    end.map_or(Timestamp::MAX, |at| at.timestamp())
}

fn read_dates(path: &Path) -> Result<(Vec<Date>, String), BenchmarkError> {
    let text =
        fs::read_to_string(path).map_err(|source| BenchmarkError::Read { path: path.to_owned(), source })?;
    let mut dates = Vec::new();
    for (i, value) in text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
        dates.push(value.parse().map_err(|_| BenchmarkError::Date {
            path: path.to_owned(),
            line: i + 1,
            value: value.to_owned(),
        })?);
    }
    Ok((dates, text))
}

/// The stocks' tables in the order of their names.
fn read_table(path: &Path, days: usize) -> Result<Vec<Rows>, BenchmarkError> {
    let file = File::open(path).map_err(|source| BenchmarkError::Read { path: path.to_owned(), source })?;
    let failed = |source| BenchmarkError::Parquet { path: path.to_owned(), source };
    let reader = SerializedFileReader::new(file).map_err(failed)?;
    let mut stocks: BTreeMap<String, (usize, Rows)> = BTreeMap::new();
    for row in reader.get_row_iter(None).map_err(failed)? {
        let row = row.map_err(failed)?;
        let ticker = row.get_string(0).map_err(failed)?;
        let (read, table) = stocks
            .entry(ticker.clone())
            .or_insert_with(|| (0, vec![[f64::NEG_INFINITY; FEATURES + 2]; days]));
        let number = row.get_long(1).map_err(failed)?;
        let place = usize::try_from(number).ok().and_then(|n| table.get_mut(n)).ok_or_else(|| {
            BenchmarkError::Rows {
                path: path.to_owned(),
                ticker: ticker.clone(),
                row: number,
                last: days.saturating_sub(1),
            }
        })?;
        for (j, value) in place.iter_mut().enumerate() {
            *value = f64::from(row.get_float(j + 2).map_err(failed)?);
        }
        *read += 1;
    }
    stocks
        .into_iter()
        .map(|(ticker, (found, table))| {
            // as many rows as places, none of which was out of range
            if found == days {
                return Ok(table);
            }
            Err(BenchmarkError::Length { path: path.to_owned(), ticker, found, expected: days })
        })
        .collect()
}
