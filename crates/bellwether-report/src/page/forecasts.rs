//! The forecasts beyond the data.

use bellwether_core::TargetKind;
use bellwether_study::record::{Arm, Interval, ModelRow, NextForecast, TickerRecord};
use serde::Serialize;

use super::Scene;
use super::quantity::Quantity;
use crate::board::{Board, Test};
use crate::chart::{IntervalScale, Svg, interval};
use crate::roster;
use crate::{number, words};

/// Tickers up to which every model is listed; beyond, persistence and the best model.
const DETAILED: usize = 8;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Forecasts {
    pub(crate) tickers: Vec<TickerForecasts>,
    /// Headings of the interval columns, narrow to wide.
    pub(crate) levels: Vec<String>,
    /// Whether there are fewer rows than models.
    abridged: bool,
    /// Headings of the further horizons.
    pub(crate) further: Vec<String>,
    /// Whether a row's intervals are made of its own quantiles.
    pub(crate) own: bool,
    /// How intervals are made; empty where the record does not say.
    method: String,
    pub(crate) direction: bool,
    pub(crate) price: bool,
}

/// One ticker's forecasts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TickerForecasts {
    pub(crate) ticker: String,
    close: String,
    close_date: String,
    origin: String,
    pub(crate) date: String,
    pub(crate) rows: Vec<Row>,
}

/// One model's forecast.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    pub(crate) point: String,
    pub(crate) change: String,
    /// One for each level; a dash where the row has no such interval.
    pub(crate) intervals: Vec<String>,
    /// Whether the intervals are made of the model's own quantiles.
    pub(crate) own: bool,
    /// One for each further horizon; a dash where the model makes no such forecast.
    pub(crate) ahead: Vec<Ahead>,
    picture: Option<Svg>,
    test: Option<Test>,
}

/// The forecast at a further horizon.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Ahead {
    pub(crate) point: String,
    /// Of a rise, for directions.
    pub(crate) chance: Option<String>,
    /// The widest interval.
    interval: Option<String>,
}

pub(crate) fn build(scene: &Scene<'_>) -> Forecasts {
    let record = scene.record;
    let abridged = record.tickers.len() > DETAILED;
    let levels = levels(record.tickers.iter().flat_map(|t| &t.rows).filter_map(|r| r.next.as_ref()));
    let tickers: Vec<TickerForecasts> =
        record.tickers.iter().filter_map(|t| of_ticker(scene, t, &levels, abridged)).collect();
    Forecasts {
        own: tickers.iter().flat_map(|t| &t.rows).any(|r| r.own),
        tickers,
        further: record.further.iter().map(|h| format!("{} ahead", words::count(*h, "session"))).collect(),
        levels: levels.iter().map(|l| format!("{}\u{a0}% interval", trim(100.0 * l))).collect(),
        abridged,
        method: record.intervals.clone().unwrap_or_default(),
        direction: record.target.is_direction(),
        price: record.target.is_price(),
    }
}

