//! In which order, and under which dates, a trial's forecasts are asked for.

use std::borrow::Cow;

use bellwether_core::{FeatureFrame, RowStamp, RunContext};
use jiff::{SignedDuration, Span};
use rand_chacha::rand_core::Rng;

/// A study asks for one forecast after the other, under their own dates. An audit asks otherwise, and wants the same answers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked {
    /// The seed of another order of the days.
    pub(crate) shuffled: Option<u64>,
    /// Weeks by which all dates and decisions are later.
    pub(crate) weeks_later: i32,
}

impl Asked {
    /// The places of so many days, in the order in which they are asked for.
    pub(crate) fn order(&self, days: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..days).collect();
        if let Some(seed) = self.shuffled {
            shuffle(&mut places, seed, "audit/order");
        }
        places
    }

    /// The columns under the dates that are asked for.
    pub(crate) fn dated<'a>(&self, frame: Cow<'a, FeatureFrame>) -> Cow<'a, FeatureFrame> {
        if self.weeks_later == 0 {
            return frame;
        }
        let days = Span::new().days(7 * i64::from(self.weeks_later));
        let hours = SignedDuration::from_hours(7 * 24 * i64::from(self.weeks_later));
        Cow::Owned(frame.restamped(|stamp| RowStamp {
            date: stamp.date.saturating_add(days),
            decision: stamp.decision.saturating_add(hours).unwrap_or(stamp.decision),
        }))
    }
}

/// Deals values out anew (Fisher and Yates).
pub(crate) fn shuffle<T>(values: &mut [T], seed: u64, stream: &str) {
    let mut rng = RunContext::new(seed).rng(stream);
    for i in (1..values.len()).rev() {
        let j = (rng.next_u64() % (i as u64 + 1)) as usize;
        values.swap(i, j);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bellwether_core::{Ticker, Timestamp};

    use super::*;

    #[test]
    fn another_order_has_the_same_days() {
        assert_eq!(Asked::default().order(4), [0, 1, 2, 3]);
        let mut other = Asked { shuffled: Some(3), ..Asked::default() }.order(50);
        assert_ne!(other, (0..50).collect::<Vec<_>>());
        other.sort_unstable();
        assert_eq!(other, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn later_dates_keep_their_weekday() {
        let stamp = RowStamp {
            date: "2014-01-03".parse().unwrap(),
            decision: "2014-01-03T21:00:00Z".parse::<Timestamp>().unwrap(),
        };
        let column = vec![("a".to_owned(), vec![1.0])];
        let frame = FeatureFrame::from_columns(Ticker::new("AAA").unwrap(), vec![stamp], column).unwrap();
        let asked = Asked { weeks_later: 52, ..Asked::default() };
        let later = asked.dated(Cow::Borrowed(&frame)).view().stamps()[0];
        assert_eq!(later.date.to_string(), "2015-01-02");
        assert_eq!(later.date.weekday(), stamp.date.weekday());
        assert_eq!(later.decision.to_string(), "2015-01-02T21:00:00Z");
    }
}
