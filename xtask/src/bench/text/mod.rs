//! Text: how fast posts are scored.

mod score;

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    score::run()
}
