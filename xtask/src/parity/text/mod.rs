//! Scorers on labelled sets, and encoders beside other implementations.
//!
//! A line is a file of its own here and one entry of [`LINES`].

mod figures;
mod minilm;
mod model;
mod near;
mod onnx;

use anyhow::Result;

/// Each prints its own lines and gives the number of results that differ or goals missed.
const LINES: &[fn() -> Result<usize>] = &[figures::run, model::run, near::run, minilm::run, onnx::run];

/// Results that differ, and goals missed.
pub(super) fn run() -> Result<usize> {
    LINES.iter().map(|line| line()).sum()
}
