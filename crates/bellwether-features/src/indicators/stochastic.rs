//! Stochastic oscillator.

use bellwether_core::Bar;

use super::Indicator;
use super::price_channel::channel;
use super::rolling::mean;

const SOURCE: &str = "Lane (1984), as TA-Lib STOCHF(14, 3), the fast form";

/// 14 sessions, 0 to 100; 0 where the price has not moved.
pub(super) const K14: Indicator = Indicator {
    name: "stoch-k14",
    warm_up: 13,
    formula: "100 (close[t] - lowest) / (highest - lowest), lowest low and highest high of 14 sessions",
    source: SOURCE,
    recursion: None,
    compute: fast_k,
};

/// Mean of three.
pub(super) const D3: Indicator = Indicator {
    name: "stoch-d3",
    warm_up: 15,
    formula: "mean(stoch-k14[t-2..=t])",
    source: SOURCE,
    recursion: None,
    compute: |bars| mean::<3>(&fast_k(bars)),
};

fn fast_k(bars: &[Bar]) -> Vec<f64> {
    channel::<14>(
        bars,
        |highest, lowest, close| {
            if highest == lowest { 0.0 } else { (close - lowest) / ((highest - lowest) / 100.0) }
        },
    )
}
