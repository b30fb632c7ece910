//! Filters one after the other, and what they took.

use bellwether_core::{Post, Timestamp};
use serde::Serialize;

use super::{Filter, Judge, Judgement, Reason};

/// Runs filters over the posts of one ticker in time order.
pub struct Sieve {
    judges: Vec<Box<dyn Judge>>,
    taken: Vec<Taken>,
}

/// What a filter took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The filter's name.
    pub filter: &'static str,
    /// Posts that it saw, copies counted.
    pub seen: u64,
    /// Posts that it dropped, copies counted.
    pub posts: u64,
    /// Posts that it kept because they do not say what it asks for (no author, no counts).
    pub cannot_tell: u64,
    /// The first [`Taken::EXAMPLES`] of the dropped ones.
    pub examples: Vec<TakenPost>,
}

/// A post that was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenPost {
    /// When it was published.
    pub created_at: Timestamp,
    /// How its text begins.
    pub text: String,
    /// Why it was dropped.
    pub reason: String,
}

impl Taken {
    /// Dropped posts that are kept to be shown.
    pub const EXAMPLES: usize = 10;

    /// Nothing yet.
    pub fn new(filter: &'static str) -> Self {
        Self { filter, seen: 0, posts: 0, cannot_tell: 0, examples: Vec::new() }
    }

    /// Counts a dropped post, and keeps it when it is one of the first.
    pub fn add(&mut self, post: &Post, reason: impl FnOnce() -> String) {
        self.posts += u64::from(post.copies);
        if self.examples.len() < Self::EXAMPLES {
            let (created_at, text, reason) = (post.created_at, beginning(&post.text), reason());
            self.examples.push(TakenPost { created_at, text, reason });
        }
    }
}

impl Sieve {
    /// A sieve that has seen nothing.
    pub fn new(filters: &[Filter]) -> Self {
        Self {
            judges: filters.iter().map(Filter::judge).collect(),
            taken: filters.iter().map(|filter| Taken::new(filter.name())).collect(),
        }
    }

    /// Whether the post is kept. Posts come in time order; a filter is not shown what one before it dropped.
    pub fn admits(&mut self, post: &Post) -> bool {
        for (judge, taken) in self.judges.iter_mut().zip(&mut self.taken) {
            taken.seen += u64::from(post.copies);
            match judge.judge(post) {
                Judgement::Keep => {}
                Judgement::CannotTell => taken.cannot_tell += u64::from(post.copies),
                Judgement::Drop(reason) => {
                    taken.add(post, || words(reason));
                    return false;
                }
            }
        }
        true
    }

    /// The posts that are kept, in time order; posts of the same instant stay in their order.
    pub fn sift(&mut self, mut posts: Vec<Post>) -> Vec<Post> {
        posts.sort_by_key(|post| post.created_at);
        posts.retain(|post| self.admits(post));
        posts
    }

    /// What each filter took so far, in the filters' order.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }
}

fn words(reason: Reason) -> String {
    match reason {
        Reason::Earlier(at) => format!("as the post of {at}"),
        Reason::Count { what: "a retweet", .. } => "a retweet".to_owned(),
        Reason::Count { what, count } => format!("{count} {what}"),
        Reason::Phrase(phrase) => format!("`{phrase}`"),
    }
}

/// The first characters of a text, on one line.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 120;
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out: String = chars.by_ref().take(CHARACTERS).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}
