//! A mean that forgets.

use super::score::score;
use super::{NoPosts, SessionPosts, TextSettings};

/// Mean polarity of all posts so far, each weighing half as much for every half-life of sessions that went by.
///
/// Silence leaves it where it was. Before the first post it is 0 under [`NoPosts::Zero`] and NaN otherwise. A session with a
/// polarity that is missing is NaN, and its posts count for nothing later.
pub(super) fn decayed(posts: &SessionPosts, settings: &TextSettings, no_posts: NoPosts) -> Vec<f64> {
    let keep = 0.5_f64.powf(1.0 / settings.half_life);
    let mut mean = if no_posts == NoPosts::Zero { 0.0 } else { f64::NAN };
    let mut weight = 0.0;
    let value = |row: &[super::Opinion]| {
        weight *= keep;
        if row.is_empty() {
            return mean;
        }
        let own = score(row);
        if own.is_nan() {
            return f64::NAN;
        }
        let count = super::post_count::post_count(row);
        weight += count;
        mean = if weight == count { own } else { mean + (own - mean) * (count / weight) };
        mean
    };
    posts.rows().map(value).collect()
}
