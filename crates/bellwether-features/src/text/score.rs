//! Mean polarity.

use super::Opinion;
use super::post_count::post_count;

/// Mean polarity weighted by copies, of a session with posts. Summed as deviations from the first post's, so that posts
/// that all agree have exactly their polarity as mean.
pub(super) fn score(row: &[Opinion]) -> f64 {
    let first = row[0].polarity;
    let sum: f64 = row.iter().map(|o| o.weight * (o.polarity - first)).sum();
    first + sum / post_count(row)
}
