//! StockNet's prices and posts walked forward, judged beside what the market did the day before.

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Date, Ticker};
use bellwether_evaluation::significance::diebold_mariano_losses;
use bellwether_ingest::{PriceOptions, read_prices};
use bellwether_study::record::{ModelRow, RunRecord};
use bellwether_study::{StudyConfig, StudyError};
use serde::Serialize;

use super::report::MARKET;
use super::score::{self, Scores};
use crate::cli::args::{PaperArgs, RunArgs};
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::paper::changes::Changes;
use crate::cli::screen::Screen;
use crate::cli::study_run;

pub(super) const PRICES: &str = "stocknet/prices.parquet";
pub(super) const POSTS: &str = "stocknet/tweets.parquet";
const STUDY: &str = include_str!("../../../../data/papers/movement/walk-forward.toml");
/// Epochs at most of a quick run.
const QUICK_EPOCHS: u32 = 2;
/// Sessions that a stock must have: those of the protocol, and what the first columns need before them.
const NEEDED: usize = 565;

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Walk {
    pub(crate) protocol: String,
    pub(crate) tickers: usize,
    /// Tickers without enough sessions.
    pub(crate) left_out: Vec<Ticker>,
    /// Sessions needed.
    pub(crate) needed: usize,
    /// Of networks, at most.
    pub(crate) epochs: u32,
    /// Forecasts that are judged, and their days: all but the first, before which the market's direction is not known.
    pub(crate) rows: usize,
    pub(crate) days: usize,
    /// The market's last direction first.
    pub(crate) models: Vec<Walked>,
}

/// A model.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Walked {
    pub(crate) model: String,
    pub(crate) seeds: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scores: Option<Scores>,
    /// Of the daily shares of wrong directions against those of the market's last direction, two-sided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) p_value: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) failures: Vec<String>,
}

