//! Stochastic oscillator.

use super::Indicator;
use super::columns::PriceColumns;
use super::price_channel::channel;

const SOURCE: &str = "Lane (1984), as TA-Lib STOCHF(14, 3), the fast form";

/// 14 sessions, 0 to 100; 0 where the price has not moved.
pub(super) const K14: Indicator = Indicator {
    name: "stoch-k14",
    warm_up: 13,
    block: 1,
    formula: "100 (close[t] - lowest) / (highest - lowest), lowest low and highest high of 14 sessions",
    source: SOURCE,
    recursion: None,
    compute: fast_k,
};

/// Mean of three.
pub(super) const D3: Indicator = Indicator {
    name: "stoch-d3",
    warm_up: 15,
    block: 1,
    formula: "mean(stoch-k14[t-2..=t])",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| {
        fast_k(columns, out);
        let mut before = [f64::NAN; 2];
        for value in out {
            let now = *value;
            *value = ((before[0] + before[1]) + now) / 3.0;
            before = [before[1], now];
        }
    },
};

fn fast_k(columns: &PriceColumns, out: &mut [f64]) {
    channel::<14>(columns, out, |highest, lowest, close| 100.0 * (close - lowest) / (highest - lowest));
}
