//! Scorers of text on labelled sets, and beside other implementations.

mod figures;

use anyhow::Result;

/// Goals missed.
pub(super) fn run() -> Result<usize> {
    figures::run()
}
