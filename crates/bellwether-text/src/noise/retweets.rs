//! Retweets, folded onto what they repeat.

use bellwether_core::Post;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::key::{spread, word_key};
use super::window::Window;
use super::{Judgement, Reason, check_hours};
use crate::TextError;
use crate::clean::{TokenKind, behind_retweet_head, retweet, tokens};

/// Which retweets stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeptRetweets {
    /// The first of what is not there otherwise: neither the original nor an earlier retweet of it. The default.
    #[default]
    First,
    /// None.
    None,
}

/// Drops retweets (`RT @name: …`) of a post of the hours before, or of what such a post retweeted.
///
/// Two posts are taken as one when their first twelve words are the same: links, names and marks do not count, and a
/// retweet may be cut off (`…`). An original is never dropped, and neither is a retweet without a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RetweetFilter {
    /// Which retweets stay. Default `first`.
    pub keep: KeptRetweets,
    /// How many hours a post is remembered, 1 to 8,784. Default 168, a week.
    pub hours: u32,
}

impl Default for RetweetFilter {
    fn default() -> Self {
        Self { keep: KeptRetweets::First, hours: 168 }
    }
}

impl RetweetFilter {
    pub(super) fn validate(&self) -> Result<(), TextError> {
        check_hours("retweets.hours", self.hours)
    }
}

/// Words that make the identity of what is retweeted.
const HEAD: usize = 12;

pub(super) struct Judge {
    keep: KeptRetweets,
    seen: Window<u64>,
}

impl Judge {
    pub(super) fn new(&RetweetFilter { keep, hours }: &RetweetFilter) -> Self {
        Self { keep, seen: Window::new(i64::from(hours) * 3600) }
    }
}

impl super::Judge for Judge {
    fn judge(&mut self, post: &Post) -> Judgement {
        let is_retweet = retweet(&post.text).is_some();
        if is_retweet && self.keep == KeptRetweets::None {
            return Judgement::Drop(Reason::Count { what: "a retweet", count: 1 });
        }
        let Some(identity) = identity(&post.text) else { return Judgement::Keep };
        match self.seen.see(identity, post.created_at) {
            Some(at) if is_retweet => Judgement::Drop(Reason::Earlier(at)),
            _ => Judgement::Keep,
        }
    }
}

/// The first words of what is said, as a number; `None` where there is no word.
fn identity(text: &str) -> Option<u64> {
    let said = behind_retweet_head(text);
    let mut words = tokens(said).filter(|token| {
        matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Cashtag | TokenKind::Hashtag)
    });
    let first = spread(word_key(words.next()?.text));
    Some(words.take(HEAD - 1).fold(first, |hash, word| spread(hash ^ word_key(word.text))))
}

#[cfg(test)]
mod tests {
    use super::identity;

    #[test]
    fn heads_links_and_marks_do_not_count() {
        let said = "Apple slips, Urban Outfitters up on analyst call $AAPL";
        assert_eq!(identity(said), identity(&format!("RT @user: RT @x: {said} https://t.co/x")));
        assert_ne!(identity(said), identity("Apple slips, Urban Outfitters down on analyst call $AAPL"));
        assert_eq!(identity("RT @user: 🚀 https://t.co/x"), None);
    }
}
