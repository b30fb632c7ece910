//! What reading prices and reading posts have in common: files, places, layout, findings.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Finding, FindingKind, Ticker};

use crate::columns::{self, Roles};
use crate::layout::{Arrangement, Layout, TickerSource};
use crate::source::Source;
use crate::table::{Cells, Places, Reader, Table};
use crate::tally::Tally;
use crate::value::Stamps;
use crate::{IngestError, Place};

/// Gathers over the files of one input.
pub(crate) struct Intake {
    /// The file or folder, for messages.
    pub(crate) input: String,
    arrangement: Arrangement,
    pub(crate) files: Vec<String>,
    pub(crate) rows: usize,
    pub(crate) tally: Tally,
    layout: Option<Layout>,
    unused: BTreeSet<String>,
}

/// One file's used columns, loaded.
pub(crate) struct Loaded<'f> {
    /// The file's number.
    pub(crate) number: usize,
    pub(crate) file: &'f str,
    pub(crate) cells: BTreeMap<&'static str, Cells>,
    /// The name of each role's column.
    names: BTreeMap<&'static str, String>,
    pub(crate) rows: usize,
    pub(crate) places: Places,
    /// Rows with more values than columns, and how many.
    pub(crate) too_long: Vec<(Place, usize)>,
    /// Columns in the file.
    pub(crate) width: usize,
}

impl Loaded<'_> {
    /// The name of a role's column.
    pub(crate) fn name(&self, role: &str) -> &str {
        self.names.get(role).map_or("", String::as_str)
    }
}

impl Intake {
    pub(crate) fn new(input: String, arrangement: Arrangement) -> Self {
        Self {
            input,
            arrangement,
            files: Vec::new(),
            rows: 0,
            tally: Tally::default(),
            layout: None,
            unused: BTreeSet::new(),
        }
    }

    /// A place, with its file (and that file's folder, if it has one of its own) where there are several.
    pub(crate) fn at(&self, file: usize, place: Place) -> String {
        let name = &self.files[file];
        match self.arrangement {
            Arrangement::File => place.to_string(),
            _ => format!(
                "{} {place}",
                name.strip_prefix(&self.input).unwrap_or(name).trim_start_matches(['/', '\\'])
            ),
        }
    }

    /// Loads the columns that have a role. Counts rows, and those with bytes that are not UTF-8.
    pub(crate) fn load<'f>(
        &mut self,
        source: &'f Source,
        reader: &Reader<'_>,
        roles: &Roles,
    ) -> Result<Loaded<'f>, IngestError> {
        let names = columns::shown(reader.names());
        let used: Vec<_> = roles.used().collect();
        let table = reader.load(&used.iter().map(|(_, at)| *at).collect::<Vec<_>>())?;
        let Table { columns, rows, places, too_long, not_utf8 } = table;
        if rows + too_long.len() == 0 {
            return Err(IngestError::NoRows { file: source.name.clone(), columns: names });
        }
        let number = self.files.len();
        self.files.push(source.name.clone());
        self.rows += rows + too_long.len();
        for &place in &not_utf8 {
            let at = self.at(number, place);
            self.tally.add(FindingKind::BrokenText, None, None, || at);
        }
        Ok(Loaded {
            number,
            file: &source.name,
            cells: used.iter().map(|(role, _)| *role).zip(columns).collect(),
            names: used.iter().map(|(role, at)| (*role, names[*at].clone())).collect(),
            rows,
            places,
            too_long,
            width: names.len(),
        })
    }

    /// Notes what was recognised; of several files, the first one's layout stands for all.
    pub(crate) fn recognised(
        &mut self,
        source: &Source,
        reader: &Reader<'_>,
        roles: &Roles,
        ticker: TickerSource,
        dates: &Stamps,
    ) {
        let names = reader.names();
        self.unused.extend(roles.unused(names));
        self.layout.get_or_insert_with(|| Layout {
            arrangement: self.arrangement,
            files: 0,
            format: reader.format(),
            compression: source.codec,
            separator: reader.separator(),
            columns: roles.uses(names),
            unused: Vec::new(),
            ticker,
            dates: dates.form,
            date_order: dates.order,
        });
    }

    /// The layout, the number of rows, and the findings. `None` when no file was read.
    pub(crate) fn finish(mut self) -> Option<(Layout, usize, Vec<Finding>)> {
        if !self.unused.is_empty() {
            let names = self.unused.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            self.tally.add_many(FindingKind::UnusedColumns, None, None, self.unused.len(), || names);
        }
        let layout = self.layout?;
        let layout = Layout { files: self.files.len(), unused: self.unused.into_iter().collect(), ..layout };
        Some((layout, self.rows, self.tally.finish()))
    }
}

/// Where a file's ticker comes from, and the ticker if it is one for the whole file.
pub(crate) fn ticker_of(
    source: &Source,
    names: &[String],
    roles: &Roles,
    given: Option<&Ticker>,
    folder: Option<&Ticker>,
) -> Result<(TickerSource, Option<Ticker>), IngestError> {
    if roles.get("ticker").is_some() {
        return Ok((TickerSource::Column, None));
    }
    if let Some(ticker) = given {
        return Ok((TickerSource::Given, Some(ticker.clone())));
    }
    if let Some(ticker) = folder {
        return Ok((TickerSource::FolderName, Some(ticker.clone())));
    }
    let ticker = source.ticker().ok_or_else(|| IngestError::NoTicker {
        file: source.name.clone(),
        stem: source.stem.clone(),
        found: columns::shown(names),
    })?;
    Ok((TickerSource::FileName, Some(ticker)))
}
