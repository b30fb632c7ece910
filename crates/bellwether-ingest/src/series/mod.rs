//! Series beside prices and posts: macro figures, search interest, any number by day.

mod known;

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Date, Datum, Finding, FindingKind, Ticker};
use bytes::Bytes;

use crate::columns::{self, Roles};
use crate::source::Source;
use crate::table::{Cells, Places, Reader, Table};
use crate::tally::Tally;
use crate::value::{Stamp, Symbols, decimal_mark, floats, shortened, stamps};
use crate::{IngestError, Period, SeriesOptions};
use known::{Release, When};

/// The columns of one file, each a series of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// By the column's name and the ticker; without one for all tickers. In time order.
    pub data: BTreeMap<String, BTreeMap<Option<Ticker>, Vec<Datum>>>,
    /// Rows in the file, those left out included.
    pub rows: usize,
    /// What is odd about the data.
    pub findings: Vec<Finding>,
}

/// Reads a file of series: a column of dates, one or more of numbers, and where the values are not for all tickers one of
/// tickers. CSV, JSON lines or Parquet, plain, gzip or Zstandard, as with prices.
///
/// A value that is missing is left out, so that the one before it stays the newest. Of two for one day the first is kept, and
/// a finding says so.
///
/// # Errors
/// An [`IngestError`] with file, line, column and value for what cannot be read without guessing.
pub fn read_series(path: &Path, options: &SeriesOptions) -> Result<Series, IngestError> {
    one(&Source::open(path)?, options)
}

/// Reads one file's bytes; `name` stands for the file's name, in messages.
///
/// # Errors
/// As [`read_series`].
pub fn read_series_bytes(name: &str, bytes: &[u8], options: &SeriesOptions) -> Result<Series, IngestError> {
    one(&Source::new(name, Bytes::copy_from_slice(bytes))?, options)
}

fn one(source: &Source, options: &SeriesOptions) -> Result<Series, IngestError> {
    let reader = Reader::open(source)?;
    let (file, names) = (&source.name, reader.names());
    let roles = Roles::series(file, names, options)?;
    let date = roles.need(file, names, "date")?;
    let ticker = roles.get("ticker");
    let wanted = wanted(file, names, &[Some(date), ticker], options)?;
    let positions: Vec<usize> = [date].into_iter().chain(ticker).chain(wanted.iter().copied()).collect();
    let Table { columns, rows, places, too_long, not_utf8 } = reader.load(&positions)?;
    if let Some(&(place, found)) = too_long.first() {
        return Err(IngestError::RowLength { file: file.clone(), place, found, expected: names.len() });
    }
    let shown = columns::shown(names);
    if rows == 0 {
        return Err(IngestError::NoRows { file: file.clone(), columns: shown });
    }
    let mut tally = Tally::default();
    for place in not_utf8 {
        tally.add(FindingKind::BrokenText, None, None, || place.to_string());
    }
    let mut columns = columns.into_iter();
    let dates = columns.next().unwrap_or(Cells::Other("nothing"));
    let days = days(file, &shown[date], &dates, options, &places)?;
    let symbols = ticker.and_then(|at| Some((shown[at].clone(), columns.next()?)));
    let tickers = tickers(file, symbols, rows, &places)?;
    let cells: Vec<Cells> = columns.collect();
    let named: Vec<(&str, &Cells)> = wanted.iter().map(|at| shown[*at].as_str()).zip(&cells).collect();
    let mark = decimal_mark(file, options.decimal, &named, &places)?;
    let release = Release::new(options)?;
    let mut data = BTreeMap::new();
    for (at, cells) in wanted.iter().zip(cells) {
        let values = floats(file, &shown[*at], cells, mark, &places)?;
        let mut by_ticker: BTreeMap<Option<Ticker>, BTreeMap<Date, Datum>> = BTreeMap::new();
        for row in 0..rows {
            let (Some(when), value) = (days[row], values[row]) else { continue };
            let kept = |t: &Ticker| options.tickers.as_ref().is_none_or(|wanted| wanted.contains(t));
            if !value.is_finite() || tickers[row].as_ref().is_some_and(|t| !kept(t)) {
                continue;
            }
            let Some(datum) = release.datum(when, value) else { continue };
            let own = by_ticker.entry(tickers[row].clone()).or_default();
            if let std::collections::btree_map::Entry::Vacant(e) = own.entry(datum.date) {
                e.insert(datum);
            } else {
                let day = when.day;
                let example = || format!("{}, column `{}` ({day})", places.of(row), shown[*at]);
                tally.add(FindingKind::RepeatedValues, tickers[row].as_ref(), Some(day), example);
            }
        }
        let by_ticker = by_ticker.into_iter().map(|(t, d)| (t, d.into_values().collect())).collect();
        data.insert(shown[*at].clone(), by_ticker);
    }
    for (row, _) in days.iter().enumerate().filter(|(_, day)| day.is_none()) {
        let example = || format!("{} has no {}", places.of(row), shown[date]);
        tally.add(FindingKind::SkippedRows, None, None, example);
    }
    Ok(Series { data, rows, findings: tally.finish() })
}

