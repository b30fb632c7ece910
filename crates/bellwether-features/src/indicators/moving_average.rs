//! Simple moving average of the close.

use super::rolling::rolling;
use super::{Indicator, closes};

/// Mean close of 7 sessions; NaN for the first 6.
pub(super) const MA7: Indicator = Indicator {
    name: "ma7",
    warm_up: 6,
    formula: "mean(close[t-6..=t])",
    source: "pandas `rolling(7).mean()`; the same as TA-Lib SMA(7)",
    recursion: None,
    compute: |bars| rolling::<7>(&closes(bars), |m| m.mean),
};

/// Mean close of 20 sessions; NaN for the first 19.
pub(super) const MA20: Indicator = Indicator {
    name: "ma20",
    warm_up: 19,
    formula: "mean(close[t-19..=t])",
    source: "pandas `rolling(20).mean()`; the same as TA-Lib SMA(20)",
    recursion: None,
    compute: |bars| rolling::<20>(&closes(bars), |m| m.mean),
};
