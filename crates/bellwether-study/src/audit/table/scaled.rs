//! Marks of a scaler that was fitted to all rows.

use std::collections::BTreeMap;

use bellwether_core::Date;

use super::super::{Found, LeakClass};
use super::fitted::{Judged, ROWS, leak, moments};
use super::least_squares::correlation;
use super::read::Table;

/// So many columns do not reach both ends of a share once each by chance.
const SEVERAL: usize = 3;

/// Columns of mean 0 and standard deviation 1 over all rows; and those that reach 0 and 1 once each, where that is no chance.
pub(super) fn columns(table: &Table, judged: &[Judged<'_>], components: &[usize], found: &mut Found) {
    let free =
        || judged.iter().enumerate().filter(|(j, _)| !components.contains(j)).map(|(_, column)| column);
    for column in free() {
        let (mean, sd, sample_sd) = moments(&column.finite());
        let is_one = |sd: f64| (sd - 1.0).abs() < 1e-6;
        if mean.abs() < 1e-6 && (is_one(sd) || is_one(sample_sd)) && !on_each_date(table, column) {
            let words = format!(
                "`{}` has mean {} and standard deviation {sd:.6} over all {} with a value",
                column.name,
                format!("{mean:.0e}").replace('-', "−"),
                crate::words::count(column.rows.len(), "row")
            );
            found.leaks.push(leak(table, LeakClass::WholeScaler, column, sd, words));
        }
    }
    let reaching: Vec<&Judged> = free().filter(|column| reaches_both_once(column)).collect();
    for column in &reaching {
        let original = judged.iter().find(|other| is_original(other, column));
        let because = match original {
            Some(other) => format!("and is `{}` but for its scale", other.name),
            None if reaching.len() >= SEVERAL => format!("as {} other columns do", reaching.len() - 1),
            None => {
                found.remarks.push(format!(
                    "`{}` lies between 0 and 1 and reaches each once: a scaler of all rows leaves that, and so does a share that \
                     was none once and all once",
                    column.name
                ));
                continue;
            }
        };
        let words = format!("`{}` reaches 0 and 1 once each over all rows, {because}", column.name);
        found.leaks.push(leak(table, LeakClass::WholeScaler, column, 1.0, words));
    }
}

/// Whether a column has mean 0 and standard deviation 1, or nothing but zeros, on every date: a place among the tickers of the
/// day, of which no other day knows. Up to rounding to two digits.
pub(super) fn on_each_date(table: &Table, column: &Judged<'_>) -> bool {
    let mut dates: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
    for i in &column.rows {
        dates.entry(table.dates[*i]).or_default().push(column.values[*i]);
    }
    dates.values().all(|values| {
        let (mean, sd, sample_sd) = moments(values);
        let near = |a: f64, b: f64| (a - b).abs() <= 0.01;
        values.iter().all(|v| near(*v, 0.0)) || near(mean, 0.0) && (near(sd, 1.0) || near(sample_sd, 1.0))
    })
}

fn reaches_both_once(column: &Judged<'_>) -> bool {
    let values = column.finite();
    let at = |end: f64| values.iter().filter(|v| (**v - end).abs() < 1e-12).count();
    at(0.0) == 1 && at(1.0) == 1 && values.iter().all(|v| (-1e-12..=1.0 + 1e-12).contains(v))
}

/// Whether `scaled` is another column but for origin and scale, which do not follow from the unit: a share in percent is no
/// original of the share.
fn is_original(other: &Judged<'_>, scaled: &Judged<'_>) -> bool {
    let both: Vec<usize> = scaled.rows.iter().copied().filter(|i| other.values[*i].is_finite()).collect();
    if std::ptr::eq(other, scaled) || both.len() < ROWS {
        return false;
    }
    let of = |column: &Judged| both.iter().map(|i| column.values[*i]).collect::<Vec<f64>>();
    let (theirs, own) = (of(other), of(scaled));
    let end = |pick: fn(f64, f64) -> f64| theirs.iter().copied().reduce(pick).unwrap_or(0.0);
    let natural = |v: f64| [0.0, 1.0, 100.0].iter().any(|end| (v.abs() - end).abs() < 1e-9);
    correlation(&theirs, &own).is_some_and(|r| r.abs() > 1.0 - 1e-8)
        && !(natural(end(f64::min)) && natural(end(f64::max)))
}
