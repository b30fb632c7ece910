//! Rows of posts out of tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bellwether_core::{CoreError, Date, FindingKind, Post, Ticker, Timestamp};
use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use super::{Posts, clean};
use crate::columns::{self, Roles};
use crate::layout::{Arrangement, Layout, TickerSource};
use crate::source::Source;
use crate::table::{Cells, Places, Reader, Table};
use crate::tally::Tally;
use crate::value::{Stamp, Stamps, Symbols, parse_count, shortened, stamps};
use crate::{IngestError, Place, PostOptions};

/// One row of a file.
pub(super) struct Row {
    pub(super) post: Post,
    pub(super) id: Box<str>,
    pub(super) author: Box<str>,
    pub(super) file: usize,
    pub(super) place: Place,
}

/// Collects rows over files.
pub(super) struct Collector<'a> {
    options: &'a PostOptions,
    input: String,
    arrangement: Arrangement,
    files: Vec<String>,
    layout: Option<Layout>,
    unused: BTreeSet<String>,
    rows: usize,
    skipped: usize,
    first_skip: Option<String>,
    by_ticker: BTreeMap<Ticker, Vec<Row>>,
    pub(super) tally: Tally,
    exchange: TimeZone,
    /// The zone of times without one, if the options name it.
    zone: Option<TimeZone>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        options: &'a PostOptions,
        input: String,
        arrangement: Arrangement,
    ) -> Result<Self, IngestError> {
        let unknown = |name: &String| CoreError::TimeZone { name: name.clone() };
        let zone = options.time_zone.as_ref().map(|name| TimeZone::get(name).map_err(|_| unknown(name)));
        Ok(Self {
            options,
            input,
            arrangement,
            files: Vec::new(),
            layout: None,
            unused: BTreeSet::new(),
            rows: 0,
            skipped: 0,
            first_skip: None,
            by_ticker: BTreeMap::new(),
            tally: Tally::default(),
            exchange: options.calendar.time_zone()?,
            zone: zone.transpose()?,
        })
    }

    /// A place, with its file where there are several.
    pub(super) fn at(&self, file: usize, place: Place) -> String {
        if self.arrangement == Arrangement::File {
            place.to_string()
        } else {
            format!("{} {place}", self.files[file])
        }
    }

    /// Reads one file of a ticker's folder. An empty one is a day without posts.
    pub(super) fn add_day(
        &mut self,
        path: &Path,
        ticker: Option<&(TickerSource, Ticker)>,
    ) -> Result<(), IngestError> {
        match Source::open(path) {
            Err(IngestError::Empty { .. }) => {
                let example = format!("{} is empty", path.display());
                self.tally.add(FindingKind::SkippedRows, None, None, || example);
                Ok(())
            }
            source => self.add(&source?, ticker),
        }
    }

    /// Reads one file.
    pub(super) fn add(
        &mut self,
        source: &Source,
        folder: Option<&(TickerSource, Ticker)>,
    ) -> Result<(), IngestError> {
        let reader = Reader::open(source)?;
        let (file, names) = (&source.name, reader.names());
        let roles = Roles::posts(file, names, &self.options.columns)?;
        roles.need(file, names, "created_at")?;
        roles.need(file, names, "text")?;
        let fixed = self.ticker_of(source, folder, names, &roles)?;
        let used: Vec<_> = roles.used().collect();
        let table = reader.load(&used.iter().map(|(_, at)| *at).collect::<Vec<_>>())?;
        if table.rows == 0 {
            return Err(IngestError::NoRows { file: file.clone(), columns: columns::shown(names) });
        }
        let Table { columns, rows, places, too_long, not_utf8 } = table;
        let number = self.files.len();
        self.files.push(file.clone());
        self.rows += rows + too_long.len();
        for (place, found) in too_long {
            let at = self.at(number, place);
            self.skip(format!("{at} has {found} values where the header has {}", names.len()));
        }
        for &place in &not_utf8 {
            let at = self.at(number, place);
            self.tally.add(FindingKind::BrokenText, None, None, || at);
        }
        let columns: BTreeMap<&'static str, Cells> =
            used.iter().map(|(role, _)| *role).zip(columns).collect();
        let shown = columns::shown(names);
        let name = |role: &str| roles.get(role).map_or("", |at| shown[at].as_str());
        let missing = Cells::Other("nothing");
        let times = stamps(
            file,
            name("created_at"),
            columns.get("created_at").unwrap_or(&missing),
            self.options.dates,
            &places,
        )?;
        for role in ["ticker", "text"] {
            if let Some(cells) = columns.get(role)
                && !matches!(cells, Cells::Text(_))
            {
                return Err(IngestError::ColumnType {
                    file: file.clone(),
                    column: name(role).into(),
                    found: cells.kind(),
                    wanted: "text",
                });
            }
        }
        let (source_of_ticker, fixed) = fixed;
        let read =
            FileRows { number, columns: &columns, times: &times, places: &places, fixed: fixed.as_ref() };
        self.read_rows(&read, rows, &name);
        self.unused.extend(roles.unused(names));
        self.layout.get_or_insert_with(|| Layout {
            arrangement: self.arrangement,
            files: 0,
            format: reader.format(),
            compression: source.codec,
            separator: reader.separator(),
            columns: roles.uses(names),
            unused: Vec::new(),
            ticker: source_of_ticker,
            dates: times.form,
            date_order: times.order,
        });
        Ok(())
    }

    fn read_rows<'n>(&mut self, read: &FileRows<'_>, rows: usize, name: &impl Fn(&str) -> &'n str) {
        let dates_only = all_midnight(&read.times.values);
        let mut symbols = Symbols::default();
        for row in 0..rows {
            match self.row(read, row, dates_only, &mut symbols) {
                Ok(()) => {}
                Err(Reject { role, value }) => {
                    let at = self.at(read.number, read.places.of(row));
                    self.skip(match value.trim() {
                        "" => format!("{at} has no {role}"),
                        value => {
                            format!("{at}, column `{}`: `{}` is no {role}", name(role), shortened(value))
                        }
                    });
                }
            }
        }
    }

    fn row(
        &mut self,
        read: &FileRows<'_>,
        row: usize,
        dates_only: bool,
        symbols: &mut Symbols,
    ) -> Result<(), Reject> {
        let reject = |role| Reject { role, value: read.text(role, row).into_owned() };
        let text = read.text("text", row);
        if text.trim().is_empty() {
            return Err(reject("text"));
        }
        let tickers = match read.fixed {
            Some(ticker) => vec![ticker.clone()],
            None => tickers(&read.text("ticker", row), symbols).ok_or_else(|| reject("ticker"))?,
        };
        if let Some(wanted) = &self.options.tickers
            && !tickers.iter().any(|t| wanted.contains(t))
        {
            return Ok(());
        }
        let created_at = self.instant(read, row, dates_only).ok_or_else(|| reject("created_at"))?;
        let count = |role| match read.columns.get(role) {
            None => Ok(None),
            Some(Cells::Int(values)) => values[row].map(u64::try_from).transpose().map_err(|_| reject(role)),
            Some(_) => parse_count(&read.text(role, row)).map_err(|()| reject(role)),
        };
        let copies = match count("copies")? {
            None => 1,
            Some(copies) => u32::try_from(copies).ok().filter(|c| *c > 0).ok_or_else(|| reject("copies"))?,
        };
        let post = Post {
            copies,
            followers: count("followers")?,
            likes: count("likes")?,
            retweets: count("retweets")?,
            replies: count("replies")?,
            ..Post::new(created_at, &*text)
        };
        for ticker in tickers {
            if self.options.tickers.as_ref().is_some_and(|wanted| !wanted.contains(&ticker)) {
                continue;
            }
            let row = Row {
                post: post.clone(),
                id: read.text("id", row).into(),
                author: read.text("author", row).into(),
                file: read.number,
                place: read.places.of(row),
            };
            self.by_ticker.entry(ticker).or_default().push(row);
        }
        Ok(())
    }

    /// When a post could be known; `None` when the file does not say.
    fn instant(&mut self, read: &FileRows<'_>, row: usize, dates_only: bool) -> Option<Timestamp> {
        let (date, local) = match read.times.values[row] {
            Stamp::Missing | Stamp::Wrong => return None,
            Stamp::Date(date) => (date, None),
            Stamp::Local(local) if dates_only => (local.date(), None),
            Stamp::Instant { local, .. } if dates_only => (local.date(), None),
            Stamp::Instant { at, .. } => return Some(at),
            Stamp::Local(local) => (local.date(), Some(local)),
        };
        let place = read.places.of(row);
        let Some(local) = local else {
            let at = self.at(read.number, place);
            let example = format!("{at} ({date})");
            self.tally.add(FindingKind::TimeOfDayAbsent, None, Some(date), || example);
            return end_of_day(date, &self.exchange);
        };
        if let Some(zone) = &self.zone {
            // a clock time that comes twice is read as the later one: never known too early
            return zone.to_ambiguous_timestamp(local).later().ok();
        }
        let at = self.at(read.number, place);
        self.tally.add(FindingKind::TimeZoneAbsent, None, Some(date), || format!("{at} ({local})"));
        Offset::UTC.to_timestamp(local).ok()
    }

    fn skip(&mut self, reason: String) {
        self.skipped += 1;
        self.first_skip.get_or_insert_with(|| reason.clone());
        self.tally.add(FindingKind::SkippedRows, None, None, || reason);
    }

    /// Where the ticker comes from, and the ticker if it is one for the whole file.
    fn ticker_of(
        &self,
        source: &Source,
        folder: Option<&(TickerSource, Ticker)>,
        names: &[String],
        roles: &Roles,
    ) -> Result<(TickerSource, Option<Ticker>), IngestError> {
        if roles.get("ticker").is_some() {
            return Ok((TickerSource::Column, None));
        }
        if let Some(ticker) = &self.options.ticker {
            return Ok((TickerSource::Given, Some(ticker.clone())));
        }
        if let Some((source, ticker)) = folder {
            return Ok((*source, Some(ticker.clone())));
        }
        let ticker = source.ticker().ok_or_else(|| IngestError::NoTicker {
            file: source.name.clone(),
            stem: source.stem.clone(),
            found: columns::shown(names),
        })?;
        Ok((TickerSource::FileName, Some(ticker)))
    }

    /// Orders the posts and counts what is repeated.
    pub(super) fn finish(mut self) -> Result<Posts, IngestError> {
        if self.skipped * 2 > self.rows || self.layout.is_none() {
            return Err(IngestError::Unusable {
                file: self.input,
                rows: self.rows,
                skipped: self.skipped,
                reason: self.first_skip.unwrap_or_else(|| "every file is empty".into()),
            });
        }
        let posts = clean::posts(&mut self, |c| std::mem::take(&mut c.by_ticker));
        if !self.unused.is_empty() {
            let names = self.unused.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            self.tally.add_many(FindingKind::UnusedColumns, None, None, self.unused.len(), || names);
        }
        let Some(mut layout) = self.layout else { unreachable!("checked above") };
        layout.files = self.files.len();
        layout.unused = self.unused.into_iter().collect();
        Ok(Posts { posts, layout, rows: self.rows, findings: self.tally.finish() })
    }
}

