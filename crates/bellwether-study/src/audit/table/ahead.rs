//! Columns beside what was still to come.

use std::collections::BTreeMap;

use bellwether_core::Date;

use super::super::{Experiment, Found, Leak, LeakClass};
use super::least_squares::{correlation, explained, residuals};
use super::read::{Feature, Table};

/// Rows below which a tie says nothing.
const ROWS: usize = 60;
/// What holds the target, or a rising or falling function of it.
const TOLD: f64 = 0.7;
/// No feature of a market is tied to the surprises to come by so much.
const TIED: f64 = 0.3;
/// Standard errors of a tie.
const ERRORS: f64 = 6.0;
/// Rows to both sides of a window.
const REACH: usize = 6;
/// Rows back from which a trailing column follows.
const BACK: usize = 25;

pub(super) fn columns(table: &Table, horizon: usize, taken: &[String]) -> Found {
    let mut found = Found { compared: table.features.len() * table.dates.len(), ..Found::default() };
    for feature in table.features.iter().filter(|f| !taken.contains(&f.name)) {
        let leak = running(table, feature)
            .or_else(|| told(table, feature, horizon))
            .or_else(|| centred(table, feature, taken));
        found.leaks.extend(leak);
    }
    found
}

fn leak(table: &Table, class: LeakClass, feature: &Feature, size: f64, rows: usize, words: String) -> Leak {
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

/// The surprise of the target beside that of the feature.
fn told(table: &Table, feature: &Feature, horizon: usize) -> Option<Leak> {
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
    if tie.abs() < TIED || errors < ERRORS {
        return None;
    }
    let (class, what) = if tie.abs() >= TOLD {
        (LeakClass::TargetAmongFeatures, "it is the target, or tells it")
    } else {
        (LeakClass::Centred, "it knows of what was to come")
    };
    let words = format!(
        "what is new in `{}` has a correlation of {tie:.3} with what is new in the target, which is realised later: {what}",
        feature.name
    );
    Some(leak(table, class, feature, tie.abs(), y.len(), words))
}

/// Figures of a week, a month or a year that all its rows have, the first among them.
fn running(table: &Table, feature: &Feature) -> Option<Leak> {
    type Key = fn(Date) -> (i16, i64);
    let week: Key = |d| {
        let days = i64::from(d.iso_week_date().week());
        (d.iso_week_date().year(), days)
    };
    let periods: [(&str, Key, usize); 3] = [
        ("week", week, 8),
        ("month", |d| (d.year(), i64::from(d.month())), 4),
        ("year", |d| (d.year(), 0), 3),
    ];
    for (name, key, fewest) in periods {
        let mut by: BTreeMap<(usize, (i16, i64)), Vec<usize>> = BTreeMap::new();
        for (g, rows) in table.groups.iter().enumerate() {
            rows.iter().for_each(|i| by.entry((g, key(table.dates[*i]))).or_default().push(*i));
        }
        let several: Vec<&Vec<usize>> = by.values().filter(|rows| rows.len() > 1).collect();
        let value = |rows: &Vec<usize>| feature.values[rows[0]];
        let steady = |rows: &&Vec<usize>| rows.iter().all(|i| feature.values[*i] == value(rows));
        if several.len() < fewest || !several.iter().all(steady) {
            continue;
        }
        let distinct = several.windows(2).filter(|pair| value(pair[0]) != value(pair[1])).count();
        if distinct * 4 < (several.len() - 1) * 3 {
            continue;
        }
        for other in table.features.iter().filter(|f| f.name != feature.name) {
            let matched = several.iter().filter(|rows| {
                let mean = rows.iter().map(|i| other.values[*i]).sum::<f64>() / rows.len() as f64;
                let sum = mean * rows.len() as f64;
                let near = |v: f64| (v - value(rows)).abs() <= 1e-6 * v.abs().max(1e-9);
                near(mean) || near(sum)
            });
            let matched = matched.count();
            let moves =
                several.iter().any(|rows| rows.iter().any(|i| other.values[*i] != other.values[rows[0]]));
            if moves && matched * 10 >= several.len() * 9 {
                let words = format!(
                    "`{}` is the mean or sum of `{}` over the {name} from the first row of the {name} on",
                    feature.name, other.name
                );
                return Some(leak(
                    table,
                    LeakClass::RunningPeriod,
                    feature,
                    matched as f64,
                    table.dates.len(),
                    words,
                ));
            }
        }
        // a year by itself: figures of a year are not out on its first day; the number of the year is
        let steps: Vec<f64> = several.windows(2).map(|pair| value(pair[1]) - value(pair[0])).collect();
        let even = steps.iter().all(|s| (s - steps[0]).abs() < 1e-9);
        if name == "year" && !even {
            let words = format!(
                "`{}` changes with the first row of each year, when no figure of it is out",
                feature.name
            );
            return Some(leak(
                table,
                LeakClass::RunningPeriod,
                feature,
                steps.len() as f64,
                table.dates.len(),
                words,
            ));
        }
    }
    None
}

/// Changes of the feature that are a sum of earlier and later changes of another column.
fn centred(table: &Table, feature: &Feature, taken: &[String]) -> Option<Leak> {
    for other in table.features.iter().filter(|f| f.name != feature.name && !taken.contains(&f.name)) {
        let (mut y, mut base) = (Vec::new(), Vec::new());
        let (mut near, mut back): (Vec<Vec<f64>>, Vec<Vec<f64>>) =
            (vec![Vec::new(); 2 * REACH + 1], vec![Vec::new(); BACK + 1]);
        for rows in &table.groups {
            let change = |f: &Feature, at: usize| f.values[rows[at]] - f.values[rows[at - 1]];
            for at in BACK + 1..rows.len().saturating_sub(REACH) {
                let ahead: Vec<f64> = (0..=2 * REACH).map(|k| change(other, at + k - REACH)).collect();
                let behind: Vec<f64> = (0..=BACK).map(|k| change(feature, at - k)).collect();
                if ahead.iter().chain(&behind).all(|v| v.is_finite()) {
                    y.push(behind[0]);
                    base.push(ahead[REACH]);
                    near.iter_mut().zip(&ahead).for_each(|(column, v)| column.push(*v));
                    back.iter_mut().zip(&behind).for_each(|(column, v)| column.push(*v));
                }
            }
        }
        if y.len() < 2 * ROWS {
            continue;
        }
        let (Some(past), Some(both)) = (explained(&y, &near[..=REACH]), explained(&y, &near)) else {
            continue;
        };
        if both < 0.98 || both - past < 0.2 {
            continue;
        }
        // what follows from this column's own past is the later one of the two
        if explained(&base, &back).is_none_or(|trailing| trailing >= 0.99) {
            continue;
        }
        let words = format!(
            "changes of `{}` follow from those of `{}` up to {REACH} rows later: they explain {:.0} % with the later ones and \
             {:.0} % without",
            feature.name,
            other.name,
            100.0 * both,
            100.0 * past
        );
        return Some(leak(table, LeakClass::Centred, feature, both - past, y.len(), words));
    }
    None
}
