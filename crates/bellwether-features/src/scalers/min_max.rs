//! Minimum to 0, maximum to 1.

use super::Affine;

/// Offset: the minimum. Scale: the range, or 1 when it is below ten machine epsilons, as in scikit-learn.
pub(super) fn fit(column: impl Iterator<Item = f64>) -> Affine {
    let (min, max) = column.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let range = max - min;
    Affine { offset: min, scale: if range < 10.0 * f64::EPSILON { 1.0 } else { range } }
}
