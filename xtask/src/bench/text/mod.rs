//! Text: how fast posts are cleaned and scored.

mod clean;
mod score;

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    clean::run()?;
    score::run()
}
