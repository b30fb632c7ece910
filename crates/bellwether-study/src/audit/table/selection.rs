//! Features that were selected by all rows.

use super::super::{Experiment, Leak, LeakClass};
use super::least_squares::correlation;
use super::read::{Feature, Part, Table};

/// Fewer rows say nothing.
const ROWS: usize = 60;
/// Fewer tested rows say nothing.
const TESTED: usize = 20;
/// Fewer features are no crowd.
const FEATURES: usize = 8;
/// Standard errors by which selected features are tied to the target of the test as to that of the training.
const SELECTED: f64 = 4.5;

/// Features that are tied to the target of the test as they are to that of the training, all of them together: no market
/// grants that to a crowd of features, and a selection by all rows does.
pub(super) fn by_all_rows(
    table: &Table,
    horizon: usize,
    taken: &[String],
    untested: &mut Vec<String>,
) -> Option<Leak> {
    let parts = table.parts.as_ref()?;
    let of = |part: fn(Part) -> bool| -> Vec<usize> {
        (0..parts.len()).filter(|i| part(parts[*i]) && table.target[*i].is_finite()).collect()
    };
    let (learnt, tested) = (of(|p| p != Part::Test), of(|p| p == Part::Test));
    let has = |j: usize, i: usize| table.features[j].values[i].is_finite();
    let moves = |j: &usize| {
        let Feature { name, values, .. } = &table.features[*j];
        let mut there = values.iter().filter(|v| v.is_finite());
        let first = there.next();
        !taken.contains(name) && there.any(|v| Some(v) != first)
    };
    let free: Vec<usize> = (0..table.features.len()).filter(moves).collect();
    if free.len() < FEATURES {
        return None;
    }
    // rows are judged on which all features have a value, so a feature that lacks half of them is left out
    let most = |j: usize, rows: &[usize]| rows.iter().filter(|i| has(j, **i)).count() * 2 > rows.len();
    let (whole, left_out): (Vec<usize>, Vec<usize>) =
        free.into_iter().partition(|j| most(*j, &learnt) && most(*j, &tested));
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.iter().map(|j| format!("`{}`", table.features[*j].name)).collect();
        untested.push(format!(
            "whether {} were selected by all rows: half of the values of a part are missing",
            crate::words::listed(&names)
        ));
    }
    let complete = |rows: Vec<usize>| -> Vec<usize> {
        rows.into_iter().filter(|i| whole.iter().all(|j| has(*j, *i))).collect()
    };
    let (learnt, tested) = (complete(learnt), complete(tested));
    if whole.len() < FEATURES || tested.len() < TESTED || learnt.len() < ROWS {
        untested.push(format!(
            "whether features were selected by all rows: {} together {} {} of training and {} of test; \
             {FEATURES}, {ROWS} and {TESTED} are needed",
            crate::words::count(whole.len(), "feature"),
            crate::words::verb(whole.len(), "has", "have"),
            crate::words::count(learnt.len(), "row"),
            tested.len()
        ));
        return None;
    }
    let tie = |j: usize, rows: &[usize]| {
        let pick = |values: &[f64]| rows.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        correlation(&pick(&table.features[j].values), &pick(&table.target)).unwrap_or(0.0)
    };
    let signs: Vec<f64> = whole.iter().map(|j| tie(*j, &learnt).signum()).collect();
    let sum: f64 = whole.iter().zip(&signs).map(|(j, s)| s * tie(*j, &tested)).sum();
    let judged = [learnt.as_slice(), tested.as_slice()].concat();
    let all = |j: usize| judged.iter().map(|i| table.features[j].values[*i]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = whole.iter().map(|j| all(*j)).collect();
    let mut variance = 0.0;
    for (a, sa) in columns.iter().zip(&signs) {
        for (b, sb) in columns.iter().zip(&signs) {
            variance += sa * sb * correlation(a, b).unwrap_or(0.0);
        }
    }
    // overlapping targets repeat each other
    let z = sum * (tested.len() as f64 / horizon as f64).sqrt() / variance.max(1e-12).sqrt();
    if z <= SELECTED {
        return None;
    }
    let best =
        whole.iter().copied().max_by(|a, b| tie(*a, &tested).abs().total_cmp(&tie(*b, &tested).abs()))?;
    Some(Leak {
        column: Some(table.features[best].name.clone()),
        date: tested.iter().map(|i| table.dates[*i]).min(),
        size: z,
        rows: tested.len(),
        words: format!(
            "{} features together are tied to the target of the test with the signs of the training, {z:.1} standard errors \
             from luck, `{}` most of all: they were selected by the test too",
            whole.len(),
            table.features[best].name
        ),
        ..Leak::new(LeakClass::WholeSelection, Experiment::Fitted)
    })
}
