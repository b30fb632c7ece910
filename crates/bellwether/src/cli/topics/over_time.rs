//! Topics over time.

use bellwether_core::{Date, Timestamp};
use bellwether_topics::represent::{OverTimeParams, Sparse, equal_bins, over_time, words_of};
use jiff::tz::Offset;
use serde::Serialize;

use super::fit::Found;

/// Stretches of time, at most.
const BINS: usize = 24;
/// Days of a stretch, at least.
const DAYS: i64 = 1;
const DAY: i64 = 24 * 60 * 60;

/// Topics in stretches of time.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OverTime {
    /// The first and last day of each stretch.
    pub(crate) stretches: Vec<(Date, Date)>,
    /// Posts of each topic in each stretch.
    pub(crate) posts: Vec<Vec<usize>>,
    /// Of each topic: the stretch in which it has the largest share of all posts, and its words there.
    pub(crate) peaks: Vec<Peak>,
    /// All posts of each stretch, outside topics too.
    pub(crate) all: Vec<usize>,
    /// Posts without a time, which are in none.
    pub(crate) without_time: usize,
}

/// When a topic had its largest share.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Peak {
    pub(crate) stretch: usize,
    pub(crate) share: f64,
    pub(crate) words: Vec<String>,
}

/// None where all posts are of one moment.
pub(crate) fn topics_over_time(
    found: &Found,
    of_row: &[Option<usize>],
    times: &[Option<Timestamp>],
) -> Option<OverTime> {
    let rows: Vec<(usize, i64)> =
        times.iter().enumerate().filter_map(|(row, time)| Some((row, time.as_ref()?.as_second()))).collect();
    let seconds: Vec<i64> = rows.iter().map(|row| row.1).collect();
    let (first, last) = (*seconds.iter().min()?, *seconds.iter().max()?);
    let days = (last - first) / DAY;
    if days < DAYS {
        return None;
    }
    let bins = BINS.min(days as usize + 1);
    let bin_of = equal_bins(&seconds, bins);
    let topics = found.words.len();
    let document = |row: usize| of_row[row];
    let topic_of: Vec<Option<usize>> =
        rows.iter().map(|&(row, _)| document(row).and_then(|document| found.topic_of[document])).collect();
    let entries = |row: usize| -> Vec<(u32, f64)> {
        document(row).map_or_else(Vec::new, |document| {
            let (columns, counts) = found.counts.row(document);
            columns.iter().copied().zip(counts.iter().copied()).collect()
        })
    };
    let counts: Vec<Vec<(u32, f64)>> = rows.iter().map(|&(row, _)| entries(row)).collect();
    let counts = Sparse::from_rows(found.counts.width(), &counts);
    let at_times =
        over_time(&OverTimeParams::default(), &counts, &topic_of, &bin_of, &found.weighing, &found.weights);
    let mut all = vec![0; bins];
    bin_of.iter().for_each(|&bin| all[bin] += 1);
    let mut posts = vec![vec![0; bins]; topics];
    let mut peaks = vec![Peak { stretch: 0, share: 0.0, words: Vec::new() }; topics];
    for at in &at_times {
        posts[at.topic][at.bin] = at.documents;
        let share = at.documents as f64 / all[at.bin].max(1) as f64;
        // a stretch with hardly a post has shares that say nothing
        if share > peaks[at.topic].share && all[at.bin] * bins * 4 >= rows.len() {
            let words = words_of(&found.vocabulary, &at.words).into_iter().map(str::to_owned).collect();
            peaks[at.topic] = Peak { stretch: at.bin, share, words };
        }
    }
    let edge = |bin: usize| first + ((last - first) as i128 * bin as i128 / bins as i128) as i64;
    let stretches =
        (0..bins).map(|bin| Some((date(edge(bin))?, date(edge(bin + 1))?))).collect::<Option<_>>()?;
    Some(OverTime { stretches, posts, peaks, all, without_time: times.len() - rows.len() })
}

fn date(second: i64) -> Option<Date> {
    Timestamp::from_second(second).ok().map(|time| Offset::UTC.to_datetime(time).date())
}