/// Runs the study; none when it was stopped.
pub(super) fn run(
    args: &PaperArgs,
    data: &Path,
    folder: &Path,
    screen: &Screen,
    meter: &Meter,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Walk>> {
    let path = Path::new("movement/walk-forward.toml");
    let quick_epochs = args.quick.then_some(QUICK_EPOCHS);
    let mut config =
        Changes { quick_epochs, ..Changes::default() }.of(&StudyConfig::parse(STUDY, path)?, path)?;
    let prices = read_prices(&data.join(PRICES), &PriceOptions::default())?;
    let sessions = |date: Date| {
        config.data.start.is_none_or(|start| date >= start) && config.data.end.is_none_or(|end| date <= end)
    };
    let (own, left_out): (Vec<_>, Vec<_>) = prices
        .bars
        .iter()
        .map(|(ticker, bars)| (ticker.clone(), bars.iter().filter(|bar| sessions(bar.date())).count()))
        .partition(|(_, count)| *count >= NEEDED);
    config.data.tickers = own.into_iter().map(|(ticker, _)| ticker).collect();
    let own = RunArgs { out: Some(folder.join("walk-forward")), ..args.run.clone() };
    let outcome = study_run::compute(&config, data, &own, meter, interrupt);
    meter.finish();
    let run = match outcome {
        Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => return Ok(None),
        outcome => outcome?,
    };
    let report = study_run::write_report(&run)?;
    study_run::complain(&run.record, screen);
    screen.note(format_args!("movement walk-forward: {}", report.display()));
    if !run.record.complete && interrupt.is_stopped() {
        return Ok(None);
    }
    Ok(Some(Walk::new(
        &run.record,
        epochs(&config),
        left_out.into_iter().map(|(ticker, _)| ticker).collect(),
    )))
}

/// The most epochs of any model.
fn epochs(config: &StudyConfig) -> u32 {
    let specs = config.models.iter().filter_map(|model| toml::Table::try_from(&model.spec).ok());
    let of = |spec: toml::Table| spec.get("training")?.get("epochs")?.as_integer()?.try_into().ok();
    specs.filter_map(of).max().unwrap_or(0)
}

/// Directions of all stocks, the days oldest first.
struct Days {
    /// The number of each day, from the second on, and whether most stocks rose on the one before.
    known: BTreeMap<Date, (usize, bool)>,
}

impl Days {
    fn new(record: &RunRecord) -> Self {
        let mut rises: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
        for row in record.tickers.iter().filter_map(|ticker| ticker.rows.first()) {
            for point in &row.forecasts {
                let (up, all) = rises.entry(point.origin).or_default();
                *up += usize::from(point.actual > 0.5);
                *all += 1;
            }
        }
        // what came one session after an origin is what is known at the next
        let days: Vec<(Date, bool)> =
            rises.into_iter().map(|(date, (up, all))| (date, 2 * up > all)).collect();
        let known = days.windows(2).enumerate().map(|(i, pair)| (pair[1].0, (i, pair[0].1)));
        Self { known: known.collect() }
    }

    /// Of rows of every stock: whether each rose, its day, whether a rise was forecast, and what the market had done.
    fn align(&self, rows: &[&ModelRow]) -> Aligned {
        let mut out = Aligned::default();
        for point in rows.iter().flat_map(|row| &row.forecasts) {
            let Some((day, market)) = self.known.get(&point.origin) else { continue };
            out.actual.push(point.actual > 0.5);
            out.days.push(*day);
            out.rises.push(point.predicted > 0.5);
            out.market.push(*market);
        }
        out
    }
}

#[derive(Default)]
struct Aligned {
    actual: Vec<bool>,
    days: Vec<usize>,
    rises: Vec<bool>,
    market: Vec<bool>,
}

impl Aligned {
    /// Shares of wrong directions by day.
    fn losses(&self, rises: &[bool]) -> Vec<f64> {
        let mut days = vec![(0.0, 0.0); self.days.iter().max().map_or(0, |last| last + 1)];
        for ((day, rise), actual) in self.days.iter().zip(rises).zip(&self.actual) {
            days[*day].0 += f64::from(rise != actual);
            days[*day].1 += 1.0;
        }
        days.into_iter().filter(|(_, all)| *all > 0.0).map(|(wrong, all)| wrong / all).collect()
    }
}

impl Walk {
    fn new(record: &RunRecord, epochs: u32, left_out: Vec<Ticker>) -> Self {
        let days = Days::new(record);
        let templates = record.tickers.first().map(|ticker| ticker.rows.as_slice()).unwrap_or_default();
        let mut out = Self {
            protocol: record.protocol.clone(),
            tickers: record.tickers.len(),
            left_out,
            needed: NEEDED,
            epochs,
            rows: 0,
            days: days.known.len(),
            models: Vec::new(),
        };
        for template in templates {
            let like = |row: &&ModelRow| {
                row.model == template.model && row.arm == template.arm && row.scorer == template.scorer
            };
            let rows: Vec<&ModelRow> =
                record.tickers.iter().filter_map(|ticker| ticker.rows.iter().find(like)).collect();
            let failures: Vec<String> = rows.iter().flat_map(|row| row.failures.iter().cloned()).collect();
            let aligned = days.align(&rows);
            let judged = |rises: &[bool]| score::scores(&aligned.actual, &aligned.days, &[rises.to_vec()]);
            if out.models.is_empty() {
                out.rows = aligned.actual.len();
                out.models.push(Walked {
                    model: MARKET.to_owned(),
                    seeds: 1,
                    scores: Some(judged(&aligned.market)),
                    p_value: None,
                    failures: Vec::new(),
                });
            }
            // fewer rows would be another figure
            let whole = failures.is_empty() && aligned.actual.len() == out.rows && out.rows > 0;
            let test = |own: &[f64], base: &[f64]| {
                diebold_mariano_losses(own, base, 1).ok()?.test().map(|test| test.p_two_sided)
            };
            let inputs = template.arm.words(template.scorer.as_deref()).unwrap_or_default();
            out.models.push(Walked {
                model: format!("{} {inputs}", template.model).trim_end().to_owned(),
                seeds: template.seeds.len(),
                scores: whole.then(|| judged(&aligned.rises)),
                p_value: whole
                    .then(|| test(&aligned.losses(&aligned.rises), &aligned.losses(&aligned.market)))
                    .flatten(),
                failures,
            });
        }
        out
    }
}