/// One file's columns.
struct FileRows<'t> {
    number: usize,
    columns: &'t BTreeMap<&'static str, Cells>,
    times: &'t Stamps,
    places: &'t Places,
    fixed: Option<&'t Ticker>,
}

impl FileRows<'_> {
    /// A value as text; empty when there is none.
    fn text(&self, role: &str, row: usize) -> std::borrow::Cow<'_, str> {
        match self.columns.get(role) {
            Some(Cells::Text(column)) => column.get(row).into(),
            Some(Cells::Int(values)) => values[row].map_or_else(Default::default, |v| v.to_string().into()),
            Some(Cells::Float(values)) if !values[row].is_nan() => values[row].to_string().into(),
            _ => "".into(),
        }
    }
}

/// Why a row is left out.
struct Reject {
    role: &'static str,
    value: String,
}

/// The tickers of a cell: one, or several between commas, semicolons or bars, or cashtags between spaces.
fn tickers(cell: &str, symbols: &mut Symbols) -> Option<Vec<Ticker>> {
    if let Some(ticker) = symbols.read(cell) {
        return Some(vec![ticker]);
    }
    let cashtags = cell.split_whitespace().all(|word| word.starts_with('$'));
    let parts = cell.split(|c: char| matches!(c, ',' | ';' | '|') || (cashtags && c.is_whitespace()));
    let mut out = Vec::new();
    for part in parts.filter(|p| !p.trim().is_empty()) {
        let ticker = Ticker::new(part).ok()?;
        if !out.contains(&ticker) {
            out.push(ticker);
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Whether no time tells more than its date: an export of dates as times.
fn all_midnight(stamps: &[Stamp]) -> bool {
    stamps.iter().all(|stamp| match stamp {
        Stamp::Missing | Stamp::Wrong | Stamp::Date(_) => true,
        Stamp::Local(local) | Stamp::Instant { local, .. } => local.time() == Time::midnight(),
    })
}

/// The first instant of the next day at the exchange.
fn end_of_day(date: Date, exchange: &TimeZone) -> Option<Timestamp> {
    let midnight = date.tomorrow().ok()?.to_datetime(Time::midnight());
    exchange.to_ambiguous_timestamp(midnight).compatible().ok()
}
