//! Text: how fast posts are cleaned and scored.

mod clean;
mod finance;
mod score;

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    super::vader::run("text.vader")?;
    clean::run()?;
    finance::run()?;
    score::run()
}
