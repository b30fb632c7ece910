//! Million rows a second of each indicator on one core, beside the C functions of TA-Lib where it has them.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// As fast as the peer.
const GOAL: f64 = 1.0;

pub(super) fn run() -> Result<()> {
    let ours = process::watch(&mut Command::new(build::example("indicator_speed")?))?;
    let ours = rates(&ours.stdout)?;
    let (theirs, peer) = match Python::with(&["numpy", "talib"])? {
        Ok(python) => {
            let mut script = python.script(&root().join("xtask/python/indicators_speed.py"));
            (rates(&python.output(&mut script)?)?, python.peer("TA-Lib")?)
        }
        Err(reason) => {
            skipped("indicators peer TA-Lib", &reason);
            (Vec::new(), String::new())
        }
    };
    headline(&ours, &theirs, &peer);
    for (name, rate) in ours {
        let line = Line::new(&format!("indicators.{name}"), rate, "Mrows/s");
        match theirs.iter().find(|(theirs, _)| *theirs == name) {
            Some((_, theirs)) => {
                let ratio = rate / theirs;
                line.peer(ratio, &peer).with("peer-value", theirs).at_least(ratio, GOAL).print();
            }
            None => line.print(),
        }
    }
    Ok(())
}

/// All indicators that the peer has too, one after the other: rows of all over the time of all.
fn headline(ours: &[(String, f64)], theirs: &[(String, f64)], peer: &str) {
    let of = |name: &str| theirs.iter().find(|(theirs, _)| theirs == name).map(|(_, rate)| *rate);
    let both: Vec<(f64, f64)> = ours.iter().filter_map(|(name, rate)| Some((*rate, of(name)?))).collect();
    if both.is_empty() {
        return;
    }
    let rate = |of: fn(&(f64, f64)) -> f64| both.len() as f64 / both.iter().map(|b| 1.0 / of(b)).sum::<f64>();
    let (own, peers) = (rate(|b| b.0), rate(|b| b.1));
    let line = Line::new("indicators", format!("{own:.0}"), "Mrows/s").peer(own / peers, peer);
    line.with("peer-value", format!("{peers:.0}")).at_least(own / peers, GOAL).print();
}

/// Lines of a name and a number.
fn rates(printed: &str) -> Result<Vec<(String, f64)>> {
    let pair = |line: &str| {
        let (name, rate) = line.split_once(' ')?;
        Some((name.to_owned(), rate.parse().ok()?))
    };
    printed.lines().map(pair).collect::<Option<_>>().context("a line that is not a name and a number")
}
