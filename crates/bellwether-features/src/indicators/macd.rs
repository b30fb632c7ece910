//! Moving average convergence divergence: fast less slow exponentially weighted mean.

use super::ewm::ewm_mean;
use super::{Indicator, closes};

/// Spans 12 and 26, weights that sum to one from the first bar on, so no warm-up; the first value is 0.
pub(super) const MACD: Indicator = Indicator {
    name: "macd",
    warm_up: 0,
    formula: "ewm(close, span 12)[t] - ewm(close, span 26)[t]",
    source: "Appel (1979), computed as pandas `ewm(span=…).mean()`; TA-Lib starts each mean from a simple one and \
             agrees once both starts are forgotten",
    compute: |bars| {
        let closes = closes(bars);
        let fast = ewm_mean(&closes, 2.0 / 13.0);
        let slow = ewm_mean(&closes, 2.0 / 27.0);
        fast.into_iter().zip(slow).map(|(f, s)| f - s).collect()
    },
};
