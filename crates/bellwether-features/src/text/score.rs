//! Mean polarity.

use super::Opinion;

/// Mean polarity weighted by copies, of a session with posts.
pub(super) fn score(row: &[Opinion]) -> f64 {
    weighted_mean(row, |o| (o.weight, o.polarity))
}

/// A mean over the posts of a session that has some, from each one's weight and value.
pub(super) fn weighted_mean(row: &[Opinion], of: impl Fn(&Opinion) -> (f64, f64)) -> f64 {
    mean(row.iter().map(of)).unwrap_or(f64::NAN)
}

/// A mean of values under their weights; `None` without any. Summed as deviations from the first value, so that values that
/// are all the same have exactly that as mean.
pub(super) fn mean(weighted: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let mut weighted = weighted.peekable();
    let (_, first) = *weighted.peek()?;
    let (mut sum, mut weights) = (0.0, 0.0);
    for (weight, value) in weighted {
        sum += weight * (value - first);
        weights += weight;
    }
    Some(first + sum / weights)
}
