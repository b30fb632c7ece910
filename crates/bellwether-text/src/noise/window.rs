//! What was seen in the last hours.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use bellwether_core::Timestamp;

use super::key::Spread;

/// Keys, which are hashes, with the time when each was first seen, for so many seconds. Memory grows with the posts of that time only.
pub(super) struct Window<K> {
    seconds: i64,
    first: HashMap<K, Timestamp, Spread>,
    order: VecDeque<(Timestamp, K)>,
}

impl<K: Copy + Eq + Hash> Window<K> {
    pub(super) fn new(seconds: i64) -> Self {
        Self { seconds, first: HashMap::default(), order: VecDeque::new() }
    }

    /// When the key was first seen within the window; without that it is seen now.
    pub(super) fn see(&mut self, key: K, now: Timestamp) -> Option<Timestamp> {
        self.forget(now);
        if let Some(&earlier) = self.first.get(&key) {
            return Some(earlier);
        }
        self.first.insert(key, now);
        self.order.push_back((now, key));
        None
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((_, key)) =
            self.order.front().filter(|(at, _)| is_past(*at, now, self.seconds)).copied()
        {
            self.first.remove(&key);
            self.order.pop_front();
        }
    }
}

/// Whether `at` is so many seconds before `now`, or more.
pub(super) fn is_past(at: Timestamp, now: Timestamp, seconds: i64) -> bool {
    now.as_nanosecond() - at.as_nanosecond() >= i128::from(seconds) * 1_000_000_000
}
