//! Posts scored a second, on the 4,200 golden posts.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

const POSTS: &str = "crates/bellwether-text/data/vader/vader_reference_tweets.tsv";

const NAME: &str = "text.vader";

pub(super) fn run() -> Result<()> {
    let posts = root().join(POSTS);
    let ours = process::watch(Command::new(build::example("vader_speed")?).arg(&posts))?;
    let ours = ours
        .stdout
        .lines()
        .find(|line| line.contains("median"))
        .and_then(|line| line.split(' ').next()?.parse::<f64>().ok())
        .context("the example vader_speed prints no median")?;
    let line = Line::new(NAME, format!("{ours:.0}"), "posts/s");
    let python = match Python::with(&["vaderSentiment"])? {
        Ok(python) => python,
        Err(reason) => {
            line.print();
            skipped(&format!("{NAME} peer vaderSentiment"), &reason);
            return Ok(());
        }
    };
    let script = root().join("xtask/python/vader_speed.py");
    let theirs: f64 = python.output(python.script(&script).arg(&posts))?.trim().parse()?;
    let line = line.peer(ours / theirs, &python.peer("vaderSentiment")?);
    line.with("peer-value", format!("{theirs:.0}")).print();
    Ok(())
}
