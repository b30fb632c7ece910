//! Log momentum as the topic-sentiment paper's code has it.

use super::{Indicator, closes};

/// `ln(close - 1)`: a level, not a change, in spite of its name. NaN for a close of 1 or less.
pub(super) const LOG_MOMENTUM: Indicator = Indicator {
    name: "log-momentum",
    warm_up: 0,
    formula: "ln(close[t] - 1)",
    source: "the topic-sentiment paper's feature set",
    recursion: None,
    compute: |bars| {
        closes(bars).into_iter().map(|c| if c > 1.0 { (c - 1.0).ln() } else { f64::NAN }).collect()
    },
};
