//! Models of one series: ARIMA, auto-ARIMA, ETS and Theta, on series of known processes.
//!
//! The script of the peers makes the series; both sides print `table series model value…`, and the tables below say which
//! value is compared and how.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// A table, how its values are compared, and the share of its rows that must agree.
const TABLES: [Table; 5] = [
    Table { name: "arima", peer: "statsmodels", by: By::NoLess { relative: 1e-6 }, share: 1.0 },
    Table { name: "auto-arima", peer: "statsforecast", by: By::NoMore { absolute: 1e-4 }, share: 0.99 },
    Table { name: "ets", peer: "statsmodels", by: By::NoLess { relative: 1e-6 }, share: 1.0 },
    Table { name: "auto-ets", peer: "statsforecast", by: By::NoMore { absolute: 1e-4 }, share: 0.99 },
    Table { name: "theta", peer: "statsmodels", by: By::NoMore { absolute: 1e-6 }, share: 1.0 },
];

/// Rows of a table that are printed: those furthest apart.
const PRINTED: usize = 12;

struct Table {
    name: &'static str,
    peer: &'static str,
    by: By,
    share: f64,
}

/// What agrees.
#[derive(Clone, Copy)]
enum By {
    /// A log-likelihood: no lower than the peer's.
    NoLess { relative: f64 },
    /// A criterion: no higher than the peer's.
    NoMore { absolute: f64 },
}

impl By {
    /// How far ours is on the wrong side of the reference, and whether that is too far.
    fn apart(self, ours: f64, reference: f64) -> (f64, bool) {
        match self {
            Self::NoLess { relative } => {
                let apart = reference - ours;
                (apart, apart.is_nan() || apart > relative * reference.abs())
            }
            Self::NoMore { absolute } => {
                let apart = ours - reference;
                (apart, apart.is_nan() || apart > absolute)
            }
        }
    }
}

/// Values by table, series and model.
type Values = BTreeMap<(String, String, String), f64>;

/// Results that differ, in tables where more of them do than may.
pub(super) fn run() -> Result<usize> {
    let python = match Python::with(&["numpy", "pandas", "statsmodels", "statsforecast"])? {
        Ok(python) => python,
        Err(reason) => {
            skipped("parity.statistics", &reason);
            return Ok(0);
        }
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("series.csv");
    let script = root().join("xtask/python/statistics_parity.py");
    let mut script = python.script(&script);
    script.arg(&file).env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1");
    let theirs = values(&python.output(&mut script)?)?;
    let ours = process::watch(Command::new(build::example("statistics_parity")?).arg(&file))?;
    let ours = values(&ours.stdout)?;
    let mut differences = 0;
    for table in TABLES {
        differences += compare(&table, &ours, &theirs, &python)?;
    }
    Ok(differences)
}

/// Prints a table: the rows furthest apart, then the largest difference of all.
fn compare(table: &Table, ours: &Values, theirs: &Values, python: &Python) -> Result<usize> {
    let Table { name, peer, by, share } = *table;
    let mut rows = Vec::new();
    for ((of, series, model), reference) in theirs.iter().filter(|((of, ..), _)| of == name) {
        let key = (of.clone(), series.clone(), model.clone());
        let own = ours.get(&key).copied().unwrap_or(f64::NAN);
        let (apart, differs) = by.apart(own, *reference);
        rows.push((apart, differs, series, model, own, *reference));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("# {name}: the {} of {} rows furthest apart", PRINTED.min(rows.len()), rows.len());
    println!("# {:<14} {:<28} {:>18} {:>18} {:>12}", "series", "model", "ours", "reference", "difference");
    for (apart, differs, series, model, own, reference) in rows.iter().take(PRINTED) {
        let mark = if *differs { " DIFFERS" } else { "" };
        println!("# {series:<14} {model:<28} {own:>18.8} {reference:>18.8} {apart:>12.3e}{mark}");
    }
    let differing = rows.iter().filter(|r| r.1).count();
    let agreeing = (rows.len() - differing) as f64 / rows.len().max(1) as f64;
    let better = rows.iter().filter(|r| r.0 < -1e-3).count();
    Line::new(&format!("parity.{name}"), differing, "differences")
        .with("rows", rows.len())
        .with("share", format!("{agreeing:.4}"))
        .with("better", better)
        .with("largest", rows.first().map_or_else(String::new, |r| format!("{:.1e}", r.0)))
        .with("peer", python.peer(peer)?)
        .at_least(agreeing, share)
        .print();
    Ok(if agreeing >= share { 0 } else { differing })
}

/// Lines `table series model value`.
fn values(printed: &str) -> Result<Values> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let [table, series, model, value] = words[..] else { return None };
        Some(((table.to_owned(), series.to_owned(), model.to_owned()), value.parse().ok()?))
    };
    printed
        .lines()
        .map(row)
        .collect::<Option<_>>()
        .context("a line that is not a table, a series, a model and a value")
}
