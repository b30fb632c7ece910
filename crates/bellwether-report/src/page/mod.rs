//! What the HTML templates are given: one plain struct for each section of the page.

pub(crate) mod backtest;
pub(crate) mod check;
mod direction;
mod findings;
mod folds;
pub(crate) mod forecasts;
pub(crate) mod further;
mod guide;
mod headline;
mod importances;
pub(crate) mod intervals;
mod leaderboard;
mod level;
mod losses;
pub(crate) mod more_tests;
mod pictures;
pub(crate) mod quantiles;
mod quantity;
pub(crate) mod scorers;
mod series;
mod settings;
mod ticker;
mod topics;

use bellwether_study::record::RunRecord;
use serde::Serialize;

use crate::ReportError;
use crate::chart::Svg;
use crate::roster::Roster;

/// Points that all lines of one page may have together.
const POINTS: usize = 400_000;

/// The whole page. Serialize it to see what the templates see.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    headline: headline::Headline,
    forecasts: forecasts::Forecasts,
    leaderboard: leaderboard::Leaderboard,
    further: further::Further,
    quantiles: quantiles::Quantiles,
    intervals: intervals::Intervals,
    more_tests: more_tests::MoreTests,
    check: Option<check::Check>,
    scorers: Option<scorers::Scorers>,
    backtest: Option<backtest::Backtest>,
    topics: Option<topics::Topics>,
    importances: importances::Importances,
    tickers: Vec<ticker::TickerSection>,
    pictures: Vec<pictures::PictureGroup>,
    folds: Vec<folds::FoldSection>,
    findings: findings::Findings,
    settings: settings::Settings,
    guide: Vec<guide::Entry>,
    rows: usize,
}

/// A titled chart, or several that share their x axis.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) title: String,
    pub(crate) caption: String,
    pub(crate) plots: Vec<Panel>,
    /// Panels beside each other, each with its own axes, instead of stacked on one.
    pub(crate) multiples: bool,
}

/// One chart of a figure, with a heading where there are several.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Panel {
    pub(crate) label: String,
    /// Classes: row and colour.
    pub(crate) tone: String,
    pub(crate) svg: Svg,
}

/// What every section needs to know.
pub(crate) struct Scene<'a> {
    record: &'a RunRecord,
    roster: Roster,
    /// Points that one line may have.
    keep: usize,
}

impl<'a> Scene<'a> {
    /// Of a record; more tickers and rows leave fewer points to each line.
    pub(crate) fn new(record: &'a RunRecord) -> Self {
        let roster = Roster::new(record);
        let lines = record.tickers.len().max(1) * (3 * roster.entries().len() + 4);
        Self { record, roster, keep: (POINTS / lines).clamp(120, 1500) }
    }

    /// The record.
    pub(crate) fn record(&self) -> &'a RunRecord {
        self.record
    }

    /// Its rows.
    pub(crate) fn roster(&self) -> &Roster {
        &self.roster
    }
}

impl Page {
    /// The page of a record.
    ///
    /// # Errors
    /// [`ReportError::Format`] for a record of another format, [`ReportError::SeriesLength`] when daily columns differ
    /// in length.
    pub fn new(record: &RunRecord) -> Result<Self, ReportError> {
        fits(record)?;
        let scene = Scene::new(record);
        Ok(Self {
            headline: headline::build(&scene),
            forecasts: forecasts::build(&scene),
            leaderboard: leaderboard::build(&scene),
            further: further::build(&scene),
            quantiles: quantiles::build(&scene),
            intervals: intervals::build(&scene),
            more_tests: more_tests::build(&scene),
            check: check::build(&scene),
            scorers: scorers::build(&scene),
            backtest: backtest::build(&scene),
            topics: topics::build(record),
            importances: importances::build(&scene),
            tickers: record.tickers.iter().enumerate().map(|(i, t)| ticker::build(&scene, i, t)).collect(),
            pictures: pictures::build(record),
            folds: folds::build(record),
            findings: findings::build(record),
            settings: settings::build(record),
            guide: guide::build(record),
            rows: scene.roster.entries().len(),
        })
    }
}

fn fits(record: &RunRecord) -> Result<(), ReportError> {
    if record.format != RunRecord::FORMAT {
        return Err(ReportError::Format { found: record.format, expected: RunRecord::FORMAT });
    }
    for ticker in &record.tickers {
        let series = &ticker.series;
        let expected = series.dates.len();
        let columns = [
            ("close", series.close.len(), false),
            ("score", series.score.len(), true),
            ("posts", series.posts.len(), true),
        ];
        for (column, found, optional) in columns {
            if found != expected && !(optional && found == 0) {
                return Err(ReportError::SeriesLength {
                    ticker: ticker.ticker.clone(),
                    column,
                    found,
                    expected,
                });
            }
        }
    }
    Ok(())
}
