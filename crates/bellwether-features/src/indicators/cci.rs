//! Commodity channel index.

use super::Indicator;
use super::rolling::spreads;

/// 20 sessions; 0 where the typical price has not moved.
pub(super) const CCI20: Indicator = Indicator {
    name: "cci20",
    warm_up: 19,
    block: 1,
    formula: "(tp[t] - mean(tp)) / (0.015 mean(|tp - mean(tp)|)), tp = (high + low + close) / 3, over 20 sessions",
    source: "Lambert (1980), as TA-Lib CCI(20)",
    recursion: None,
    compute: |columns, out| {
        spreads::<20>(&columns.typical_prices(), out, |s| {
            let above = s.last - s.mean;
            if above == 0.0 { 0.0 } else { above / (0.015 * s.deviation) }
        });
    },
};
