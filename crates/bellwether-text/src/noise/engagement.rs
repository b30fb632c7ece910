//! Posts that few liked or shared.

use bellwether_core::Post;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Judge, Judgement, Reason};

/// What a post needs to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EngagementNeed {
    /// Enough retweets and enough likes. The default.
    #[default]
    Both,
    /// Enough of one of them.
    One,
}

/// Drops posts with fewer retweets or likes than that, as the candlestick paper does.
///
/// It sees the future: likes and retweets are counted when the data were collected, after the post was published and often
/// after the move that it is to forecast. Posts without counts are kept, and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct EngagementFilter {
    /// The least retweets. Default 5.
    pub retweets: u64,
    /// The least likes. Default 10.
    pub likes: u64,
    /// Whether both are needed. Default `both`.
    pub need: EngagementNeed,
}

impl Default for EngagementFilter {
    fn default() -> Self {
        Self { retweets: 5, likes: 10, need: EngagementNeed::Both }
    }
}

impl Judge for EngagementFilter {
    fn judge(&mut self, post: &Post) -> Judgement {
        let Self { retweets, likes, need } = *self;
        let retweets_enough = post.retweets.map(|found| found >= retweets);
        let likes_enough = post.likes.map(|found| found >= likes);
        let kept = match (retweets_enough, likes_enough) {
            (None, None) => return Judgement::CannotTell,
            (Some(one), None) | (None, Some(one)) => one,
            (Some(a), Some(b)) if need == EngagementNeed::Both => a && b,
            (Some(a), Some(b)) => a || b,
        };
        if kept {
            return Judgement::Keep;
        }
        let count = post.retweets.unwrap_or(0).saturating_add(post.likes.unwrap_or(0));
        Judgement::Drop(Reason::Count { what: "retweets and likes", count })
    }
}
