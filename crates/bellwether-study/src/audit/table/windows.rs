//! Columns that are made of later rows of another one, such as a centred mean.
//!
//! A column leads another, or the other lags: both look the same from one side. So a column is only said to look ahead when
//! the other does not follow from its past, and when neither an innocent column nor the targets that are realised already explain
//! it without the future: a lagged copy of a price makes today's price look as if it knew what the copy will be.

use super::super::{Leak, LeakClass};
use super::ahead::leak;
use super::least_squares::explained;
use super::read::{Feature, Table};

/// Fewer rows say nothing.
const FEWEST: usize = 120;
/// More rows say nothing new.
const MOST: usize = 3000;
/// Rows to both sides of a window.
const REACH: usize = 6;
/// Rows back from which a trailing column follows: more than a window that `REACH` sees whole.
const BACK: usize = 15;
/// A window explains all of a column but its rounding and its shape.
const ALL: f64 = 0.98;
/// What the later rows must add.
const ADDED: f64 = 0.2;
/// By which two explanations are equally good.
const EQUAL: f64 = 0.02;

/// What later rows of another column explain of one.
pub(super) struct Window {
    other: usize,
    past: f64,
    both: f64,
    rows: usize,
    of: String,
}

impl Window {
    pub(super) fn leak(&self, table: &Table, feature: &Feature) -> Leak {
        let words = format!(
            "changes of `{}` follow from those of `{}` up to {REACH} rows later: they explain {:.0} % with the later ones and \
             {:.0} % without",
            feature.name,
            self.of,
            100.0 * self.both,
            100.0 * self.past
        );
        leak(table, LeakClass::Centred, feature, self.both - self.past, self.rows, words)
    }
}

/// For each feature the window into the future that makes it, if one does.
pub(super) fn into_the_future(table: &Table, horizon: usize, taken: &[String]) -> Vec<Option<Window>> {
    let n = table.features.len();
    let is_free = |j: &usize| !taken.contains(&table.features[*j].name);
    let free: Vec<usize> = (0..n).filter(is_free).collect();
    let mut found: Vec<Option<Window>> = (0..n).map(|_| None).collect();
    for j in &free {
        let all = free.iter().filter(|k| *k != j).filter_map(|k| window(table, *j, *k));
        // the first of those that explain most
        found[*j] = all.fold(None, |best: Option<Window>, one| match best {
            Some(best) if best.both >= one.both => Some(best),
            _ => Some(one),
        });
    }
    // what one innocent column clears may clear the next
    loop {
        let suspects: Vec<usize> = free.iter().copied().filter(|j| found[*j].is_some()).collect();
        let cleared: Vec<usize> = suspects
            .iter()
            .copied()
            .filter(|j| {
                let Some(window) = &found[*j] else { return false };
                if is_explained_by_realised(table, *j, horizon, window) {
                    return true;
                }
                let innocent = free.iter().filter(|k| *k != j && found[**k].is_none());
                innocent.clone().any(|k| is_explained_without_future(table, *j, *k, window))
            })
            .collect();
        if cleared.is_empty() {
            return found;
        }
        cleared.into_iter().for_each(|j| found[j] = None);
    }
}

/// Rows of changes: of the first column the change and its own past, of the others what lies around.
struct Around {
    /// The group and the place in it.
    places: Vec<(usize, usize)>,
    now: Vec<f64>,
    /// The level, and changes from this row back.
    own: Vec<Vec<f64>>,
    /// For each other column, changes from `REACH` rows before to `REACH` rows after.
    others: Vec<Vec<Vec<f64>>>,
}

fn around(table: &Table, feature: usize, others: &[usize]) -> Option<Around> {
    let values = |j: usize| table.features[j].values.as_slice();
    let mut out = Around {
        places: Vec::new(),
        now: Vec::new(),
        own: vec![Vec::new(); BACK + 2],
        others: vec![vec![Vec::new(); 2 * REACH + 1]; others.len()],
    };
    for (group, rows) in table.groups.iter().enumerate() {
        let change = |j: usize, at: usize| values(j)[rows[at]] - values(j)[rows[at - 1]];
        for at in BACK + 1..rows.len().saturating_sub(REACH) {
            if out.now.len() == MOST {
                break;
            }
            let mut own = vec![values(feature)[rows[at]]];
            own.extend((0..=BACK).map(|k| change(feature, at - k)));
            let near: Vec<Vec<f64>> = others
                .iter()
                .map(|j| (0..=2 * REACH).map(|k| change(*j, at + k - REACH)).collect())
                .collect();
            if !own.iter().chain(near.iter().flatten()).all(|v| v.is_finite()) {
                continue;
            }
            out.places.push((group, at));
            out.now.push(own[1]);
            out.own.iter_mut().zip(own).for_each(|(column, v)| column.push(v));
            for (columns, values) in out.others.iter_mut().zip(near) {
                columns.iter_mut().zip(values).for_each(|(column, v)| column.push(v));
            }
        }
    }
    (out.now.len() >= FEWEST).then_some(out)
}

fn window(table: &Table, feature: usize, other: usize) -> Option<Window> {
    let rows = around(table, feature, &[other])?;
    let near = &rows.others[0];
    let both = explained(&rows.now, near).filter(|both| *both >= ALL)?;
    let past = explained(&rows.now, &near[..=REACH])?;
    // what follows from this column's own past is the later one of the two
    let trailing = explained(&near[REACH], &rows.own)?;
    if both - past < ADDED || trailing >= both - EQUAL {
        return None;
    }
    Some(Window { other, past, both, rows: rows.now.len(), of: table.features[other].name.clone() })
}

/// Whether past and present of an innocent column, beside those of the other, do as well as its future.
fn is_explained_without_future(table: &Table, feature: usize, innocent: usize, window: &Window) -> bool {
    let Some(rows) = around(table, feature, &[innocent, window.other]) else { return false };
    let past = [&rows.others[0][..=REACH], &rows.others[1][..=REACH]].concat();
    explained(&rows.now, &past).is_some_and(|without| without >= window.both - EQUAL)
}

/// Whether the targets that are realised by a row's decision, beside past and present of the other column, do as well as the
/// other's future. A return is one of the level that the other has.
fn is_explained_by_realised(table: &Table, feature: usize, horizon: usize, window: &Window) -> bool {
    let Some(rows) = around(table, feature, &[window.other]) else { return false };
    let mut now = Vec::new();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 4 * (REACH + 1)];
    for (i, (group, at)) in rows.places.iter().enumerate() {
        let own = &table.groups[*group];
        if *at < horizon + REACH {
            continue;
        }
        let level = table.features[window.other].values[own[*at]];
        let values: Vec<f64> = (0..=REACH)
            .flat_map(|k| {
                let target = table.target[own[at - horizon - k]];
                [target, target * level, target * target * level, rows.others[0][REACH - k][i]]
            })
            .collect();
        if values.iter().all(|v| v.is_finite()) {
            now.push(rows.now[i]);
            columns.iter_mut().zip(values).for_each(|(column, v)| column.push(v));
        }
    }
    now.len() >= FEWEST && explained(&now, &columns).is_some_and(|without| without >= window.both - EQUAL)
}
