//! One-day moves that look like a split which the prices are not adjusted for.

use bellwether_core::{Bar, Date};

use super::checks::shown;

/// New shares for old that companies choose, as (new, old). Smaller ones than 4:3 cannot be told from a bad day.
const RATIOS: [(u32, u32); 33] = [
    (4, 3),
    (3, 2),
    (5, 3),
    (2, 1),
    (5, 2),
    (3, 1),
    (4, 1),
    (5, 1),
    (6, 1),
    (7, 1),
    (8, 1),
    (10, 1),
    (12, 1),
    (15, 1),
    (20, 1),
    (25, 1),
    (30, 1),
    (50, 1),
    (100, 1),
    (2, 3),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 10),
    (1, 12),
    (1, 15),
    (1, 20),
    (1, 25),
    (1, 50),
];
/// How far the first price after the split may lie from the ratio, in log: an overnight move of three percent.
const OPEN_TOLERANCE: f64 = 0.03;
/// The same for the close, after a whole day: companies split their shares when they have run far and still move.
const CLOSE_TOLERANCE: f64 = 0.13;
/// A day of news trades many times its usual value; a split changes the number of shares, not the value traded.
const MOST_VALUE: f64 = 2.5;
/// Days that tell what is usual.
const USUAL_DAYS: usize = 20;
/// Calendar days between neighbouring bars beyond which a move is no one-day move.
const LONGEST_GAP: i32 = 7;

/// Dates with such a move, and a sentence with the values.
pub(super) fn likely(bars: &[Bar]) -> Vec<(Date, String)> {
    (1..bars.len()).filter_map(|i| Some((bars[i].date(), at(bars, i)?))).collect()
}

fn at(bars: &[Bar], i: usize) -> Option<String> {
    let (before, after) = (&bars[i - 1], &bars[i]);
    let gap = (after.date() - before.date()).get_days();
    let factor = before.close / after.close;
    if gap > LONGEST_GAP || !(before.close > 0.0 && after.close > 0.0) || (0.78..1.28).contains(&factor) {
        return None;
    }
    // a missing open leaves the close to decide, which then has to be as near as an open
    let (first, slack) = if after.open > 0.0 {
        (before.close / after.open, CLOSE_TOLERANCE)
    } else {
        (factor, OPEN_TOLERANCE)
    };
    let distance = |&(new, old): &(u32, u32), seen: f64| (seen * f64::from(old) / f64::from(new)).ln().abs();
    let near = |r: &&(u32, u32)| distance(r, first) <= OPEN_TOLERANCE && distance(r, factor) <= slack;
    let (new, old) =
        RATIOS.iter().filter(near).min_by(|a, b| distance(a, first).total_cmp(&distance(b, first)))?;
    if value_traded(bars, i).is_some_and(|times| times > MOST_VALUE) {
        return None;
    }
    let (close, previous) = (shown(after.close), shown(before.close));
    Some(format!("{} ({new}:{old}, close {close} after {previous})", after.date()))
}

/// The value traded on a day as a multiple of the median of the days before; `None` when there is no volume.
fn value_traded(bars: &[Bar], i: usize) -> Option<f64> {
    let value = |b: &Bar| b.close * b.volume;
    let mut usual: Vec<f64> =
        bars[i.saturating_sub(USUAL_DAYS)..i].iter().map(value).filter(|v| *v > 0.0).collect();
    usual.sort_by(f64::total_cmp);
    let today = value(&bars[i]);
    (!usual.is_empty() && today > 0.0).then(|| today / usual[usual.len() / 2])
}
