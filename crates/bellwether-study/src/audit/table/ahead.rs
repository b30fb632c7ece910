//! Columns beside what was still to come.

use super::super::{Experiment, Found, Leak, LeakClass};
use super::least_squares::{correlation, residuals};
use super::read::{Feature, Table};
use super::running::{running, yearly};
use super::windows::{self, Window};

/// Rows below which a tie says nothing.
const ROWS: usize = 60;
/// What is the target but for its shape, so that no window over other columns needs to be looked for.
const SAME: f64 = 0.95;
/// What tells most of the target.
const TOLD: f64 = 0.7;
/// No feature of a market is tied to the surprises to come by so much.
const TIED: f64 = 0.3;
/// Standard errors of a tie.
const ERRORS: f64 = 6.0;

pub(super) fn columns(table: &Table, horizon: usize, taken: &[String]) -> Found {
    let mut found = Found { compared: table.features.len() * table.dates.len(), ..Found::default() };
    let windows = windows::into_the_future(table, horizon, taken);
    for (feature, window) in table.features.iter().zip(&windows) {
        if taken.contains(&feature.name) {
            continue;
        }
        let running = running(table, feature);
        if running.is_none() {
            found.remarks.extend(yearly(table, feature));
        }
        let leak = running
            .or_else(|| explained_best(table, feature, told(table, feature, horizon), window.as_ref()));
        found.leaks.extend(leak);
    }
    found
}

/// What explains a column best gives its leak the name: a copy of the target is one, whatever window makes it too; a window
/// over another column explains all of a centred mean, of which the target is a part.
fn explained_best(
    table: &Table,
    feature: &Feature,
    told: Option<Told>,
    window: Option<&Window>,
) -> Option<Leak> {
    match (told, window) {
        (Some(told), _) if told.tie.abs() >= SAME => Some(told.leak(table, feature)),
        (_, Some(window)) => Some(window.leak(table, feature)),
        (told, None) => told.map(|told| told.leak(table, feature)),
    }
}

pub(super) fn leak(
    table: &Table,
    class: LeakClass,
    feature: &Feature,
    size: f64,
    rows: usize,
    words: String,
) -> Leak {
    let first =
        (0..table.dates.len()).filter(|i| feature.values[*i].is_finite()).map(|i| table.dates[i]).min();
    Leak {
        column: Some(feature.name.clone()),
        date: first,
        size,
        rows,
        words,
        ..Leak::new(class, Experiment::Ahead)
    }
}

/// How what is new in a column goes with what is new in the target.
struct Told {
    tie: f64,
    rows: usize,
}

impl Told {
    fn leak(&self, table: &Table, feature: &Feature) -> Leak {
        let (class, what) = if self.tie.abs() >= TOLD {
            (LeakClass::TargetAmongFeatures, "it is the target, or tells it")
        } else {
            (LeakClass::Centred, "it knows of what was to come")
        };
        let words = format!(
            "what is new in `{}` has a correlation of {} with what is new in the target, which is realised later: {what}",
            feature.name,
            crate::words::value(self.tie, 3)
        );
        leak(table, class, feature, self.tie.abs(), self.rows, words)
    }
}

/// The surprise of the target beside that of the feature.
fn told(table: &Table, feature: &Feature, horizon: usize) -> Option<Told> {
    let (mut y, mut y_before, mut x, mut x_before) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for rows in &table.groups {
        for at in horizon..rows.len() {
            let (i, j) = (rows[at], rows[at - horizon]);
            let all = [table.target[i], table.target[j], feature.values[i], feature.values[j]];
            if all.iter().all(|v| v.is_finite()) {
                y.push(all[0]);
                y_before.push(all[1]);
                x.push(all[2]);
                x_before.push(all[3]);
            }
        }
    }
    if y.len() < ROWS {
        return None;
    }
    // nothing is left of what the past tells by itself
    let scale = |v: &[f64]| v.iter().map(|a| a.abs()).fold(0.0, f64::max);
    let surprise = residuals(&y, std::slice::from_ref(&y_before))?;
    let own = residuals(&x, &[x_before, y_before])?;
    if scale(&own) <= 1e-9 * scale(&x) || scale(&surprise) <= 1e-9 * scale(&y) {
        return None;
    }
    let tie = correlation(&surprise, &own)?;
    // overlapping targets repeat each other
    let errors = tie.abs() * (y.len() as f64 / horizon as f64).sqrt();
    (tie.abs() >= TIED && errors >= ERRORS).then_some(Told { tie, rows: y.len() })
}
