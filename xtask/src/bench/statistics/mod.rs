//! Seconds of processor time of models of statistics, beside their peers, on the same data in the same run.
//!
//! A family of models is a file of its own here and one line of [`FAMILIES`].

mod garch;
mod series;

use anyhow::Result;

use crate::line::Line;

/// Families, each printing its own lines.
const FAMILIES: &[fn() -> Result<()>] = &[series::run, garch::run];

pub(super) fn run() -> Result<()> {
    FAMILIES.iter().try_for_each(|family| family())
}

/// One line: seconds, how many times as fast as the peer, and the goal that the seconds should not exceed.
fn print(name: &str, seconds: f64, peer: Option<(f64, &str)>, goal: Option<f64>) {
    let mut line = Line::new(name, format!("{seconds:.5}"), "s").with("seconds", format!("{seconds:.5}"));
    if let Some((theirs, peer)) = peer {
        line = line.peer(theirs / seconds, peer).with("peer-seconds", format!("{theirs:.5}"));
    }
    match goal {
        Some(goal) => line.goal(seconds, goal).print(),
        None => line.print(),
    }
}
