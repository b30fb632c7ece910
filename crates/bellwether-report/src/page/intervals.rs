//! How the study's intervals around the forecasts held.

use bellwether_study::record::{Arm, HeldIntervals, ModelRow, PooledRow};
use serde::Serialize;

use super::Scene;
use super::quantity::Quantity;
use crate::{number, words};

/// The section; without rows there is none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Intervals {
    /// How they are made.
    pub(crate) method: String,
    /// `all tickers together`, or the ticker; rows are of one of them.
    pub(crate) of: String,
    pub(crate) rows: Vec<Row>,
    /// Whether an interval is the whole line.
    pub(crate) endless: bool,
    /// Whether there are several horizons.
    pub(crate) ahead: bool,
    price: bool,
}

/// One model at one horizon and level.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    /// Whether the row above is the same model, arm and horizon.
    pub(crate) continues: bool,
    /// Whether the row above is the same model and arm.
    pub(crate) further: bool,
    /// Sessions ahead.
    pub(crate) horizon: usize,
    pub(crate) level: String,
    pub(crate) coverage: String,
    /// Whether the coverage is more than two points below the level.
    pub(crate) short: bool,
    pub(crate) width: String,
    /// `66 % in 2015 Q3`.
    pub(crate) worst: String,
    pub(crate) rows: String,
    /// Intervals that are the whole line.
    pub(crate) endless: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Intervals {
    let record = scene.record;
    let many = record.tickers.len() > 1;
    let one = record.tickers.first().filter(|_| !many);
    let mut all: Vec<(usize, Horizons<'_>)> = Vec::new();
    let position = |model: &str, arm: Arm| scene.roster.position(model, arm);
    let main = record.target.horizon;
    let pooled = record.pooled.iter().filter(|_| many).map(|r| (position(&r.model, r.arm), of_all(main, r)));
    let own = one.into_iter().flat_map(|t| &t.rows).map(|r| (position(&r.model, r.arm), of_one(main, r)));
    all.extend(pooled.chain(own).filter_map(|(at, held)| Some((at?, held))));
    all.sort_by_key(|(at, _)| *at);
    let rows: Vec<Row> = all.iter().flat_map(|(at, held)| of_model(scene, *at, held)).collect();
    Intervals {
        method: record.intervals.clone().unwrap_or_default(),
        of: one.map_or_else(|| "all tickers together".to_owned(), |t| t.ticker.to_string()),
        endless: rows.iter().any(|r| r.endless != "0"),
        ahead: rows.iter().any(|r| r.horizon != main),
        rows,
        price: record.target.is_price(),
    }
}

/// Intervals by sessions ahead.
type Horizons<'a> = Vec<(usize, &'a [HeldIntervals])>;

fn of_all(main: usize, row: &PooledRow) -> Horizons<'_> {
    let further = row.further.iter().map(|f| (f.horizon, &f.intervals[..]));
    std::iter::once((main, &row.intervals[..])).chain(further).collect()
}

fn of_one(main: usize, row: &ModelRow) -> Horizons<'_> {
    let further = row.further.iter().map(|f| (f.horizon, &f.intervals[..]));
    std::iter::once((main, &row.intervals[..])).chain(further).collect()
}

fn of_model(scene: &Scene<'_>, at: usize, held: &[(usize, &[HeldIntervals])]) -> Vec<Row> {
    let entry = &scene.roster.entries()[at];
    let share = |x: f64, decimals| format!("{}\u{a0}%", number::fixed(100.0 * x, decimals));
    let quantity = Quantity::new(scene.record.target, 1.0);
    let width = |x: f64| {
        if scene.record.target.is_price() {
            share(x, 2)
        } else {
            format!("{}{}", number::fixed(quantity.factor * x, quantity.decimals), quantity.unit)
        }
    };
    let none = || number::NONE.to_owned();
    let worst = |h: &HeldIntervals| {
        let quarter = h.quarters.get(h.worst?)?;
        Some(format!("{} in {}", share(quarter.coverage()?, 0), quarter.quarter))
    };
    let row = |first: bool, horizon: usize, k: usize, h: &HeldIntervals| Row {
        model: entry.model.clone(),
        arm: entry.inputs.clone(),
        tone: entry.tone(),
        continues: k > 0,
        further: k > 0 || !first,
        horizon,
        level: words::level(h.level),
        coverage: h.coverage.map_or_else(none, |c| share(c, 1)),
        short: h.coverage.is_some_and(|c| c < h.level - 0.02),
        width: h.mean_width.map_or_else(none, width),
        worst: worst(h).unwrap_or_else(none),
        rows: number::fixed(h.rows as f64, 0),
        endless: number::fixed(h.endless as f64, 0),
    };
    let mut rows: Vec<Row> = Vec::new();
    for (horizon, levels) in held {
        let first = rows.is_empty();
        rows.extend(levels.iter().enumerate().map(|(k, h)| row(first, *horizon, k, h)));
    }
    rows
}
