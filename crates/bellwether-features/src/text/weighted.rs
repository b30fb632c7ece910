//! Means in which some posts weigh more.

use super::Opinion;
use super::score::weighted_mean;

/// By likes, retweets and replies. They are counted when the data are collected: later than the post.
pub(super) fn engagement(row: &[Opinion]) -> f64 {
    weighted_mean(row, |o| (o.weight * (1.0 + o.engagement), o.polarity))
}

/// By the author's followers, whenever they were counted: [`Followers`](super::Followers).
pub(super) fn followers(row: &[Opinion]) -> f64 {
    weighted_mean(row, |o| (o.weight * (1.0 + o.followers), o.polarity))
}
