//! Text: how fast posts are cleaned and scored.
//!
//! A line is a file of its own here and one entry of [`LINES`].

mod clean;
mod minilm;
mod score;

use anyhow::Result;

/// Each prints its own lines.
const LINES: &[fn() -> Result<()>] = &[clean::run, super::scorers::finance, minilm::run, score::run];

pub(super) fn run() -> Result<()> {
    LINES.iter().try_for_each(|line| line())
}
