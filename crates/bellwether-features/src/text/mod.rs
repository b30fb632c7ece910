//! Per-session aggregates of posts.

mod dispersion;
mod post_count;
mod score;
mod session_posts;
mod share;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use session_posts::Opinion;
pub use session_posts::SessionPosts;

/// What a polarity aggregate is on a session without posts. The post count is 0 there whatever this says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoPosts {
    /// 0: silence is neutral.
    #[default]
    Zero,
    /// The value of the last session that had posts; NaN before the first.
    Carry,
    /// NaN: silence is missing.
    Nan,
}

/// A column over the posts of each session, weighted by [`copies`](bellwether_core::Post::copies).
///
/// [`SessionPosts`] says which posts are a session's. Polarity is in −1..=1. A session with a polarity that is not a finite number is NaN in every
/// aggregate but the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextFeature {
    /// Mean polarity.
    Score,
    /// Number of posts, copies counted.
    PostCount,
    /// Share of posts with polarity of 0.05 or more, in 0..=1.
    SharePositive,
    /// Share of posts with polarity of −0.05 or less, in 0..=1.
    ShareNegative,
    /// Sample standard deviation of polarity; 0 for a single post.
    Dispersion,
}

impl TextFeature {
    /// Every text feature, in the order of the tables.
    pub const ALL: [Self; 5] =
        [Self::Score, Self::PostCount, Self::SharePositive, Self::ShareNegative, Self::Dispersion];

    /// The polarity from which on a post is positive, and its negative the one down from which it is negative: the
    /// thresholds that the authors of VADER give.
    pub const POLARITY_THRESHOLD: f64 = 0.05;

    /// The name, kebab-case: in configurations and as the frame's column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::PostCount => "post-count",
            Self::SharePositive => "share-positive",
            Self::ShareNegative => "share-negative",
            Self::Dispersion => "dispersion",
        }
    }

    /// How many leading rows are NaN whatever the posts: none.
    pub fn warm_up(self) -> usize {
        0
    }

    /// The formula, as text; `c` are copies, `p` polarities, sums over the session's posts.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Score => "sum(c p) / sum(c)",
            Self::PostCount => "sum(c)",
            Self::SharePositive => "sum(c [p >= 0.05]) / sum(c)",
            Self::ShareNegative => "sum(c [p <= -0.05]) / sum(c)",
            Self::Dispersion => "sqrt(sum(c (p - score)^2) / (sum(c) - 1)); 0 when sum(c) = 1",
        }
    }

    /// Where the definition comes from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Score => "daily mean polarity, as in the topic-sentiment and NFLX papers",
            Self::PostCount => "daily message volume, as in the four-stock paper's tweet counts",
            Self::SharePositive | Self::ShareNegative => {
                "polarity thresholds of Hutto and Gilbert (2014), VADER, and their companion program"
            }
            Self::Dispersion => {
                "disagreement as in Antweiler and Frank (2004), on polarity instead of classes"
            }
        }
    }

    /// The column: one value for each row of `posts`, each from that row's posts (and, with [`NoPosts::Carry`], from
    /// earlier rows').
    pub fn compute(self, posts: &SessionPosts, no_posts: NoPosts) -> Vec<f64> {
        let aggregate: fn(&[Opinion]) -> f64 = match self {
            Self::Score => score::score,
            Self::PostCount => return posts.rows().map(post_count::post_count).collect(),
            Self::SharePositive => share::share_positive,
            Self::ShareNegative => share::share_negative,
            Self::Dispersion => dispersion::dispersion,
        };
        let mut last = f64::NAN;
        let row = |row: &[Opinion]| {
            if post_count::post_count(row) == 0.0 {
                return match no_posts {
                    NoPosts::Zero => 0.0,
                    NoPosts::Carry => last,
                    NoPosts::Nan => f64::NAN,
                };
            }
            last = aggregate(row);
            last
        };
        posts.rows().map(row).collect()
    }
}

impl fmt::Display for TextFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
