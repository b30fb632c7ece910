//! Where a picture's parts lie, in pixels.

use std::ops::Range;

use crate::CandleSpec;

/// Rows and columns of a valid [`CandleSpec`].
pub(super) struct Layout {
    /// First column of the first day.
    margin: usize,
    /// Columns of a day.
    slot: usize,
    /// Columns of a body, odd.
    body: usize,
    /// Rows of the price part, from the top.
    pub(super) price_rows: usize,
    /// Rows of the volume part, at the bottom; 0 without.
    pub(super) volume_rows: usize,
}

impl Layout {
    pub(super) fn of(spec: &CandleSpec) -> Self {
        let slot = spec.width / spec.days;
        // the largest odd number that leaves a gap to the neighbour; three columns have none to leave
        let body = if slot == 3 { 3 } else { (slot - 2) | 1 };
        let volume_rows = if spec.volume { spec.height / 5 } else { 0 };
        let gap = usize::from(spec.volume);
        Self {
            margin: (spec.width - slot * spec.days) / 2,
            slot,
            body,
            price_rows: spec.height - volume_rows - gap,
            volume_rows,
        }
    }

    /// Columns of a day's body and of its volume bar.
    pub(super) fn body(&self, day: usize) -> Range<usize> {
        let first = self.margin + day * self.slot + (self.slot - self.body) / 2;
        first..first + self.body
    }

    /// The column of a day's shadow.
    pub(super) fn shadow(&self, day: usize) -> usize {
        self.body(day).start + self.body / 2
    }

    /// The row of a price among prices that reach from `top - span` to `top`.
    pub(super) fn row(&self, price: f64, top: f64, span: f64) -> usize {
        let last = self.price_rows - 1;
        if span == 0.0 {
            return last / 2;
        }
        let row = ((top - price) / span * last as f64 + 0.5).floor();
        (row as usize).min(last)
    }

    /// Rows of a volume bar.
    pub(super) fn volume_bar(&self, volume: f64, largest: f64) -> usize {
        if volume <= 0.0 {
            return 0;
        }
        let rows = (volume / largest * self.volume_rows as f64 + 0.5).floor();
        (rows as usize).clamp(1, self.volume_rows)
    }
}
