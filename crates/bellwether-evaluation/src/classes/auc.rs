//! Area under the receiver operating characteristic, one class against the rest.

use super::check_classes;
use crate::metrics::{MetricError, auc};

/// The chance that a random row of `class` is ranked above a random row of another, ties counting half; in [0, 1].
///
/// `probability` is that of `class` in each row.
///
/// # Errors
/// As [`auc`], and [`MetricError::Class`] for a class that does not exist.
pub fn one_vs_rest_auc(
    actual: &[usize],
    probability: &[f64],
    class: usize,
    classes: usize,
) -> Result<f64, MetricError> {
    check_classes(actual, classes)?;
    let is_class: Vec<bool> = actual.iter().map(|a| *a == class).collect();
    auc(&is_class, probability)
}
