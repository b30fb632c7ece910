//! Models of statistics beside their peers, on many more series than the tests have.
//!
//! A family of models is a file of its own here and one line of [`FAMILIES`].

mod garch;
mod series;
mod stocknet;

use anyhow::Result;

/// Families, each printing its tables and giving the number of results that differ.
const FAMILIES: &[fn() -> Result<usize>] = &[stocknet::run, series::run, garch::run];

/// Results that differ.
pub(super) fn run() -> Result<usize> {
    FAMILIES.iter().map(|family| family()).sum()
}
