//! Simple moving average of the close.

use super::Indicator;
use super::blocks::means;

/// Mean close of 7 sessions; NaN for the first 6.
pub(super) const MA7: Indicator = Indicator {
    name: "ma7",
    warm_up: 6,
    block: 7,
    formula: "mean(close[t-6..=t])",
    source: "pandas `rolling(7).mean()`; the same as TA-Lib SMA(7)",
    recursion: None,
    compute: |columns, out| means::<7>(&columns.close, out, |mean| mean),
};

/// Mean close of 20 sessions; NaN for the first 19.
pub(super) const MA20: Indicator = Indicator {
    name: "ma20",
    warm_up: 19,
    block: 20,
    formula: "mean(close[t-19..=t])",
    source: "pandas `rolling(20).mean()`; the same as TA-Lib SMA(20)",
    recursion: None,
    compute: |columns, out| means::<20>(&columns.close, out, |mean| mean),
};
