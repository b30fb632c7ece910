//! Rows of prices out of files.

use std::collections::BTreeMap;

use bellwether_core::{Date, FindingKind, Ticker};
use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use super::{Prices, checks, clean};
use crate::columns::{self, Roles};
use crate::intake::{Intake, Loaded, ticker_of};
use crate::layout::Arrangement;
use crate::source::Source;
use crate::table::{Cells, Reader};
use crate::value::{Stamp, Stamps, Symbols, decimal_mark, floats, shortened, stamps};
use crate::{IngestError, Place, PostOptions, PriceOptions};

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
    pub(super) intake: Intake,
    pub(super) by_ticker: BTreeMap<Ticker, Vec<Row>>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(options: &'a PriceOptions, input: String, arrangement: Arrangement) -> Self {
        Self { options, intake: Intake::new(input, arrangement), by_ticker: BTreeMap::new() }
    }

    /// Reads one file.
    pub(super) fn add(&mut self, source: &Source) -> Result<(), IngestError> {
        let reader = Reader::open(source)?;
        let (file, names) = (&source.name, reader.names());
        let roles = Roles::prices(file, names, &self.options.columns)?;
        refuse_data_as_header(file, names, &roles)?;
        refuse_posts(file, names, &roles)?;
        let date_column = roles.need(file, names, "date")?;
        roles.need(file, names, "close")?;
        let (ticker_source, fixed) = ticker_of(source, names, &roles, self.options.ticker.as_ref(), None)?;
        let mut loaded = self.intake.load(source, &reader, &roles)?;
        if let Some(&(place, found)) = loaded.too_long.first() {
            return Err(IngestError::RowLength { file: file.clone(), place, found, expected: names.len() });
        }
        let dates = loaded.cells.remove("date").unwrap_or(Cells::Other("nothing"));
        let days = stamps(file, loaded.name("date"), &dates, self.options.dates, &loaded.places)?;
        if let Some(row) = days.values.iter().position(|s| *s == Stamp::Wrong) {
            // a numbered index is not a column of wrong dates
            if row == 0 && columns::is_index(&names[date_column]) {
                return Err(IngestError::MissingColumn {
                    file: file.clone(),
                    role: "date",
                    given: None,
                    found: columns::shown(names),
                });
            }
            return Err(IngestError::Date {
                file: file.clone(),
                place: loaded.places.of(row),
                column: loaded.name("date").into(),
                value: text_of(&dates, row),
                order: days.order,
            });
        }
        let symbols = loaded.cells.remove("ticker");
        let values = self.values(&mut loaded)?;
        self.push(&loaded, &days, &values, fixed.as_ref(), symbols.as_ref())?;
        self.intake.recognised(source, &reader, &roles, ticker_source, &days);
        Ok(())
    }

    /// The number columns, in the order of [`VALUES`].
    fn values(&mut self, loaded: &mut Loaded<'_>) -> Result<[Option<Vec<f64>>; 6], IngestError> {
        let cells = std::mem::take(&mut loaded.cells);
        let numbers: Vec<_> = cells.iter().map(|(role, cells)| (loaded.name(role), cells)).collect();
        let mark = decimal_mark(loaded.file, self.options.decimal, &numbers, &loaded.places)?;
        let mut values: [Option<Vec<f64>>; 6] = Default::default();
        for (role, cells) in cells {
            if let Some(i) = VALUES.iter().position(|v| *v == role) {
                values[i] = Some(floats(loaded.file, loaded.name(role), cells, mark, &loaded.places)?);
            }
        }
        // an adjusted close is often left out, the others are not
        for i in [OPEN, HIGH, LOW, VOLUME].into_iter().filter(|i| values[*i].is_none()) {
            let example = format!("`{}` in {}", VALUES[i], loaded.file);
            self.intake.tally.add(FindingKind::AbsentColumns, None, None, || example);
        }
        Ok(values)
    }

    /// Files the rows under their tickers.
    fn push(
        &mut self,
        loaded: &Loaded<'_>,
        days: &Stamps,
        values: &[Option<Vec<f64>>; 6],
        fixed: Option<&Ticker>,
        symbols: Option<&Cells>,
    ) -> Result<(), IngestError> {
        let zone = self.options.calendar.time_zone()?;
        let mut reading = Symbols::default();
        for row in 0..loaded.rows {
            let place = loaded.places.of(row);
            let Some((date, time)) = session_day(days.values[row], &zone) else {
                self.skip(loaded.number, place, "date");
                continue;
            };
            let ticker = match (fixed, symbols) {
                (Some(ticker), _) => ticker.clone(),
                (None, Some(Cells::Text(texts))) if texts.get(row).trim().is_empty() => {
                    self.skip(loaded.number, place, "ticker");
                    continue;
                }
                (None, Some(Cells::Text(texts))) => {
                    reading.read(texts.get(row)).ok_or_else(|| IngestError::Ticker {
                        file: loaded.file.to_owned(),
                        place,
                        column: loaded.name("ticker").into(),
                        value: shortened(texts.get(row)),
                    })?
                }
                (None, other) => {
                    return Err(IngestError::ColumnType {
                        file: loaded.file.to_owned(),
                        column: loaded.name("ticker").into(),
                        found: other.map_or("nothing", Cells::kind),
                        wanted: "tickers",
                    });
                }
            };
            let values = std::array::from_fn(|i| values[i].as_ref().map_or(f64::NAN, |v| v[row]));
            let row = Row { date, time, values, file: loaded.number, place };
            self.by_ticker.entry(ticker).or_default().push(row);
        }
        Ok(())
    }

    fn skip(&mut self, file: usize, place: Place, lacks: &str) {
        let example = format!("{} has no {lacks}", self.intake.at(file, place));
        self.intake.tally.add(FindingKind::SkippedRows, None, None, || example);
    }

    /// Orders and checks the rows.
    pub(super) fn finish(mut self) -> Result<Prices, IngestError> {
        let unusable = IngestError::Unusable {
            file: self.intake.input.clone(),
            rows: self.intake.rows,
            skipped: self.intake.rows,
            reason: "no row has a date and a ticker".into(),
        };
        if self.by_ticker.is_empty() {
            return Err(unusable);
        }
        if let Some(wanted) = &self.options.tickers {
            if let Some(ticker) = wanted.iter().find(|t| !self.by_ticker.contains_key(t)) {
                return Err(IngestError::TickerAbsent {
                    file: self.intake.input,
                    ticker: ticker.clone(),
                    found: self.by_ticker.keys().map(ToString::to_string).collect(),
                });
            }
            self.by_ticker.retain(|ticker, _| wanted.contains(ticker));
        }
        let bars = clean::bars(self.by_ticker, &self.options.calendar, &mut self.intake)?;
        checks::run(&bars, &self.options.calendar, &mut self.intake.tally)?;
        let (layout, rows, findings) = self.intake.finish().ok_or(unusable)?;
        Ok(Prices { bars, layout, rows, findings })
    }
}

/// Refuses a first line of numbers, in which no price is recognised by name.
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

/// Refuses a file that has the columns of posts and no close.
fn refuse_posts(file: &str, names: &[String], roles: &Roles) -> Result<(), IngestError> {
    let posts = Roles::posts(file, names, &PostOptions::default());
    let fits = posts.is_ok_and(|posts| ["created_at", "text"].iter().all(|role| posts.get(role).is_some()));
    if fits && roles.get("close").is_none() {
        return Err(IngestError::PostsAsPrices { file: file.to_owned() });
    }
    Ok(())
}
