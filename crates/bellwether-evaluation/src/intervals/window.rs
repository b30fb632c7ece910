//! The newest values of a series, also in order of size.

use std::collections::VecDeque;

/// At most so many values, the newest.
#[derive(Debug, Clone)]
pub(super) struct Window {
    most: usize,
    newest: VecDeque<f64>,
    sorted: Vec<f64>,
}

impl Window {
    pub(super) fn new(most: usize) -> Self {
        Self { most, newest: VecDeque::new(), sorted: Vec::new() }
    }

    /// Takes a value in, and the oldest out where there are too many.
    pub(super) fn push(&mut self, value: f64) {
        self.newest.push_back(value);
        let place = self.sorted.partition_point(|v| v.total_cmp(&value).is_lt());
        self.sorted.insert(place, value);
        if self.newest.len() > self.most
            && let Some(oldest) = self.newest.pop_front()
        {
            let place = self.sorted.partition_point(|v| v.total_cmp(&oldest).is_lt());
            self.sorted.remove(place);
        }
    }

    /// Ascending.
    pub(super) fn sorted(&self) -> &[f64] {
        &self.sorted
    }
}
