//! Predictions made elsewhere: what their gain on persistence is worth, and what they look like.

use bellwether_evaluation::significance::p_value_words;
use bellwether_study::record::{CheckRow, DirectionRow, HorizonRow};
use serde::Serialize;

use super::Scene;
use crate::number;
use crate::words;

/// The section; none for a study.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Check {
    pub(crate) rows: Vec<Row>,
    /// Models whose p-values are adjusted together.
    pub(crate) tested: usize,
    /// Tests of direction that are adjusted together.
    pub(crate) directions: usize,
    /// Directions by model and ticker.
    pub(crate) named: Vec<Named>,
    /// Sentences on what the predictions look like.
    pub(crate) remarks: Vec<String>,
    /// Each model at each horizon, where there are several.
    pub(crate) horizons: Vec<AtHorizon>,
    /// Tests over all horizons that are adjusted together.
    pub(crate) tested_ahead: usize,
    /// Whether a model has intervals there.
    pub(crate) covered: bool,
}

/// One model so many rows ahead.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AtHorizon {
    /// Rows ahead; empty below the first model.
    pub(crate) ahead: String,
    pub(crate) model: String,
    tone: String,
    pub(crate) skill: String,
    pub(crate) interval: String,
    pub(crate) days: String,
    pub(crate) rows: String,
    pub(crate) p: String,
    pub(crate) adjusted: String,
    /// The share of the rows in the widest interval, and its nominal coverage.
    pub(crate) covered: String,
}

/// One model against persistence.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    tone: String,
    pub(crate) skill: String,
    pub(crate) interval: String,
    pub(crate) days: String,
    pub(crate) rows: String,
    pub(crate) effective: String,
    pub(crate) p: String,
    pub(crate) adjusted: String,
    /// The mean length of the bootstrap's blocks, for a tooltip.
    block: String,
}

/// One model's directions on one ticker.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Named {
    pub(crate) model: String,
    tone: String,
    pub(crate) ticker: String,
    pub(crate) share: String,
    pub(crate) p: String,
    pub(crate) adjusted: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Option<Check> {
    let check = scene.record.check.as_ref()?;
    let tone = |model: &str| {
        let entry = scene.roster.entries().iter().find(|e| e.model == model);
        entry.map_or_else(String::new, crate::roster::Entry::colour)
    };
    let named = check.rows.iter().flat_map(|r| {
        let tone = tone(&r.model);
        r.directions.iter().map(move |d| direction(&r.model, &tone, d))
    });
    let horizons: Vec<AtHorizon> = check
        .horizons
        .iter()
        .flat_map(|h| h.rows.iter().enumerate().map(move |(i, row)| (h.horizon, i, row)))
        .map(|(horizon, i, row)| at_horizon((i == 0).then_some(horizon), tone(&row.model), row))
        .collect();
    let ahead = || check.horizons.iter().flat_map(|h| &h.rows);
    Some(Check {
        rows: check.rows.iter().map(|r| row(r, tone(&r.model))).collect(),
        tested: check.rows.iter().filter(|r| r.adjusted.is_some()).count(),
        directions: check.rows.iter().flat_map(|r| &r.directions).filter(|d| d.adjusted.is_some()).count(),
        named: named.collect(),
        remarks: check.remarks.iter().map(|s| words::bound(s)).collect(),
        horizons,
        tested_ahead: ahead().filter(|r| r.adjusted.is_some()).count(),
        covered: ahead().any(|r| r.covered.is_some()),
    })
}

fn row(row: &CheckRow, tone: String) -> Row {
    Row {
        model: row.model.clone(),
        tone,
        skill: row.skill.map_or_else(none, signed),
        interval: interval(row.interval),
        days: number::fixed(row.days as f64, 0),
        rows: number::fixed(row.observations as f64, 0),
        effective: row.effective.map_or_else(none, |n| number::fixed(n, 0)),
        p: p_value(row.p_value),
        adjusted: p_value(row.adjusted),
        block: format!("blocks of {} days in the mean", number::fixed(row.block, 1)),
    }
}

fn at_horizon(horizon: Option<usize>, tone: String, row: &HorizonRow) -> AtHorizon {
    AtHorizon {
        ahead: horizon.map_or_else(String::new, |h| h.to_string()),
        model: row.model.clone(),
        tone,
        skill: row.skill.map_or_else(none, signed),
        interval: interval(row.interval),
        days: number::fixed(row.days as f64, 0),
        rows: number::fixed(row.observations as f64, 0),
        p: p_value(row.p_value),
        adjusted: p_value(row.adjusted),
        covered: row.covered.map_or_else(none, |(level, share)| {
            format!("{}\u{a0}% of {}", number::fixed(100.0 * share, 1), words::level(level))
        }),
    }
}

fn interval(ends: Option<(f64, f64)>) -> String {
    ends.map_or_else(none, |(low, high)| format!("{} to {}", signed(low), signed(high)))
}

fn direction(model: &str, tone: &str, row: &DirectionRow) -> Named {
    Named {
        model: model.to_owned(),
        tone: tone.to_owned(),
        ticker: row.ticker.to_string(),
        share: row.share.map_or_else(none, |s| format!("{}\u{a0}%", number::fixed(100.0 * s, 1))),
        p: p_value(row.p_value),
        adjusted: p_value(row.adjusted),
    }
}

fn none() -> String {
    number::NONE.to_owned()
}

fn signed(share: f64) -> String {
    format!("{}\u{a0}%", number::signed(100.0 * share, 1))
}

/// The number alone: the heading says what it is.
fn p_value(p: Option<f64>) -> String {
    p.map_or_else(none, |p| p_value_words(p).trim_start_matches("p ").trim_start_matches("= ").to_owned())
}
