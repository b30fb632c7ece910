//! Volume-weighted average price over the last sessions.

use super::Indicator;
use super::blocks::two_sums;

/// 20 sessions of daily bars; NaN where nothing was traded.
pub(super) const VWAP20: Indicator = Indicator {
    name: "vwap20",
    warm_up: 19,
    block: 20,
    formula: "sum(tp volume) / sum(volume) over 20 sessions, tp = (high + low + close) / 3",
    source: "Berkowitz, Logue and Noser (1988), on daily bars",
    recursion: None,
    compute: |columns, out| {
        let typical = columns.typical_prices();
        let money: Vec<f64> = typical.iter().zip(&columns.volume).map(|(p, v)| p * v).collect();
        two_sums::<20>([&money, &columns.volume], out, |m, v| if v > 0.0 { m / v } else { f64::NAN });
    },
};
