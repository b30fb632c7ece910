//! Disagreement between posts.

use super::Opinion;
use super::post_count::post_count;
use super::score::score;

/// Sample standard deviation of polarity, a post with `c` copies standing for `c` posts. A single post disagrees with
/// nobody: 0, where the formula would divide by zero.
pub(super) fn dispersion(row: &[Opinion]) -> f64 {
    let mean = score(row);
    let count = post_count(row);
    if count <= 1.0 {
        return if mean.is_nan() { f64::NAN } else { 0.0 };
    }
    let sum: f64 = row.iter().map(|o| o.weight * (o.polarity - mean).powi(2)).sum();
    (sum / (count - 1.0)).sqrt()
}
