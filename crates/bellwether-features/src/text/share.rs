//! Shares of positive and of negative posts.

use super::post_count::post_count;
use super::{Opinion, TextFeature};

/// Share of posts, copies counted, with polarity at or above the threshold.
pub(super) fn share_positive(row: &[Opinion]) -> f64 {
    share(row, |polarity| polarity >= TextFeature::POLARITY_THRESHOLD)
}

/// Share of posts, copies counted, with polarity at or below the threshold's negative.
pub(super) fn share_negative(row: &[Opinion]) -> f64 {
    share(row, |polarity| polarity <= -TextFeature::POLARITY_THRESHOLD)
}

fn share(row: &[Opinion], counts: impl Fn(f64) -> bool) -> f64 {
    // A polarity that is missing is on neither side; without this it would pass for neutral.
    if row.iter().any(|o| o.polarity.is_nan()) {
        return f64::NAN;
    }
    let weight: f64 = row.iter().filter(|o| counts(o.polarity)).map(|o| o.weight).sum();
    weight / post_count(row)
}
