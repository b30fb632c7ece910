//! Linearly weighted moving average of the close.

use super::Indicator;
use super::blocks::weighted_means;

/// Weight 20 on the newest of 20 closes, 1 on the oldest.
pub(super) const WMA20: Indicator = Indicator {
    name: "wma20",
    warm_up: 19,
    block: 20,
    formula: "sum((s - t + 20) close[s], s = t-19..=t) / 210",
    source: "as TA-Lib WMA(20)",
    recursion: None,
    compute: |columns, out| weighted_means::<20>(&columns.close, out),
};
