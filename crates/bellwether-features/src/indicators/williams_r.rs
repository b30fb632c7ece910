//! Williams %R.

use super::Indicator;
use super::price_channel::channel;

/// 14 sessions, -100 to 0; 0 where the price has not moved.
pub(super) const WILLIAMS_R14: Indicator = Indicator {
    name: "williams-r14",
    warm_up: 13,
    block: 1,
    formula: "-100 (highest - close[t]) / (highest - lowest), lowest low and highest high of 14 sessions",
    source: "Williams (1973), as TA-Lib WILLR(14)",
    recursion: None,
    compute: |columns, out| {
        channel::<14>(columns, out, |highest, lowest, close| -100.0 * (highest - close) / (highest - lowest));
    },
};
