//! Authors who post faster than people do.

use std::collections::{HashMap, VecDeque};

use bellwether_core::{Post, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::key::{Spread, text_key};
use super::window::is_past;
use super::{Judgement, Reason};
use crate::TextError;

/// Drops a post when its author has `most` posts in the minutes before it already, dropped ones among them.
///
/// Posts whose author is not known are kept, and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct AuthorRateFilter {
    /// The most posts of an author in the time. Default 10; at least 1.
    pub most: u32,
    /// The time, 1 to 10,080 minutes. Default 60.
    pub minutes: u32,
}

impl Default for AuthorRateFilter {
    fn default() -> Self {
        Self { most: 10, minutes: 60 }
    }
}

impl AuthorRateFilter {
    pub(super) fn validate(&self) -> Result<(), TextError> {
        let setting = |setting, found: u32, expected: &str| {
            Err(TextError::Setting { setting, found: found.to_string(), expected: expected.to_owned() })
        };
        if self.most == 0 {
            return setting("author-rate.most", self.most, "at least 1");
        }
        if !(1..=10_080).contains(&self.minutes) {
            return setting("author-rate.minutes", self.minutes, "1 to 10080 minutes");
        }
        Ok(())
    }
}

pub(super) struct Judge {
    most: usize,
    seconds: i64,
    counts: HashMap<u128, usize, Spread>,
    order: VecDeque<(Timestamp, u128)>,
}

impl Judge {
    pub(super) fn new(&AuthorRateFilter { most, minutes }: &AuthorRateFilter) -> Self {
        let seconds = i64::from(minutes) * 60;
        Self { most: most as usize, seconds, counts: HashMap::default(), order: VecDeque::new() }
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((_, author)) =
            self.order.front().filter(|(at, _)| is_past(*at, now, self.seconds)).copied()
        {
            self.order.pop_front();
            if let Some(count) = self.counts.get_mut(&author) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&author);
                }
            }
        }
    }
}

impl super::Judge for Judge {
    fn judge(&mut self, post: &Post) -> Judgement {
        let Some(author) = &post.author else { return Judgement::CannotTell };
        self.forget(post.created_at);
        let author = text_key(author);
        self.order.push_back((post.created_at, author));
        let count = self.counts.entry(author).or_default();
        *count += 1;
        if *count > self.most {
            return Judgement::Drop(Reason::Count {
                what: "posts of its author in the time",
                count: *count as u64,
            });
        }
        Judgement::Keep
    }
}
