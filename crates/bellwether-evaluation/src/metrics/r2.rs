//! Coefficient of determination.

use super::{MetricError, Undefined, check_point, finite};
use crate::input::mean;

/// Coefficient of determination, `1 - Σ(y - ŷ)² / Σ(y - ȳ)²`; 1 is perfect, 0 is the mean of the test rows.
///
/// On prices it flatters: the mean of a trending test period is a forecast that nobody would make, and
/// persistence alone often exceeds 0.9. Read it beside [`skill_score`](super::skill_score).
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series; [`Undefined::ConstantActual`] if the
/// actual values are equal (also for one row) or vary by less than a double can square;
/// [`Undefined::Overflow`].
pub fn r2(actual: &[f64], predicted: &[f64]) -> Result<f64, MetricError> {
    check_point(actual, predicted)?;
    let constant = Undefined::ConstantActual { rows: actual.len() };
    // compared value by value: the mean of equal values can differ from them in the last bit
    if actual.iter().all(|y| *y == actual[0]) {
        return Err(constant.into());
    }
    let centre = mean(actual);
    let total = finite(actual.iter().map(|y| (y - centre) * (y - centre)).sum())?;
    if total == 0.0 {
        return Err(constant.into());
    }
    let residual: f64 = actual.iter().zip(predicted).map(|(y, p)| (y - p) * (y - p)).sum();
    finite(1.0 - residual / total)
}
