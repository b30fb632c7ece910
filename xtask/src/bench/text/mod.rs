//! Posts a second, beside peers on the same posts.
//!
//! A line is a file of its own here and one entry of [`LINES`].

mod minilm;

use anyhow::Result;

/// Each prints its own lines.
const LINES: &[fn() -> Result<()>] = &[minilm::run];

pub(super) fn run() -> Result<()> {
    LINES.iter().try_for_each(|line| line())
}
