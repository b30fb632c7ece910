//! Million rows a second of each indicator on one core, beside the C functions of TA-Lib where it has them: of the functions
//! alone, without what Python's call of them takes, which is printed too.

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
    let ours = rates(&ours.stdout, own)?;
    let (theirs, peer) = match Python::with(&["numpy", "talib"])? {
        Ok(python) => {
            let mut script = python.script(&root().join("xtask/python/indicators_speed.py"));
            (rates(&python.output(&mut script)?, peers)?, python.peer("TA-Lib")?)
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
                let ratio = rate / theirs.alone;
                let line = line.peer(ratio, &peer).with("peer-value", theirs.alone);
                let line = line.with("with-call", theirs.called).with("call-ns", theirs.call_ns);
                line.at_least(ratio, GOAL).print();
            }
            None => line.print(),
        }
    }
    Ok(())
}

/// A peer's rates, of the function alone and with Python's call of it, and what a call that does nothing takes.
#[derive(Clone, Copy)]
struct Peer {
    alone: f64,
    called: f64,
    call_ns: f64,
}

/// All indicators that the peer has too, one after the other: rows of all over the time of all.
fn headline(ours: &[(String, f64)], theirs: &[(String, Peer)], peer: &str) {
    let of = |name: &str| theirs.iter().find(|(theirs, _)| theirs == name).map(|(_, peer)| *peer);
    let both: Vec<(f64, Peer)> = ours.iter().filter_map(|(name, rate)| Some((*rate, of(name)?))).collect();
    if both.is_empty() {
        return;
    }
    let rate =
        |of: fn(&(f64, Peer)) -> f64| both.len() as f64 / both.iter().map(|b| 1.0 / of(b)).sum::<f64>();
    let (own, alone, called) = (rate(|b| b.0), rate(|b| b.1.alone), rate(|b| b.1.called));
    let line = Line::new("indicators", format!("{own:.0}"), "Mrows/s").peer(own / alone, peer);
    let line = line.with("peer-value", format!("{alone:.0}")).with("with-call", format!("{called:.0}"));
    line.at_least(own / alone, GOAL).print();
}

fn own(figures: &[f64]) -> Option<f64> {
    let [rate] = figures else { return None };
    Some(*rate)
}

fn peers(figures: &[f64]) -> Option<Peer> {
    let [alone, called, call_ns] = *figures else { return None };
    Some(Peer { alone, called, call_ns })
}

/// Lines of a name and figures.
fn rates<T>(printed: &str, of: fn(&[f64]) -> Option<T>) -> Result<Vec<(String, T)>> {
    let one = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        let figures = words.map(|word| word.parse().ok()).collect::<Option<Vec<f64>>>()?;
        Some((name, of(&figures)?))
    };
    printed.lines().map(one).collect::<Option<_>>().context("a line that is not a name and its figures")
}
