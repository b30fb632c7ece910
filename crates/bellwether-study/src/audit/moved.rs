//! Which columns moved, of rows that were decided before the change.

use bellwether_core::{Date, FrameView, Timestamp};

/// A column that moved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moved {
    pub(super) column: String,
    /// The first row that moved, and its date.
    pub(super) row: usize,
    pub(super) date: Date,
    /// The largest change; infinite where a number came or went.
    pub(super) size: f64,
    pub(super) rows: usize,
}

/// The columns of `before` that are otherwise in `after`, in rows decided at `until` or earlier, and how many numbers were
/// compared. A column that is not in both has moved.
pub(super) fn moved(before: &FrameView<'_>, after: &FrameView<'_>, until: Timestamp) -> (Vec<Moved>, usize) {
    let rows = before.stamps().partition_point(|stamp| stamp.decision <= until).min(after.len());
    let mut out = Vec::new();
    for (j, name) in before.names().iter().enumerate() {
        let other = after.column(name);
        let mut own: Option<Moved> = None;
        for row in 0..rows {
            let was = before.row(row)[j];
            let is = other.map_or(f64::NAN, |k| after.row(row)[k]);
            if was.to_bits() == is.to_bits() || (was.is_nan() && is.is_nan()) {
                continue;
            }
            let size = if was.is_finite() && is.is_finite() { (is - was).abs() } else { f64::INFINITY };
            let date = before.stamps()[row].date;
            let own = own.get_or_insert(Moved { column: name.clone(), row, date, size, rows: 0 });
            own.size = own.size.max(size);
            own.rows += 1;
        }
        out.extend(own);
    }
    (out, rows * before.width())
}
