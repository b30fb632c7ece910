//! Against the ticker's own norm.

use super::post_count::post_count;
use super::score::score;
use super::{NoPosts, SessionPosts, TextSettings};

/// How far the mean polarity lies from those of the last `norm_window` sessions that had posts, in their standard
/// deviations; 0 where these are all the same. NaN until there are so many.
pub(super) fn change(posts: &SessionPosts, settings: &TextSettings, no_posts: NoPosts) -> Vec<f64> {
    let window = settings.norm_window;
    let mut seen: Vec<f64> = Vec::new();
    let value = |row: &[super::Opinion]| {
        if row.is_empty() {
            return None;
        }
        let own = score(row);
        let value = match seen.len().checked_sub(window) {
            Some(start) => standing(own, &seen[start..]),
            None => f64::NAN,
        };
        if own.is_finite() {
            seen.push(own);
        }
        Some(value)
    };
    super::with_silence(posts.rows().map(value), no_posts)
}

fn standing(own: f64, norm: &[f64]) -> f64 {
    let n = norm.len() as f64;
    let mean = norm.iter().sum::<f64>() / n;
    if own.is_nan() {
        return f64::NAN;
    }
    // equal values have a sum of squares of rounding errors, and no spread
    if norm.iter().all(|v| *v == norm[0]) {
        return 0.0;
    }
    let variance = norm.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    (own - mean) / variance.sqrt()
}

/// The log of one more than the number of posts, less that of their median number over the `norm_window` sessions before.
/// A silent session has none, whatever is said of silence. NaN for the first `norm_window` sessions.
pub(super) fn attention(posts: &SessionPosts, settings: &TextSettings) -> Vec<f64> {
    let counts: Vec<f64> = posts.rows().map(post_count).collect();
    let value = |i: usize| {
        let Some(start) = i.checked_sub(settings.norm_window) else { return f64::NAN };
        (1.0 + counts[i]).ln() - (1.0 + median(&counts[start..i])).ln()
    };
    (0..counts.len()).map(value).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}
