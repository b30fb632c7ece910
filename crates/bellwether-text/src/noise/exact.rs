//! Posts with the text of an earlier one.

use bellwether_core::Post;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::key::text_key;
use super::window::Window;
use super::{Judgement, Reason, check_hours};
use crate::TextError;

/// Drops a post whose text, but for the white space around it, is that of a post of the hours before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ExactDuplicateFilter {
    /// How many hours a text is remembered, 1 to 8,784. Default 24.
    pub hours: u32,
}

impl Default for ExactDuplicateFilter {
    fn default() -> Self {
        Self { hours: 24 }
    }
}

impl ExactDuplicateFilter {
    pub(super) fn validate(&self) -> Result<(), TextError> {
        check_hours("exact-duplicates.hours", self.hours)
    }
}

pub(super) struct Judge {
    seen: Window<u128>,
}

impl Judge {
    pub(super) fn new(&ExactDuplicateFilter { hours }: &ExactDuplicateFilter) -> Self {
        Self { seen: Window::new(i64::from(hours) * 3600) }
    }
}

impl super::Judge for Judge {
    fn judge(&mut self, post: &Post) -> Judgement {
        let earlier = self.seen.see(text_key(post.text.trim()), post.created_at);
        earlier.map_or(Judgement::Keep, |at| Judgement::Drop(Reason::Earlier(at)))
    }
}
