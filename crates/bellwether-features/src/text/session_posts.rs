use std::ops::Range;

use bellwether_core::{CoreError, Date, Post, PostKind, PostScore, Session, Timestamp};
use jiff::SignedDuration;

/// One post as the aggregates see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opinion {
    /// NaN if the scorer's is not finite.
    pub(super) polarity: f64,
    /// The copies, times whatever an aggregate weighs posts with.
    pub(super) weight: f64,
    /// Likes, retweets and replies; what is not known counts as none.
    pub(super) engagement: f64,
    /// The author's followers; not known counts as none.
    pub(super) followers: f64,
    /// Whether the exchange was open when it was published.
    pub(super) intraday: bool,
    pub(super) kind: Option<PostKind>,
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
    dates: Vec<Date>,
}

impl SessionPosts {
    /// How far before its decision the first row's posts begin.
    pub const FIRST_ROW: SignedDuration = SignedDuration::from_hours(24);

    /// Deals out `posts`, in time order and with one score each, to rows with these decisions, in time order. `sessions`
    /// are those of the rows, in the same order, and may go on behind the last row: a post is intraday when it was
    /// published from the open of one of them up to its close.
    ///
    /// # Errors
    /// [`CoreError::Length`] when there is not one score for each post, or not a session for each decision.
    pub fn new(
        posts: &[Post],
        scores: &[PostScore],
        decisions: &[Timestamp],
        sessions: &[Session],
    ) -> Result<Self, CoreError> {
        let length = |name: &str, found: usize, expected: usize| {
            Err(CoreError::Length { name: name.to_owned(), found, expected })
        };
        if scores.len() != posts.len() {
            return length("scores", scores.len(), posts.len());
        }
        if sessions.len() < decisions.len() {
            return length("sessions", sessions.len(), decisions.len());
        }
        let intraday = |at: Timestamp| {
            let next = sessions.partition_point(|s| s.open <= at);
            next.checked_sub(1).is_some_and(|i| at <= sessions[i].close)
        };
        let count = |n: Option<u64>| n.unwrap_or(0) as f64;
        let opinion = |(post, score): (&Post, &PostScore)| Opinion {
            polarity: if score.polarity.is_finite() { score.polarity } else { f64::NAN },
            weight: f64::from(post.copies),
            engagement: count(post.likes) + count(post.retweets) + count(post.replies),
            followers: count(post.followers),
            intraday: intraday(post.available_at()),
            kind: post.kind,
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
        let dates = sessions[..decisions.len()].iter().map(|s| s.date).collect();
        Ok(Self { opinions, rows, dates })
    }

    /// Each row's posts.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Opinion]> {
        self.rows.iter().map(|r| &self.opinions[r.clone()])
    }

    /// The posts of some rows that follow each other.
    pub(super) fn stretch(&self, rows: Range<usize>) -> &[Opinion] {
        match (self.rows.get(rows.start), rows.end.checked_sub(1).and_then(|last| self.rows.get(last))) {
            (Some(first), Some(last)) if !rows.is_empty() => &self.opinions[first.start..last.end],
            _ => &[],
        }
    }

    /// Each row's session.
    pub(super) fn dates(&self) -> &[Date] {
        &self.dates
    }
}
