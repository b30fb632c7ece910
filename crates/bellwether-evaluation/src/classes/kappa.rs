//! Cohen's kappa.

use super::ClassCounts;
use crate::metrics::{MetricError, Undefined};

/// Cohen's kappa: how far two columns of classes agree beyond what their shares would give by chance; 1 is always, 0 is
/// by chance, in [-1, 1].
///
/// ```text
/// κ = (p₀ - pₑ) / (1 - pₑ)      p₀ share of equal rows, pₑ = Σ_c share₁(c) share₂(c)      Cohen (1960)
/// ```
///
/// # Errors
/// [`MetricError::Input`] for empty or unequal columns, [`MetricError::Class`] for a class that does not exist;
/// [`Undefined::SameClass`] where both columns hold the same single class.
pub fn cohen_kappa(first: &[usize], second: &[usize], classes: usize) -> Result<f64, MetricError> {
    let counts = ClassCounts::of(first, second, classes)?;
    counts.kappa().ok_or_else(|| Undefined::SameClass { rows: first.len() }.into())
}
