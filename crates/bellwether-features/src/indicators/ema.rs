//! Exponentially weighted mean of the close.

use super::ewm::ewm_mean;
use super::{Indicator, closes};

/// Centre of mass one half, that is, weight 2/3 on the newest close; no warm-up.
pub(super) const EMA: Indicator = Indicator {
    name: "ema",
    warm_up: 0,
    formula: "ewm(close, com 0.5)[t]",
    source: "pandas `ewm(com=0.5).mean()`; TA-Lib EMA(2) starts differently and agrees after some 35 rows",
    compute: |bars| ewm_mean(&closes(bars), 1.0 / 1.5),
};
