use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What kind of text a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostKind {
    /// A headline, an article, a press release.
    News,
    /// What people say: tweets, messages, comments.
    Chatter,
}

/// One post, tweet, headline or comment about one ticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// When the post was published, which is also when it could have been known.
    pub created_at: Timestamp,
    /// The text as published.
    pub text: Arc<str>,
    /// Who published it, as the file names the author, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Arc<str>>,
    /// How many identical posts this one stands for; at least 1. A study counts the first at `created_at` and the others
    /// at the end of that UTC day, since their own times are not known.
    pub copies: u32,
    /// Author's followers, if known. Most exports of posts hold the author as of when the data were collected, so that the
    /// number is of a later time than `created_at`; live collections hold that of the post.
    pub followers: Option<u64>,
    /// Likes, if known. Counted when the data were collected, so later than `created_at`.
    pub likes: Option<u64>,
    /// Retweets or shares, if known. Counted when the data were collected, so later than `created_at`.
    pub retweets: Option<u64>,
    /// Replies or comments, if known. Counted when the data were collected, so later than `created_at`.
    pub replies: Option<u64>,
    /// News or chatter, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PostKind>,
}

impl Post {
    /// A post of which only time and text are known.
    pub fn new(created_at: Timestamp, text: impl Into<Arc<str>>) -> Self {
        Self {
            created_at,
            text: text.into(),
            author: None,
            copies: 1,
            followers: None,
            likes: None,
            retweets: None,
            replies: None,
            kind: None,
        }
    }

    /// When the post could have been known: when it was published.
    pub fn available_at(&self) -> Timestamp {
        self.created_at
    }
}
