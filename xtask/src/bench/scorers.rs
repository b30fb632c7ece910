//! Posts that a scorer reads a second on one core, on the 4,200 golden posts of VADER.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

const POSTS: &str = "crates/bellwether-text/data/vader/vader_reference_tweets.tsv";
/// Times as fast as vaderSentiment.
const VADER: f64 = 20.0;
/// Posts a second.
const FINANCE: f64 = 300_000.0;

/// Beside vaderSentiment.
pub(super) fn vader() -> Result<()> {
    let peer = Peer { module: "vaderSentiment", package: "vaderSentiment", script: "vader_speed.py" };
    run("text.vader", "vader", &peer, |line, _, ratio| match ratio {
        Some(ratio) => line.at_least(ratio, VADER),
        None => line,
    })
}

/// The bundled classifier, beside the same features and weights in scikit-learn.
pub(super) fn finance() -> Result<()> {
    let peer = Peer { module: "sklearn", package: "scikit-learn", script: "finance_speed.py" };
    run("text.finance", "finance", &peer, |line, rate, _| line.at_least(rate, FINANCE))
}

struct Peer {
    module: &'static str,
    package: &'static str,
    script: &'static str,
}

/// `judge` adds the goal, by the rate and by the ratio to the peer's, where there is a peer.
fn run(name: &str, kind: &str, peer: &Peer, judge: impl Fn(Line, f64, Option<f64>) -> Line) -> Result<()> {
    let posts = root().join(POSTS);
    let ours = process::watch(Command::new(build::example("score_speed")?).arg(kind).arg(&posts))?;
    let ours = ours
        .stdout
        .lines()
        .find(|line| line.contains("median"))
        .and_then(|line| line.split(' ').next()?.parse::<f64>().ok())
        .context("the example score_speed prints no median")?;
    let line = Line::new(name, format!("{ours:.0}"), "posts/s");
    let python = match Python::with(&[peer.module])? {
        Ok(python) => python,
        Err(reason) => {
            judge(line, ours, None).print();
            skipped(&format!("{name} peer {}", peer.package), &reason);
            return Ok(());
        }
    };
    let script = root().join("xtask/python").join(peer.script);
    let theirs: f64 = python.output(python.script(&script).arg(&posts))?.trim().parse()?;
    let ratio = ours / theirs;
    let line = judge(line.peer(ratio, &python.peer(peer.package)?), ours, Some(ratio));
    line.with("peer-value", format!("{theirs:.0}")).print();
    Ok(())
}
