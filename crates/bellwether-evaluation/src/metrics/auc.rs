//! Area under the receiver operating characteristic.

use super::labels::check_probabilities;
use super::{MetricError, Undefined};

/// Area under the receiver operating characteristic: the chance that a random one is ranked above a random
/// zero, ties counting half; in [0, 1], ½ is no ranking.
///
/// By midranks (Mann and Whitney, 1947), O(n log n):
///
/// ```text
/// AUC = (Σ_{y = 1} rank(p) - n₁(n₁ + 1)/2) / (n₁ n₀)
/// ```
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite columns; [`MetricError::Probability`] outside [0,
/// 1]; [`Undefined::OneClass`] with both counts if all labels are equal.
pub fn auc(actual: &[bool], probability: &[f64]) -> Result<f64, MetricError> {
    check_probabilities(actual, probability)?;
    let positives = actual.iter().filter(|y| **y).count();
    let negatives = actual.len() - positives;
    if positives == 0 || negatives == 0 {
        return Err(Undefined::OneClass { positives, negatives }.into());
    }
    let mut order: Vec<usize> = (0..actual.len()).collect();
    order.sort_unstable_by(|a, b| probability[*a].total_cmp(&probability[*b]));
    // Twice the number of (one, zero) pairs in the right order, an integer: ties give one, wins two.
    let (mut pairs, mut zeros_below) = (0_u64, 0_u64);
    for tied in order.chunk_by(|a, b| probability[*a] == probability[*b]) {
        let ones = tied.iter().filter(|i| actual[**i]).count() as u64;
        let zeros = tied.len() as u64 - ones;
        pairs += ones * (2 * zeros_below + zeros);
        zeros_below += zeros;
    }
    Ok(pairs as f64 / (2.0 * positives as f64 * negatives as f64))
}
