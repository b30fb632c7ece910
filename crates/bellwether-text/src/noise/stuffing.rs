//! Posts that name many stocks and say little of any.

use bellwether_core::Post;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Judge, Judgement, Reason};
use crate::clean::cashtags_and_words;

/// Drops posts with more cashtags than `most`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CashtagStuffingFilter {
    /// The most cashtags that a post may have. Default 5.
    pub most: u32,
    /// The least share of words that are no cashtags, in percent, for posts with at least three cashtags. Default 0.
    pub least_talk_pct: u8,
}

impl Default for CashtagStuffingFilter {
    fn default() -> Self {
        Self { most: 5, least_talk_pct: 0 }
    }
}

impl Judge for CashtagStuffingFilter {
    fn judge(&mut self, post: &Post) -> Judgement {
        let Self { most, least_talk_pct } = *self;
        if !post.text.contains('$') {
            return Judgement::Keep;
        }
        let (cashtags, words) = cashtags_and_words(&post.text);
        let little_talk = cashtags >= 3 && (words - cashtags) * 100 < words * usize::from(least_talk_pct);
        if cashtags > most as usize || little_talk {
            return Judgement::Drop(Reason::Count { what: "cashtags", count: cashtags as u64 });
        }
        Judgement::Keep
    }
}