fn trim(percent: f64) -> String {
    let text = number::fixed(percent, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Interval levels of all forecasts, narrow to wide.
fn levels<'a>(forecasts: impl Iterator<Item = &'a NextForecast>) -> Vec<f64> {
    let mut levels: Vec<f64> = forecasts
        .flat_map(|f| f.intervals.iter().map(|i| i.level).chain(f.endless.iter().copied()))
        .filter(|l| l.is_finite())
        .collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    levels
}

fn of_ticker(
    scene: &Scene<'_>,
    ticker: &TickerRecord,
    levels: &[f64],
    abridged: bool,
) -> Option<TickerForecasts> {
    let mut chosen = chosen(scene, ticker);
    if abridged {
        chosen.truncate(2);
    }
    let first = chosen.first()?.1;
    let scale = IntervalScale::over(chosen.iter().flat_map(|(_, n)| {
        n.intervals.iter().flat_map(|i| [i.lower, i.upper]).chain([n.point, n.last_known])
    }));
    let closes = ticker.series.dates.iter().zip(&ticker.series.close).rev();
    let last_close = closes.filter_map(|(d, c)| Some((*d, (*c)?))).find(|(_, c)| c.is_finite());
    let quantity = Quantity::new(scene.record.target, first.last_known);
    Some(TickerForecasts {
        ticker: ticker.ticker.to_string(),
        close: last_close
            .map_or_else(|| number::NONE.into(), |(_, c)| number::fixed(c, number::price_decimals(c))),
        close_date: last_close.map_or_else(String::new, |(d, _)| words::date(d)),
        origin: words::date(first.origin),
        date: words::date(first.date),
        rows: chosen.iter().map(|(model, next)| row(scene, model, next, levels, quantity, scale)).collect(),
    })
}

/// Naive rows, then each model's better arm, in the leaderboard's order; only rows that did not fail.
fn chosen<'a>(scene: &Scene<'_>, ticker: &'a TickerRecord) -> Vec<(&'a ModelRow, &'a NextForecast)> {
    let board = Board::of_ticker(&scene.roster, &ticker.rows);
    let higher = board.primary().is_some_and(|c| c.better == "↑");
    let mut out: Vec<(&ModelRow, &NextForecast, Option<f64>)> = Vec::new();
    for ranked in &board.rows {
        let same = |r: &&ModelRow| scene.roster.position(&r.model, r.arm) == Some(ranked.key);
        let Some(model) = ticker.rows.iter().find(same) else { continue };
        let Some(next) = model.next.as_ref().filter(|n| n.point.is_finite() && model.failures.is_empty())
        else {
            continue;
        };
        let score = ranked.primary.map(|(mean, _)| mean);
        match out.iter_mut().find(|(r, _, _)| r.model == model.model && r.arm != Arm::NoInputs) {
            Some(slot) => {
                let better = match (score, slot.2) {
                    (Some(new), Some(old)) => {
                        if higher {
                            new > old
                        } else {
                            new < old
                        }
                    }
                    (new, old) => new.is_some() && old.is_none(),
                };
                if better {
                    *slot = (model, next, score);
                }
            }
            None => out.push((model, next, score)),
        }
    }
    // a naive row other than persistence does not stand for "the best model"
    out.sort_by_key(|(r, _, _)| {
        (
            !scene.roster.is_persistence(&r.model, r.arm),
            r.arm == Arm::NoInputs && scene.record.tickers.len() > DETAILED,
        )
    });
    out.into_iter().map(|(r, n, _)| (r, n)).collect()
}

fn row(
    scene: &Scene<'_>,
    model: &ModelRow,
    next: &NextForecast,
    levels: &[f64],
    quantity: Quantity,
    scale: IntervalScale,
) -> Row {
    let entry = scene.roster.position(&model.model, model.arm).map(|p| &scene.roster.entries()[p]);
    let tone = entry.map_or_else(String::new, roster::Entry::tone);
    let direction = scene.record.target.kind == TargetKind::Direction;
    let finite: Vec<Interval> = next
        .intervals
        .iter()
        .copied()
        .filter(|i| i.level.is_finite() && i.lower.is_finite() && i.upper.is_finite())
        .collect();
    let of_level = |level: &f64| {
        let found = finite.iter().find(|i| i.level == *level);
        found.map_or_else(
            || if next.endless.contains(level) { "without end".into() } else { number::NONE.into() },
            |i| format!("{} to {}", quantity.write(i.lower), quantity.write(i.upper)),
        )
    };
    let share = |p: f64| format!("{}\u{a0}%", number::fixed(100.0 * p, 0));
    let of_horizon = |horizon: &usize| {
        let found = next.ahead.iter().find(|a| a.horizon == *horizon && a.point.is_finite());
        let Some(a) = found else {
            return Ahead { point: number::NONE.into(), chance: None, interval: None };
        };
        let widest = a.intervals.last().filter(|i| i.lower.is_finite() && i.upper.is_finite());
        Ahead {
            point: if direction { rise_or_fall(a.point) } else { quantity.write(a.point) },
            chance: a.probability.filter(|p| direction && p.is_finite()).map(share),
            interval: widest.map(|i| {
                format!("{}: {} to {}", share(i.level), quantity.write(i.lower), quantity.write(i.upper))
            }),
        }
    };
    let label = entry.map_or_else(|| model.model.clone(), roster::Entry::label);
    Row {
        model: model.model.clone(),
        arm: words::arm(model.arm, model.scorer.as_deref()),
        point: if direction { rise_or_fall(next.point) } else { quantity.write(next.point) },
        change: match next.probability.filter(|p| p.is_finite()) {
            Some(p) if direction => share(p),
            _ => quantity.change(next.point, next.last_known),
        },
        intervals: levels.iter().map(of_level).collect(),
        own: next.own_intervals && !finite.is_empty(),
        ahead: scene.record.further.iter().map(of_horizon).collect(),
        picture: (!direction && !finite.is_empty()).then(|| {
            interval(
                &format!("{label}: forecast and intervals"),
                &tone,
                scale,
                next.point,
                next.last_known,
                &finite,
            )
        }),
        tone,
        test: model.vs_persistence.as_ref().map(Test::against_persistence),
    }
}

fn rise_or_fall(class: f64) -> String {
    if class >= 0.5 { "rise".into() } else { "fall".into() }
}
