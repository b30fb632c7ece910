//! Rows of posts out of files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{FindingKind, Post, PostKind, Ticker};
use jiff::tz::TimeZone;

use super::when::{Zones, all_midnight};
use super::{Posts, clean};
use crate::columns::Roles;
use crate::intake::{Intake, Loaded, ticker_of};
use crate::layout::Arrangement;
use crate::source::Source;
use crate::table::{Cells, Reader};
use crate::value::{Stamps, Symbols, parse_count, shortened, stamps};
use crate::{IngestError, Place, PostOptions};

/// One row of a file.
pub(super) struct Row {
    pub(super) post: Post,
    pub(super) id: Box<str>,
    pub(super) file: usize,
    pub(super) place: Place,
}

/// Collects rows over files.
pub(super) struct Collector<'a> {
    options: &'a PostOptions,
    intake: Intake,
    skipped: usize,
    first_skip: Option<String>,
    by_ticker: BTreeMap<Ticker, Vec<Row>>,
    zones: Zones,
}

/// One file's columns and times.
struct File<'t> {
    loaded: &'t Loaded<'t>,
    times: Stamps,
    dates_only: bool,
    ticker: Option<Ticker>,
}

/// Why a row is left out.
struct Reject {
    role: &'static str,
    value: String,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        options: &'a PostOptions,
        input: String,
        arrangement: Arrangement,
    ) -> Result<Self, IngestError> {
        let unknown = |name: &String| IngestError::TimeZone { name: name.clone() };
        let unmarked = options.time_zone.as_ref().map(|name| TimeZone::get(name).map_err(|_| unknown(name)));
        let zones = Zones { exchange: options.calendar.time_zone()?, unmarked: unmarked.transpose()? };
        Ok(Self {
            options,
            intake: Intake::new(input, arrangement),
            skipped: 0,
            first_skip: None,
            by_ticker: BTreeMap::new(),
            zones,
        })
    }

    /// Reads one file of a ticker's folder. An empty one is a day without posts.
    pub(super) fn add_day(&mut self, path: &Path, ticker: Option<&Ticker>) -> Result<(), IngestError> {
        match Source::open(path).and_then(|source| self.add(&source, ticker)) {
            Err(IngestError::Empty { .. }) => {
                let example = format!("{} is empty", path.display());
                self.intake.tally.add(FindingKind::SkippedRows, None, None, || example);
                Ok(())
            }
            read => read,
        }
    }

    /// Reads one file.
    pub(super) fn add(&mut self, source: &Source, folder: Option<&Ticker>) -> Result<(), IngestError> {
        let reader = Reader::open(source)?;
        let (file, names) = (&source.name, reader.names());
        let roles = Roles::posts(file, names, self.options)?;
        roles.need(file, names, "created_at")?;
        roles.need(file, names, "text")?;
        let (ticker_source, ticker) = ticker_of(source, names, &roles, self.options.ticker.as_ref(), folder)?;
        let loaded = self.intake.load(source, &reader, &roles)?;
        for &(place, found) in &loaded.too_long {
            let at = self.intake.at(loaded.number, place);
            self.skip(format!("{at} has {found} values where the header has {}", loaded.width));
        }
        for role in ["ticker", "text"] {
            if let Some(cells) = loaded.cells.get(role).filter(|c| !matches!(c, Cells::Text(_))) {
                return Err(IngestError::ColumnType {
                    file: file.clone(),
                    column: loaded.name(role).into(),
                    found: cells.kind(),
                    wanted: "text",
                });
            }
        }
        let nothing = Cells::Other("nothing");
        let cells = loaded.cells.get("created_at").unwrap_or(&nothing);
        let times = stamps(file, loaded.name("created_at"), cells, self.options.dates, &loaded.places)?;
        self.intake.recognised(source, &reader, &roles, ticker_source, &times);
        let dates_only = all_midnight(&times.values);
        self.push(&File { loaded: &loaded, times, dates_only, ticker });
        Ok(())
    }

    /// Files the rows under their tickers, or counts why they cannot be used.
    fn push(&mut self, file: &File<'_>) {
        let mut symbols = Symbols::default();
        for row in 0..file.loaded.rows {
            if let Err(Reject { role, value }) = self.row(file, row, &mut symbols) {
                let at = self.intake.at(file.loaded.number, file.loaded.places.of(row));
                let column = file.loaded.name(role);
                self.skip(match value.trim() {
                    "" => format!("{at} has no {role}"),
                    value => format!(
                        "{at}, column `{column}`: `{}` is not {}",
                        shortened(value),
                        match role {
                            "created_at" => "a time",
                            "ticker" => "a ticker symbol",
                            _ => "a count",
                        }
                    ),
                });
            }
        }
    }

    fn row(&mut self, file: &File<'_>, row: usize, symbols: &mut Symbols) -> Result<(), Reject> {
        let text = file.text("text", row);
        if text.trim().is_empty() {
            return Err(file.reject("text", row));
        }
        let mut tickers = match &file.ticker {
            Some(ticker) => vec![ticker.clone()],
            None => tickers(&file.text("ticker", row), symbols).ok_or_else(|| file.reject("ticker", row))?,
        };
        if let Some(wanted) = &self.options.tickers {
            tickers.retain(|t| wanted.contains(t));
            if tickers.is_empty() {
                return Ok(());
            }
        }
        let (number, place) = (file.loaded.number, file.loaded.places.of(row));
        let stamp = file.times.values[row];
        let created_at = self
            .zones
            .instant(stamp, file.dates_only, &mut self.intake, number, place)
            .ok_or_else(|| file.reject("created_at", row))?;
        let copies = match file.count("copies", row)? {
            None => 1,
            Some(n) => u32::try_from(n).ok().filter(|n| *n > 0).ok_or_else(|| file.reject("copies", row))?,
        };
        let author = file.text("author", row);
        let post = Post {
            author: (!author.trim().is_empty()).then(|| author.as_ref().into()),
            copies,
            followers: file.count("followers", row)?,
            likes: file.count("likes", row)?,
            retweets: file.count("retweets", row)?,
            replies: file.count("replies", row)?,
            kind: self.kind(file, row),
            ..Post::new(created_at, &*text)
        };
        for ticker in tickers {
            let row = Row { post: post.clone(), id: file.text("id", row).into(), file: number, place };
            self.by_ticker.entry(ticker).or_default().push(row);
        }
        Ok(())
    }

    /// News or chatter; a word that is neither is reported, and the post is of no known kind.
    fn kind(&mut self, file: &File<'_>, row: usize) -> Option<PostKind> {
        let text = file.text("kind", row);
        let word = text.trim();
        let kind = super::kind::read(word);
        if kind.is_none() && !word.is_empty() {
            let at = self.intake.at(file.loaded.number, file.loaded.places.of(row));
            self.intake
                .tally
                .add(FindingKind::UnknownKind, None, None, || format!("{at} has `{}`", shortened(word)));
        }
        kind
    }

    fn skip(&mut self, reason: String) {
        self.skipped += 1;
        self.first_skip.get_or_insert_with(|| reason.clone());
        self.intake.tally.add(FindingKind::SkippedRows, None, None, || reason);
    }

    /// Orders the posts and counts what is repeated.
    pub(super) fn finish(mut self) -> Result<Posts, IngestError> {
        let unusable = IngestError::Unusable {
            file: self.intake.input.clone(),
            rows: self.intake.rows,
            skipped: self.skipped,
            reason: self.first_skip.unwrap_or_else(|| "every file is empty".into()),
        };
        if self.skipped * 2 > self.intake.rows {
            return Err(unusable);
        }
        let posts = clean::posts(self.by_ticker, &mut self.intake);
        let (layout, rows, findings) = self.intake.finish().ok_or(unusable)?;
        Ok(Posts { posts, layout, rows, findings })
    }
}

impl File<'_> {
    /// A value as text; empty when there is none.
    fn text(&self, role: &str, row: usize) -> Cow<'_, str> {
        match self.loaded.cells.get(role) {
            Some(Cells::Text(column)) => column.get(row).into(),
            Some(Cells::Int(values)) => values[row].map_or_else(Default::default, |v| v.to_string().into()),
            Some(Cells::Float(values)) if !values[row].is_nan() => values[row].to_string().into(),
            _ => "".into(),
        }
    }

    /// A count; `None` when there is none.
    fn count(&self, role: &'static str, row: usize) -> Result<Option<u64>, Reject> {
        match self.loaded.cells.get(role) {
            None => Ok(None),
            Some(Cells::Int(values)) => {
                values[row].map(u64::try_from).transpose().map_err(|_| self.reject(role, row))
            }
            Some(_) => parse_count(&self.text(role, row)).map_err(|()| self.reject(role, row)),
        }
    }

    fn reject(&self, role: &'static str, row: usize) -> Reject {
        Reject { role, value: self.text(role, row).into_owned() }
    }
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
