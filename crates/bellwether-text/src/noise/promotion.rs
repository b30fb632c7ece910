//! Invitations to chat rooms, trials, signals and sure gains.

use std::collections::HashMap;

use bellwether_core::Post;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Judgement, Reason};
use crate::TextError;
use crate::clean::{TokenKind, tokens};

/// Phrases, in words and lower case, that people who talk about a stock hardly use.
const PATTERNS: &str = include_str!("promotion.txt");

/// Drops posts that hold one of the phrases: a bundled list of English ones, and those added here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PromotionFilter {
    /// Further phrases, of whole words; case and marks between the words do not count.
    pub phrases: Vec<String>,
    /// Whether the bundled phrases count. Default true.
    pub bundled: bool,
}

impl Default for PromotionFilter {
    fn default() -> Self {
        Self { phrases: Vec::new(), bundled: true }
    }
}

impl PromotionFilter {
    pub(super) fn validate(&self) -> Result<(), TextError> {
        let wordless = self.phrases.iter().find(|phrase| words(phrase).next().is_none());
        let Some(phrase) = wordless else { return Ok(()) };
        let (found, expected) = (format!("{phrase:?}"), "a phrase of at least one word".to_owned());
        Err(TextError::Setting { setting: "promotion.phrases", found, expected })
    }
}

pub(super) struct Judge {
    /// Phrases by their first word.
    by_first: HashMap<String, Vec<Vec<String>>>,
}

impl Judge {
    pub(super) fn new(PromotionFilter { phrases, bundled }: &PromotionFilter) -> Self {
        let own = PATTERNS.lines().filter(|line| *bundled && !line.starts_with('#'));
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in own.chain(phrases.iter().map(String::as_str)) {
            let mut lower = words(phrase).map(str::to_lowercase);
            if let Some(first) = lower.next() {
                by_first.entry(first).or_default().push(lower.collect());
            }
        }
        Self { by_first }
    }

    fn find(&self, text: &str) -> Option<Box<str>> {
        let mut lower = String::with_capacity(text.len());
        let mut ends = Vec::new();
        for word in words(text) {
            if word.is_ascii() {
                lower.push_str(word);
                let start = lower.len() - word.len();
                lower[start..].make_ascii_lowercase();
            } else {
                lower.extend(word.chars().flat_map(char::to_lowercase));
            }
            ends.push(lower.len());
        }
        let word = |i: usize| ends.get(i).map(|end| &lower[if i == 0 { 0 } else { ends[i - 1] }..*end]);
        for at in 0..ends.len() {
            let Some(phrases) = word(at).and_then(|first| self.by_first.get(first)) else { continue };
            let holds = |others: &&Vec<String>| {
                others.iter().enumerate().all(|(i, other)| word(at + 1 + i) == Some(other.as_str()))
            };
            if let Some(others) = phrases.iter().find(holds) {
                let phrase = std::iter::once(word(at)?).chain(others.iter().map(String::as_str));
                return Some(phrase.collect::<Vec<_>>().join(" ").into());
            }
        }
        None
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    tokens(text).filter_map(|token| match token.kind {
        TokenKind::Word | TokenKind::Number => Some(token.text),
        TokenKind::Hashtag => token.text.get(1..),
        TokenKind::Symbol if token.text == "%" => Some(token.text),
        _ => None,
    })
}

impl super::Judge for Judge {
    fn judge(&mut self, post: &Post) -> Judgement {
        self.find(&post.text).map_or(Judgement::Keep, |phrase| Judgement::Drop(Reason::Phrase(phrase)))
    }
}
