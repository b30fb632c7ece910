//! Figures of a period that its first row has already.

use std::collections::BTreeMap;

use bellwether_core::Date;

use super::super::{Leak, LeakClass};
use super::ahead::leak;
use super::read::{Feature, Table};

/// What names the period of a date.
type Key = fn(Date) -> (i16, i64);

/// Figures of a week, a month or a year that all its rows have, the first among them.
pub(super) fn running(table: &Table, feature: &Feature) -> Option<Leak> {
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
        let Some(several) = steady(table, feature, key, fewest) else { continue };
        let value = |rows: &Vec<usize>| feature.values[rows[0]];
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
    }
    None
}

/// The remark on a figure that changes with the first row of each year: of the year itself no figure is out then, and one of the
/// year before may be. The number of the year is no figure.
pub(super) fn yearly(table: &Table, feature: &Feature) -> Option<String> {
    let several = steady(table, feature, |d| (d.year(), 0), 3)?;
    let value = |rows: &Vec<usize>| feature.values[rows[0]];
    let steps: Vec<f64> = several.windows(2).map(|pair| value(&pair[1]) - value(&pair[0])).collect();
    let even = steps.iter().all(|s| (s - steps[0]).abs() < 1e-9);
    (!even).then(|| {
        format!(
            "`{}` changes with the first row of each year: of that year no figure is out then, of an earlier one there may be",
            feature.name
        )
    })
}

/// The rows of each period with several, where a column is the same on all of them and mostly another in the next.
fn steady(table: &Table, feature: &Feature, key: Key, fewest: usize) -> Option<Vec<Vec<usize>>> {
    let mut by: BTreeMap<(usize, (i16, i64)), Vec<usize>> = BTreeMap::new();
    for (g, rows) in table.groups.iter().enumerate() {
        rows.iter().for_each(|i| by.entry((g, key(table.dates[*i]))).or_default().push(*i));
    }
    let several: Vec<Vec<usize>> = by.into_values().filter(|rows| rows.len() > 1).collect();
    let value = |rows: &Vec<usize>| feature.values[rows[0]];
    let is_steady = |rows: &Vec<usize>| rows.iter().all(|i| feature.values[*i] == value(rows));
    if several.len() < fewest || !several.iter().all(is_steady) {
        return None;
    }
    let distinct = several.windows(2).filter(|pair| value(&pair[0]) != value(&pair[1])).count();
    (distinct * 4 >= (several.len() - 1) * 3).then_some(several)
}
