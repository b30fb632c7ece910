//! Rows of prices out of tables.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Calendar, Date, FindingKind, Ticker};
use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use super::{Prices, checks, clean};
use crate::columns::{self, Roles};
use crate::layout::{Arrangement, Layout, TickerSource};
use crate::source::Source;
use crate::table::{Cells, Reader, Table};
use crate::tally::Tally;
use crate::value::{Stamp, Symbols, decimal_mark, floats, shortened, stamps};
use crate::{IngestError, Place, PriceOptions};

/// Positions in [`Row::values`].
pub(super) const OPEN: usize = 0;
pub(super) const HIGH: usize = 1;
pub(super) const LOW: usize = 2;
pub(super) const CLOSE: usize = 3;
pub(super) const ADJ_CLOSE: usize = 4;
pub(super) const VOLUME: usize = 5;
/// The roles in that order.
pub(super) const VALUES: [&str; 6] = ["open", "high", "low", "close", "adj_close", "volume"];

/// One row of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) date: Date,
    /// The time of day as written; midnight for a date only.
    pub(super) time: Time,
    pub(super) values: [f64; 6],
    pub(super) file: usize,
    pub(super) place: Place,
}

/// Collects rows over files.
pub(super) struct Collector<'a> {
    pub(super) options: &'a PriceOptions,
    /// The file or folder, for messages.
    pub(super) input: String,
    pub(super) arrangement: Arrangement,
    pub(super) files: Vec<String>,
    pub(super) layout: Option<Layout>,
    pub(super) unused: BTreeSet<String>,
    pub(super) rows: usize,
    pub(super) by_ticker: BTreeMap<Ticker, Vec<Row>>,
    pub(super) tally: Tally,
}

