//! One ticker's charts.

use std::collections::BTreeSet;

use bellwether_core::Date;
use bellwether_study::record::{ModelRow, TickerRecord};
use serde::Serialize;

use super::{Figure, Scene, direction, level, losses, series};
use crate::board::Board;
use crate::chart::{Axis, largest_triangles};
use crate::number;

/// Tickers up to which the charts are shown unfolded.
const OPEN: usize = 3;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TickerSection {
    id: String,
    ticker: String,
    open: bool,
    /// The rows that can be drawn.
    choices: Vec<Choice>,
    figures: Vec<Figure>,
    /// Why there is nothing to draw.
    empty: bool,
}

/// A row that can be shown or hidden.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    key: usize,
    label: String,
    tone: String,
    checked: bool,
}

/// A row that has forecasts, with its place in the roster.
pub(crate) struct Drawn<'a> {
    pub(crate) key: usize,
    pub(crate) label: String,
    /// Colour and row classes.
    pub(crate) class: String,
    pub(crate) row: &'a ModelRow,
}

/// What the charts of one ticker share.
pub(crate) struct Stage<'a> {
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) ticker: &'a TickerRecord,
    pub(crate) rows: Vec<Drawn<'a>>,
    /// First and last forecast date.
    pub(crate) span: (Date, Date),
    /// The dates that are drawn.
    pub(crate) dates: BTreeSet<Date>,
    /// Whether some dates are left out.
    pub(crate) thinned: Option<(usize, usize)>,
}

pub(crate) fn build(scene: &Scene<'_>, index: usize, ticker: &TickerRecord) -> TickerSection {
    let stage = stage(scene, ticker);
    let mut figures = Vec::new();
    let mut choices = Vec::new();
    if let Some(stage) = &stage {
        choices = choose(scene, ticker, stage);
        if scene.record.target.is_direction() {
            figures.extend(direction::figures(stage));
        } else {
            figures.extend(level::figures(stage));
        }
    }
    figures.extend(losses::figure(scene, ticker));
    figures.extend(series::figure(scene, ticker));
    TickerSection {
        id: format!("ticker-{}", index + 1),
        ticker: ticker.ticker.to_string(),
        open: scene.record.tickers.len() <= OPEN,
        choices,
        empty: figures.is_empty(),
        figures,
    }
}

fn stage<'a>(scene: &'a Scene<'a>, ticker: &'a TickerRecord) -> Option<Stage<'a>> {
    let rows: Vec<Drawn<'a>> = scene
        .roster
        .arrange(&ticker.rows)
        .into_iter()
        .filter(|(_, r)| !r.forecasts.is_empty())
        .map(|(key, row)| {
            let entry = &scene.roster.entries()[key];
            Drawn { key, label: entry.label(), class: format!("r s{key} {}", entry.tone()), row }
        })
        .collect();
    let points = || rows.iter().flat_map(|r| &r.row.forecasts);
    let span = (points().map(|p| p.date).min()?, points().map(|p| p.date).max()?);
    let longest = rows.iter().map(|r| &r.row.forecasts).max_by_key(|f| f.len())?;
    let actual: Vec<f64> = longest.iter().map(|p| p.actual).collect();
    let dates: BTreeSet<Date> =
        largest_triangles(&actual, scene.keep).into_iter().map(|i| longest[i].date).collect();
    let thinned = (dates.len() < longest.len()).then_some((dates.len(), longest.len()));
    Some(Stage { scene, ticker, rows, span, dates, thinned })
}

/// Persistence, the best model and its other arm are drawn at first.
fn choose(scene: &Scene<'_>, ticker: &TickerRecord, stage: &Stage<'_>) -> Vec<Choice> {
    let board = Board::of_ticker(&scene.roster, &ticker.rows);
    let has_forecasts = |key: usize| stage.rows.iter().any(|r| r.key == key);
    let best = board
        .rows
        .iter()
        .filter(|r| !r.arm.is_empty() && has_forecasts(r.key))
        .map(|r| r.model.as_str())
        .next();
    let few = stage.rows.len() <= 3;
    stage
        .rows
        .iter()
        .map(|r| {
            let entry = &scene.roster.entries()[r.key];
            let tone = entry.tone();
            Choice {
                key: r.key,
                label: r.label.clone(),
                tone,
                checked: few || entry.persistence || best == Some(entry.model.as_str()),
            }
        })
        .collect()
}

impl Stage<'_> {
    /// A date on the axis of the test span.
    pub(crate) fn day(&self, date: Date) -> f64 {
        f64::from(crate::chart::days_between(self.span.0, date))
    }

    /// The axis of the test span.
    pub(crate) fn x_axis(&self) -> Axis {
        Axis::days(self.span.0, self.span.1)
    }

    /// A sentence on days that are not drawn.
    pub(crate) fn thinned_words(&self) -> String {
        self.thinned.map_or_else(String::new, |(kept, all)| {
            format!(
                " The lines are thinned to {} of {} days.",
                number::fixed(kept as f64, 0),
                number::fixed(all as f64, 0)
            )
        })
    }
}
