//! Marks that a fit over all rows leaves.

use std::collections::BTreeSet;

use super::super::{Experiment, Found, Leak, LeakClass};
use super::least_squares::correlation;
use super::read::Table;
use super::scaled;

/// Fewer rows say nothing.
pub(super) const ROWS: usize = 60;

/// A column with the rows on which it has a value: what was fitted to all rows was fitted to those.
pub(super) struct Judged<'a> {
    pub(super) name: &'a str,
    pub(super) values: &'a [f64],
    pub(super) rows: Vec<usize>,
}

impl Judged<'_> {
    pub(super) fn finite(&self) -> Vec<f64> {
        self.rows.iter().map(|i| self.values[*i]).collect()
    }
}

/// Mean, population and sample standard deviation.
pub(super) fn moments(values: &[f64]) -> (f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / n).sqrt(), (squares / (n - 1.0)).sqrt())
}

pub(super) fn marks(table: &Table) -> Found {
    let mut found = Found::default();
    let mut judged: Vec<Judged> = Vec::new();
    let mut short: Vec<String> = Vec::new();
    for feature in &table.features {
        let values = feature.values.as_slice();
        let rows: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        if rows.len() < ROWS {
            short.push(format!("`{}` ({})", feature.name, rows.len()));
        } else if rows.iter().any(|i| values[*i] != values[rows[0]]) {
            found.compared += rows.len();
            judged.push(Judged { name: &feature.name, values, rows });
        }
    }
    if !short.is_empty() {
        found.untested.push(format!(
            "of {} fewer than {ROWS} values are there, too few for a mark of a fit",
            crate::words::listed(&short)
        ));
    }
    let components = components(table, &judged);
    if let Some(one) = components.first() {
        let names: Vec<String> = components.iter().map(|j| format!("`{}`", judged[*j].name)).collect();
        let words = format!(
            "{} are centred over all rows and uncorrelated over all rows, as components fitted to all of them",
            crate::words::listed(&names)
        );
        let size = components.len() as f64;
        found.leaks.push(leak(table, LeakClass::WholeComponents, &judged[*one], size, words));
    }
    scaled::columns(table, &judged, &components, &mut found);
    backward(table, &mut found);
    found
}

pub(super) fn leak(table: &Table, class: LeakClass, column: &Judged<'_>, size: f64, words: String) -> Leak {
    Leak {
        column: Some(column.name.to_owned()),
        date: column.rows.iter().map(|i| table.dates[*i]).min(),
        size,
        rows: column.rows.len(),
        words,
        ..Leak::new(class, Experiment::Fitted)
    }
}

/// Components of all rows are centred and have nothing in common. What is scaled on each date anew is centred too, and so are
/// columns of a few values, which may have nothing in common by chance.
fn components(table: &Table, judged: &[Judged<'_>]) -> Vec<usize> {
    let candidate = |j: &usize| {
        let values = judged[*j].finite();
        let (mean, sd, _) = moments(&values);
        let distinct = values.iter().map(|v| v.to_bits()).collect::<BTreeSet<_>>().len();
        mean.abs() <= 1e-6 * sd && distinct * 2 > values.len() && !scaled::on_each_date(table, &judged[*j])
    };
    let centred: Vec<usize> = (0..judged.len()).filter(candidate).collect();
    let apart = |a: usize, b: usize| {
        let (a, b) = (&judged[a], &judged[b]);
        let both: Vec<usize> = a.rows.iter().copied().filter(|i| b.values[*i].is_finite()).collect();
        let of = |column: &Judged| both.iter().map(|i| column.values[*i]).collect::<Vec<f64>>();
        both.len() >= ROWS && correlation(&of(a), &of(b)).is_some_and(|r| r.abs() < 1e-6)
    };
    centred.iter().copied().filter(|a| centred.iter().any(|b| a != b && apart(*a, *b))).collect()
}

/// A column whose first value stands for several rows, and hardly any later one does: values before the first that was known.
fn backward(table: &Table, found: &mut Found) {
    for feature in &table.features {
        for rows in &table.groups {
            let values: Vec<f64> = rows.iter().map(|i| feature.values[*i]).collect();
            let run = values.iter().take_while(|v| **v == values[0]).count();
            let rest = &values[run.min(values.len())..];
            let repeated = rest.windows(2).filter(|pair| pair[0] == pair[1]).count();
            if run < 3 || values[0] == 0.0 || rest.len() < 30 || repeated * 20 > rest.len() {
                continue;
            }
            found.leaks.push(Leak {
                column: Some(feature.name.clone()),
                date: Some(table.dates[rows[0]]),
                size: (run - 1) as f64,
                rows: run - 1,
                words: format!(
                    "`{}` begins with the same value {run} times, and then hardly ever repeats one: {} were filled with a \
                     later one",
                    feature.name,
                    crate::words::count(run - 1, "row")
                ),
                ..Leak::new(LeakClass::BackwardFill, Experiment::Fitted)
            });
            break;
        }
    }
}