impl<'a> Collector<'a> {
    pub(super) fn new(options: &'a PriceOptions, input: String, arrangement: Arrangement) -> Self {
        Self {
            options,
            input,
            arrangement,
            files: Vec::new(),
            layout: None,
            unused: BTreeSet::new(),
            rows: 0,
            by_ticker: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// A place, with its file where there are several.
    pub(super) fn at(&self, file: usize, place: Place) -> String {
        if self.arrangement == Arrangement::File {
            place.to_string()
        } else {
            let name = self.files[file].rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{name} {place}")
        }
    }

    /// Reads one file.
    pub(super) fn add(&mut self, source: &Source) -> Result<(), IngestError> {
        let reader = Reader::open(source)?;
        let (file, names) = (&source.name, reader.names());
        let roles = Roles::prices(file, names, &self.options.columns)?;
        refuse_data_as_header(file, names, &roles)?;
        let date_column = roles.need(file, names, "date")?;
        roles.need(file, names, "close")?;
        let (ticker_source, fixed) = self.ticker_of(source, names, &roles)?;
        let used: Vec<_> = roles.used().collect();
        let table = reader.load(&used.iter().map(|(_, at)| *at).collect::<Vec<_>>())?;
        if let Some(&(place, found)) = table.too_long.first() {
            return Err(IngestError::RowLength { file: file.clone(), place, found, expected: names.len() });
        }
        if table.rows == 0 {
            return Err(IngestError::NoRows { file: file.clone(), columns: columns::shown(names) });
        }
        let shown = columns::shown(names);
        let Table { columns, places, rows, .. } = table;
        let mut cells: BTreeMap<&str, Cells> = used.iter().map(|(role, _)| *role).zip(columns).collect();
        let column = |role| roles.get(role).map_or("", |at| shown[at].as_str());

        let dates = cells.remove("date").unwrap_or(Cells::Other("nothing"));
        let days = stamps(file, column("date"), &dates, self.options.dates, &places)?;
        if let (Some(wrong), true) =
            (days.values.iter().position(|s| *s == Stamp::Wrong), columns::is_index(&names[date_column]))
        {
            // a numbered index, not dates
            if wrong == 0 {
                let found = shown.clone();
                return Err(IngestError::MissingColumn {
                    file: file.clone(),
                    role: "date",
                    given: None,
                    found,
                });
            }
        }
        let symbols = cells.remove("ticker");
        let numbers: Vec<_> = cells.iter().map(|(role, cells)| (column(role), cells)).collect();
        let mark = decimal_mark(file, self.options.decimal, &numbers, &places)?;
        let mut values: [Option<Vec<f64>>; 6] = Default::default();
        for (slot, role) in values.iter_mut().zip(VALUES) {
            if let Some(cells) = cells.remove(role) {
                *slot = Some(floats(file, column(role), cells, mark, &places)?);
            }
        }

        let zone = self.options.calendar.time_zone()?;
        let number = self.files.len();
        self.files.push(file.clone());
        self.rows += rows;
        let mut reading = Symbols::default();
        for row in 0..rows {
            let place = places.of(row);
            let at = || self.at(number, place);
            let (date, time) = match session_day(days.values[row], &zone) {
                Some(day) => day,
                None if days.values[row] == Stamp::Missing => {
                    let example = format!("{} has no date", at());
                    self.tally.add(FindingKind::SkippedRows, None, None, || example);
                    continue;
                }
                None => {
                    return Err(IngestError::Date {
                        file: file.clone(),
                        place,
                        column: column("date").into(),
                        value: text_of(&dates, row),
                    });
                }
            };
            let ticker = match (&fixed, &symbols) {
                (Some(ticker), _) => ticker.clone(),
                (None, Some(Cells::Text(texts))) if texts.get(row).trim().is_empty() => {
                    let example = format!("{} has no ticker", at());
                    self.tally.add(FindingKind::SkippedRows, None, None, || example);
                    continue;
                }
                (None, Some(Cells::Text(texts))) => {
                    reading.read(texts.get(row)).ok_or_else(|| IngestError::Ticker {
                        file: file.clone(),
                        place,
                        column: column("ticker").into(),
                        value: shortened(texts.get(row)),
                    })?
                }
                (None, other) => {
                    return Err(IngestError::ColumnType {
                        file: file.clone(),
                        column: column("ticker").into(),
                        found: other.as_ref().map_or("nothing", Cells::kind),
                        wanted: "tickers",
                    });
                }
            };
            let values = std::array::from_fn(|i| values[i].as_ref().map_or(f64::NAN, |v| v[row]));
            self.by_ticker.entry(ticker).or_default().push(Row { date, time, values, file: number, place });
        }
        self.unused.extend(roles.unused(names));
        self.layout.get_or_insert_with(|| Layout {
            arrangement: self.arrangement,
            files: 0,
            format: reader.format(),
            compression: source.codec,
            separator: reader.separator(),
            columns: roles.uses(names),
            unused: Vec::new(),
            ticker: ticker_source,
            dates: days.form,
            date_order: days.order,
        });
        Ok(())
    }

    /// Where the ticker comes from, and the ticker if it is one for the whole file.
    fn ticker_of(
        &self,
        source: &Source,
        names: &[String],
        roles: &Roles,
    ) -> Result<(TickerSource, Option<Ticker>), IngestError> {
        if roles.get("ticker").is_some() {
            return Ok((TickerSource::Column, None));
        }
        if let Some(ticker) = &self.options.ticker {
            return Ok((TickerSource::Given, Some(ticker.clone())));
        }
        let ticker = source.ticker().ok_or_else(|| IngestError::NoTicker {
            file: source.name.clone(),
            stem: source.stem.clone(),
            found: columns::shown(names),
        })?;
        Ok((TickerSource::FileName, Some(ticker)))
    }

    /// Orders and checks the rows.
    pub(super) fn finish(mut self) -> Result<Prices, IngestError> {
        if let Some(wanted) = &self.options.tickers {
            if let Some(ticker) = wanted.iter().find(|t| !self.by_ticker.contains_key(t)) {
                return Err(IngestError::TickerAbsent {
                    file: self.input,
                    ticker: ticker.clone(),
                    found: self.by_ticker.keys().map(ToString::to_string).collect(),
                });
            }
            self.by_ticker.retain(|ticker, _| wanted.contains(ticker));
        }
        let bars = clean::bars(&mut self)?;
        checks::run(&mut self, &bars)?;
        if !self.unused.is_empty() {
            let names = self.unused.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            self.tally.add_many(FindingKind::UnusedColumns, None, None, self.unused.len(), || names);
        }
        let nothing = |rows| IngestError::Unusable {
            file: self.input.clone(),
            rows,
            skipped: rows,
            reason: "no row has a date and a ticker".into(),
        };
        let mut layout = self.layout.take().ok_or_else(|| nothing(self.rows))?;
        layout.files = self.files.len();
        layout.unused = self.unused.into_iter().collect();
        Ok(Prices { bars, layout, rows: self.rows, findings: self.tally.finish() })
    }

    pub(super) fn calendar(&self) -> &'a Calendar {
        &self.options.calendar
    }
}

/// A first line of values: a date, and numbers, and no column that is recognised by name.
fn refuse_data_as_header(file: &str, names: &[String], roles: &Roles) -> Result<(), IngestError> {
    let numbers = names.iter().filter(|n| n.trim().parse::<f64>().is_ok()).count();
    if roles.get("close").is_none() && numbers >= 2 && numbers + 2 >= names.len() {
        return Err(IngestError::NoHeader { file: file.to_owned(), found: columns::shown(names) });
    }
    Ok(())
}

/// The session's date, and the time of day as written.
fn session_day(stamp: Stamp, zone: &TimeZone) -> Option<(Date, Time)> {
    let local = match stamp {
        Stamp::Missing | Stamp::Wrong => return None,
        Stamp::Date(date) => return Some((date, Time::midnight())),
        Stamp::Local(local) => local,
        Stamp::Instant { local, offset, .. } if offset != Offset::UTC || local.time() == Time::midnight() => {
            local
        }
        Stamp::Instant { at, .. } => zone.to_datetime(at),
    };
    Some((local.date(), local.time()))
}

/// A value for a message.
fn text_of(cells: &Cells, row: usize) -> String {
    match cells {
        Cells::Text(column) => shortened(column.get(row)),
        Cells::Int(values) => values[row].map_or_else(String::new, |v| v.to_string()),
        _ => String::new(),
    }
}
