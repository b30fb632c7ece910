//! New York sessions beside exchange_calendars, and beside the dates of real prices.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use crate::line::{Line, skipped};
use crate::place::{root, shared};
use crate::python::Python;
use crate::{build, process};

const FIRST: &str = "1990-01-01";
const LAST: &str = "2027-12-31";

/// Files of prices at New York, together from 1999 to 2024, and the ticker of one that names none.
const PRICES: &[(&str, &str, Option<&str>)] = &[
    ("sp500", "data/indices/sp500.csv", None),
    ("nasdaq", "data/indices/nasdaq.csv", None),
    ("stocknet", "data/stocknet/prices.parquet", None),
    ("maama", "data/maama/prices.csv", None),
    ("candle5", "data/candle5/prices.csv", None),
    ("amzn", "data/bertopic-amzn/prices.csv", None),
    ("nflx", "data/nflx/prices.csv", Some("NFLX")),
];

/// Sessions that differ.
pub(super) fn run() -> Result<usize> {
    let ours = process::watch(Command::new(build::example("sessions")?).args([FIRST, LAST]))?.stdout;
    let mut differences = beside_exchange_calendars(&ours)?;
    for (name, path, ticker) in PRICES {
        match shared(path) {
            Ok(path) => {
                let program = build::example("price_dates")?;
                let dates = process::watch(Command::new(program).arg(path).args(*ticker))?.stdout;
                differences += beside_dates(name, &ours, &dates);
            }
            Err(reason) => skipped(&format!("parity.calendar.{name}"), &reason),
        }
    }
    Ok(differences)
}

fn beside_exchange_calendars(ours: &str) -> Result<usize> {
    let name = "parity.calendar.exchange_calendars";
    let python = match Python::with(&["exchange_calendars"])? {
        Ok(python) => python,
        Err(reason) => {
            skipped(name, &reason);
            return Ok(0);
        }
    };
    let script = root().join("xtask/python/sessions.py");
    let theirs = python.output(python.script(&script).args([FIRST, LAST]))?;
    let ours: BTreeSet<&str> = ours.lines().collect();
    let theirs: BTreeSet<&str> = theirs.lines().collect();
    let differences = print_differences(&ours, &theirs);
    Line::new(name, differences, "mismatches")
        .with("sessions", theirs.len())
        .with("peer", python.peer("exchange_calendars")?)
        .print();
    Ok(differences)
}

fn beside_dates(name: &str, ours: &str, dates: &str) -> usize {
    let theirs: BTreeSet<&str> = dates.lines().collect();
    let (Some(first), Some(last)) = (theirs.first(), theirs.last()) else { return 0 };
    let sessions = ours.lines().filter_map(|line| line.split(' ').next());
    let ours: BTreeSet<&str> = sessions.filter(|date| (*first..=*last).contains(date)).collect();
    let differences = print_differences(&ours, &theirs);
    Line::new(&format!("parity.calendar.{name}"), differences, "mismatches")
        .with("sessions", theirs.len())
        .with("first", first)
        .with("last", last)
        .print();
    differences
}

fn print_differences(ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>) -> usize {
    for extra in ours.difference(theirs).take(20) {
        println!("# only ours: {extra}");
    }
    for missing in theirs.difference(ours).take(20) {
        println!("# only theirs: {missing}");
    }
    ours.symmetric_difference(theirs).count()
}
