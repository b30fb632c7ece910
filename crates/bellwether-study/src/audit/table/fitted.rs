//! Marks that a fit over all rows leaves.

use super::super::{Experiment, Found, Leak, LeakClass};
use super::least_squares::correlation;
use super::read::Table;

/// Fewer rows say nothing.
const ROWS: usize = 60;

pub(super) fn marks(table: &Table) -> Found {
    let mut found = Found { compared: table.features.len() * table.dates.len(), ..Found::default() };
    let first = table.dates.iter().min().copied();
    let leak = |class, column: &str, size: f64, rows: usize, words: String| Leak {
        column: Some(column.to_owned()),
        date: first,
        size,
        rows,
        words,
        ..Leak::new(class, Experiment::Fitted)
    };
    let whole: Vec<usize> = (0..table.features.len())
        .filter(|j| {
            let values = &table.features[*j].values;
            values.len() >= ROWS
                && values.iter().all(|v| v.is_finite())
                && values.iter().any(|v| *v != values[0])
        })
        .collect();
    let moments = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        (mean, (squares / n).sqrt(), (squares / (n - 1.0)).sqrt())
    };
    // components of all rows are centred and have nothing in common
    let centred: Vec<usize> = whole
        .iter()
        .copied()
        .filter(|j| {
            let (mean, sd, _) = moments(&table.features[*j].values);
            mean.abs() <= 1e-6 * sd
        })
        .collect();
    let apart = |a: usize, b: usize| {
        correlation(&table.features[a].values, &table.features[b].values).is_some_and(|r| r.abs() < 1e-6)
    };
    let components: Vec<usize> =
        centred.iter().copied().filter(|a| centred.iter().any(|b| a != b && apart(*a, *b))).collect();
    if let Some(one) = components.first() {
        let names: Vec<String> =
            components.iter().map(|j| format!("`{}`", table.features[*j].name)).collect();
        let words = format!(
            "{} are centred over all rows and uncorrelated over all rows, as components fitted to all of them",
            crate::words::listed(&names)
        );
        let size = components.len() as f64;
        found.leaks.push(leak(
            LeakClass::WholeComponents,
            &table.features[*one].name,
            size,
            table.dates.len(),
            words,
        ));
    }
    for j in whole.iter().filter(|j| !components.contains(j)) {
        let feature = &table.features[*j];
        let (mean, sd, sample_sd) = moments(&feature.values);
        let is_one = |sd: f64| (sd - 1.0).abs() < 1e-6;
        let standard = mean.abs() < 1e-6 && (is_one(sd) || is_one(sample_sd));
        let (mut low, mut high) = (0, 0);
        let mut outside = 0;
        for v in &feature.values {
            low += usize::from(v.abs() < 1e-12);
            high += usize::from((v - 1.0).abs() < 1e-12);
            outside += usize::from(*v < -1e-12 || *v > 1.0 + 1e-12);
        }
        if standard || (low == 1 && high == 1 && outside == 0) {
            let words = if standard {
                format!("`{}` has mean {mean:.0e} and standard deviation {sd:.6} over all rows", feature.name)
            } else {
                format!("`{}` reaches 0 and 1 once each over all rows", feature.name)
            };
            let size = if standard { sd } else { 1.0 };
            found.leaks.push(leak(LeakClass::WholeScaler, &feature.name, size, table.dates.len(), words));
        }
    }
    backward(table, &mut found);
    found
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
