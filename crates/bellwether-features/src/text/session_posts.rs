use std::ops::Range;

use bellwether_core::{CoreError, Post, PostScore, Timestamp};
use jiff::SignedDuration;

/// One post's polarity, NaN if the scorer's is not finite, and its weight, the copies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opinion {
    pub(super) polarity: f64,
    pub(super) weight: f64,
}

/// Posts dealt out to sessions, each to the first row whose decision it precedes.
///
/// Row `i` has the posts with `decision[i - 1] < available_at <= decision[i]`: those after Friday's decision, of the
/// weekend and of a holiday gather in the next session's row. Row 0, which has no decision before it, has the posts of
/// the [24 hours](Self::FIRST_ROW) up to its decision. So every post after the start of row 0 and up to the last
/// decision is in exactly one row, and posts outside of that are in none.
#[derive(Debug, Clone)]
pub struct SessionPosts {
    opinions: Vec<Opinion>,
    rows: Vec<Range<usize>>,
}

impl SessionPosts {
    /// How far before its decision the first row's posts begin.
    pub const FIRST_ROW: SignedDuration = SignedDuration::from_hours(24);

    /// Deals out `posts`, in time order and with one score each, to rows with these decisions, in time order.
    ///
    /// # Errors
    /// [`CoreError::Length`] when there is not one score for each post.
    pub fn new(posts: &[Post], scores: &[PostScore], decisions: &[Timestamp]) -> Result<Self, CoreError> {
        if scores.len() != posts.len() {
            return Err(CoreError::Length {
                name: "scores".to_owned(),
                found: scores.len(),
                expected: posts.len(),
            });
        }
        let opinion = |(post, score): (&Post, &PostScore)| Opinion {
            polarity: if score.polarity.is_finite() { score.polarity } else { f64::NAN },
            weight: f64::from(post.copies),
        };
        let opinions = posts.iter().zip(scores).map(opinion).collect();
        let known_by = |at: Timestamp| posts.partition_point(|p| p.available_at() <= at);
        let mut start = match decisions.first() {
            Some(first) => known_by(first.checked_sub(Self::FIRST_ROW).unwrap_or(Timestamp::MIN)),
            None => 0,
        };
        let rows = decisions.iter().map(|&decision| {
            // Two decisions may coincide; they never go back in time.
            let end = known_by(decision).max(start);
            std::mem::replace(&mut start, end)..end
        });
        let rows = rows.collect();
        Ok(Self { opinions, rows })
    }

    /// Each row's posts.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Opinion]> {
        self.rows.iter().map(|r| &self.opinions[r.clone()])
    }
}
