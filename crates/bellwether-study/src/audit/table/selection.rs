//! Features that were selected by all rows.

use super::super::{Experiment, Leak, LeakClass};
use super::least_squares::correlation;
use super::read::{Feature, Part, Table};

/// Fewer rows say nothing.
const ROWS: usize = 60;
/// Standard errors by which selected features are tied to the target of the test as to that of the training.
const SELECTED: f64 = 4.5;

/// Features that are tied to the target of the test as they are to that of the training, all of them together: no market
/// grants that to a crowd of features, and a selection by all rows does.
pub(super) fn by_all_rows(table: &Table, horizon: usize, taken: &[String]) -> Option<Leak> {
    let parts = table.parts.as_ref()?;
    let whole: Vec<usize> = (0..table.features.len())
        .filter(|j| {
            let Feature { name, values, .. } = &table.features[*j];
            !taken.contains(name)
                && values.iter().all(|v| v.is_finite())
                && values.iter().any(|v| *v != values[0])
        })
        .collect();
    let of = |part: fn(Part) -> bool| -> Vec<usize> {
        (0..parts.len()).filter(|i| part(parts[*i]) && table.target[*i].is_finite()).collect()
    };
    let (learnt, tested) = (of(|p| p != Part::Test), of(|p| p == Part::Test));
    if whole.len() < 8 || tested.len() < 20 || learnt.len() < ROWS {
        return None;
    }
    let tie = |j: usize, rows: &[usize]| {
        let pick = |values: &[f64]| rows.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        correlation(&pick(&table.features[j].values), &pick(&table.target)).unwrap_or(0.0)
    };
    let signs: Vec<f64> = whole.iter().map(|j| tie(*j, &learnt).signum()).collect();
    let sum: f64 = whole.iter().zip(&signs).map(|(j, s)| s * tie(*j, &tested)).sum();
    let mut variance = 0.0;
    for (a, sa) in whole.iter().zip(&signs) {
        for (b, sb) in whole.iter().zip(&signs) {
            let together = correlation(&table.features[*a].values, &table.features[*b].values);
            variance += sa * sb * together.unwrap_or(0.0);
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