/// The columns of values.
fn wanted(
    file: &str,
    names: &[String],
    taken: &[Option<usize>],
    options: &SeriesOptions,
) -> Result<Vec<usize>, IngestError> {
    let free = |at: &usize| !taken.contains(&Some(*at));
    let found: Vec<usize> = if options.columns.is_empty() {
        (0..names.len()).filter(free).collect()
    } else {
        options
            .columns
            .iter()
            .map(|name| columns::value_column(file, names, name))
            .collect::<Result<_, _>>()?
    };
    let missing = || IngestError::MissingColumn {
        file: file.to_owned(),
        role: "value",
        given: None,
        found: columns::shown(names),
    };
    let mut kept = Vec::new();
    for at in found.into_iter().filter(free) {
        // two columns of one name would be one series
        match kept.iter().find(|k| names[**k] == names[at]) {
            Some(first) => {
                return Err(IngestError::ColumnTwice {
                    file: file.to_owned(),
                    role: "value",
                    first: *first,
                    first_name: names[*first].clone(),
                    second: at,
                    second_name: names[at].clone(),
                });
            }
            None => kept.push(at),
        }
    }
    if kept.is_empty() { Err(missing()) } else { Ok(kept) }
}

/// When each row is dated; `None` for one without. A year, a quarter and a month stand for their first day.
fn days(
    file: &str,
    name: &str,
    cells: &Cells,
    options: &SeriesOptions,
    places: &Places,
) -> Result<Vec<Option<When>>, IngestError> {
    if let Some(years) = years(cells).filter(|years| years.iter().any(Option::is_some)) {
        if options.period == Period::Annual {
            return Ok(years.into_iter().map(|year| year.map(When::from)).collect());
        }
        // as seconds they would be dates of 1970
        return Err(IngestError::ColumnType {
            file: file.to_owned(),
            column: name.to_owned(),
            found: "years",
            wanted: "dates",
        });
    }
    for (named, found, periods) in [
        (months(cells), "months", &[Period::Monthly, Period::Quarterly][..]),
        (quarters(cells), "quarters", &[Period::Quarterly]),
    ] {
        let Some(days) = named.filter(|days| days.iter().any(Option::is_some)) else { continue };
        if periods.contains(&options.period) {
            return Ok(days.into_iter().map(|day| day.map(When::from)).collect());
        }
        return Err(IngestError::ColumnType {
            file: file.to_owned(),
            column: name.to_owned(),
            found,
            wanted: "dates",
        });
    }
    let read = stamps(file, name, cells, options.dates, places)?;
    let day = |(row, stamp): (usize, &Stamp)| match stamp {
        Stamp::Missing => Ok(None),
        Stamp::Date(date) => Ok(Some(When::from(*date))),
        Stamp::Local(local) => Ok(Some(When::from(local.date()))),
        Stamp::Instant { local, at, .. } => Ok(Some(When { day: local.date(), stamp: Some(*at) })),
        Stamp::Wrong => Err(read.wrong(file, name, cells, row, places)),
    };
    read.values.iter().enumerate().map(day).collect()
}

/// The first days of years, where every value is a year or missing.
fn years(cells: &Cells) -> Option<Vec<Option<Date>>> {
    let first = |year: i64| {
        let year = i16::try_from(year).ok().filter(|y| (1600..=2500).contains(y))?;
        Date::new(year, 1, 1).ok()
    };
    match cells {
        Cells::Int(values) => values.iter().map(|v| v.map_or(Some(None), |v| first(v).map(Some))).collect(),
        Cells::Text(column) => column
            .iter()
            .map(|text| match text.trim() {
                "" => Some(None),
                text => text.parse().ok().and_then(first).map(Some),
            })
            .collect(),
        _ => None,
    }
}

/// The first days of months such as `2015-03`, where every value is one or missing.
fn months(cells: &Cells) -> Option<Vec<Option<Date>>> {
    texts(cells, |text| {
        let (year, month) = text.split_once(['-', '/'])?;
        first_day(year, month, 1)
    })
}

/// The first days of quarters such as `2015-Q1` and `2015Q1`, where every value is one or missing.
fn quarters(cells: &Cells) -> Option<Vec<Option<Date>>> {
    texts(cells, |text| {
        let (year, quarter) = text.split_once(['Q', 'q'])?;
        let year = year.strip_suffix(['-', ' ']).unwrap_or(year);
        first_day(year, quarter, 3)
    })
}

/// The first day of a part of a year, by its number and length in months.
fn first_day(year: &str, number: &str, months: i8) -> Option<Date> {
    let number: i8 = number.parse().ok().filter(|n| (1..=12 / months).contains(n))?;
    let year = if year.len() == 4 { year.parse().ok()? } else { return None };
    Date::new(year, 1 + (number - 1) * months, 1).ok()
}

/// Each text as a day, where every one is such or blank.
fn texts(cells: &Cells, day: impl Fn(&str) -> Option<Date>) -> Option<Vec<Option<Date>>> {
    let Cells::Text(column) = cells else { return None };
    let one = |text: &str| match text.trim() {
        "" => Some(None),
        text => day(text).map(Some),
    };
    column.iter().map(one).collect()
}

/// Each row's ticker; `None` for all tickers.
fn tickers(
    file: &str,
    symbols: Option<(String, Cells)>,
    rows: usize,
    places: &Places,
) -> Result<Vec<Option<Ticker>>, IngestError> {
    let Some((column, cells)) = symbols else { return Ok(vec![None; rows]) };
    let Cells::Text(texts) = cells else {
        return Err(IngestError::ColumnType {
            file: file.to_owned(),
            column,
            found: cells.kind(),
            wanted: "tickers",
        });
    };
    let mut reading = Symbols::default();
    let read = |row: usize| {
        let text = texts.get(row);
        match reading.read(text) {
            Some(ticker) => Ok(Some(ticker)),
            // a value without a ticker is for all
            None if text.trim().is_empty() => Ok(None),
            None => Err(IngestError::Ticker {
                file: file.to_owned(),
                place: places.of(row),
                column: column.clone(),
                value: shortened(text),
            }),
        }
    };
    (0..rows).map(read).collect()
}
