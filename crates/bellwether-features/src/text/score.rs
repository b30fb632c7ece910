//! Mean polarity.

use super::Opinion;

/// Mean polarity weighted by copies, of a session with posts.
pub(super) fn score(row: &[Opinion]) -> f64 {
    weighted_mean(row, |o| (o.weight, o.polarity))
}

/// A mean over the posts of a session that has some, from each one's weight and value. Summed as deviations from the first
/// post's, so that posts that all agree have exactly their value as mean.
pub(super) fn weighted_mean(row: &[Opinion], of: impl Fn(&Opinion) -> (f64, f64)) -> f64 {
    let (_, first) = of(&row[0]);
    let (mut sum, mut weights) = (0.0, 0.0);
    for (weight, value) in row.iter().map(of) {
        sum += weight * (value - first);
        weights += weight;
    }
    first + sum / weights
}
