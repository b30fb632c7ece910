//! One fit and the rows that it forecasts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One fit and the rows that it forecasts; ranges over row indices, in the order train, validation, test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fold {
    /// Rows that are learned from.
    pub train: Range<usize>,
    /// Rows that stop or select a model; empty if the split asks for none.
    pub validation: Range<usize>,
    /// Rows that are forecast and scored.
    pub test: Range<usize>,
    /// Rows dropped before the test, and again between training and validation: the purge and the embargo.
    pub gap: usize,
}

impl Fold {
    /// The fold that tests `test`, with `validation` rows before it and all rows before these to learn from.
    ///
    /// The caller has checked that they fit.
    pub(super) fn before(test: Range<usize>, validation: usize, gap: usize) -> Self {
        let validation_end = test.start - gap;
        let validation_start = validation_end - validation;
        let train_end = if validation == 0 { validation_end } else { validation_start - gap };
        Self { train: 0..train_end, validation: validation_start..validation_end, test, gap }
    }
}

/// Rows dropped at one boundary: `horizon - 1` if purged, and the embargo.
pub(super) fn gap(horizon: usize, purge: bool, embargo: usize) -> usize {
    (if purge { horizon - 1 } else { 0 }).saturating_add(embargo)
}

/// Rows dropped in a fold: one boundary without validation, two with.
pub(super) fn gaps(gap: usize, validation: usize) -> usize {
    if validation == 0 { gap } else { gap.saturating_mul(2) }
}
