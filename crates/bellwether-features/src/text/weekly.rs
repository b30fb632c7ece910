//! Means of whole weeks.

use std::ops::Range;

use super::post_count::post_count;
use super::score::score;
use super::{NoPosts, SessionPosts, TextSettings, Week};

/// Mean polarity of the posts of a calendar week's sessions, Monday to Sunday: of the last one that is over, so that it is
/// known at its end; or of the session's own ([`Week::Running`]), the days to come among it. A week without posts is as a
/// session without; rows before the first whole week are NaN.
pub(super) fn weekly_mean(posts: &SessionPosts, settings: &TextSettings, no_posts: NoPosts) -> Vec<f64> {
    let weeks = weeks(posts);
    let mean = |rows: &Range<usize>| {
        let row = posts.stretch(rows.clone());
        (post_count(row) > 0.0).then(|| score(row))
    };
    let means = super::with_silence(weeks.iter().map(mean), no_posts);
    let mut out = Vec::new();
    for (i, rows) in weeks.iter().enumerate() {
        let value = match settings.week {
            Week::Running => means[i],
            Week::Completed => i.checked_sub(1).map_or(f64::NAN, |before| means[before]),
        };
        out.resize(rows.end, value);
    }
    out
}

/// The rows of each week that has any.
fn weeks(posts: &SessionPosts) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut current = None;
    for (row, date) in posts.dates().iter().enumerate() {
        let week = date.iso_week_date();
        let week = Some((week.year(), week.week()));
        if week == current {
            if let Some(last) = out.last_mut() {
                last.end = row + 1;
            }
        } else {
            out.push(row..row + 1);
            current = week;
        }
    }
    out
}
