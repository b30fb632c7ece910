//! Some of a session's posts: those of the night, those of the day, news, chatter.

use bellwether_core::PostKind;

use super::score::mean;
use super::{NoPosts, Opinion, SessionPosts};

/// Which posts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Overnight,
    Intraday,
    News,
    Chatter,
}

impl Part {
    fn holds(self, o: &Opinion) -> bool {
        match self {
            Self::Overnight => !o.intraday,
            Self::Intraday => o.intraday,
            Self::News => o.kind == Some(PostKind::News),
            Self::Chatter => o.kind != Some(PostKind::News),
        }
    }

    fn of(self, row: &[Opinion]) -> impl Iterator<Item = &Opinion> {
        row.iter().filter(move |o| self.holds(o))
    }

    fn score(self, row: &[Opinion]) -> Option<f64> {
        if row.iter().any(|o| o.polarity.is_nan()) {
            return Some(f64::NAN);
        }
        mean(self.of(row).map(|o| (o.weight, o.polarity)))
    }

    /// Mean polarity of the part; a session without such posts is as one without any.
    pub(super) fn scores(self, posts: &SessionPosts, no_posts: NoPosts) -> Vec<f64> {
        super::with_silence(posts.rows().map(|row| self.score(row)), no_posts)
    }

    /// Posts of the part, copies counted.
    pub(super) fn counts(self, posts: &SessionPosts) -> Vec<f64> {
        posts.rows().map(|row| self.of(row).map(|o| o.weight).sum()).collect()
    }
}

/// Mean polarity of the night's posts less that of the day's; a session that lacks either is as one without posts.
pub(super) fn overnight_gap(posts: &SessionPosts, no_posts: NoPosts) -> Vec<f64> {
    let gap = |row: &[Opinion]| Part::Overnight.score(row).zip(Part::Intraday.score(row)).map(|(n, d)| n - d);
    super::with_silence(posts.rows().map(gap), no_posts)
}
