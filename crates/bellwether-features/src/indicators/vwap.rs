//! Volume-weighted average price over the last sessions.

use super::rolling::mean;
use super::{Indicator, typical_prices, volumes};

/// 20 sessions of daily bars; NaN where nothing was traded.
pub(super) const VWAP20: Indicator = Indicator {
    name: "vwap20",
    warm_up: 19,
    formula: "sum(tp volume) / sum(volume) over 20 sessions, tp = (high + low + close) / 3",
    source: "Berkowitz, Logue and Noser (1988), on daily bars",
    recursion: None,
    compute: |bars| {
        let volumes = volumes(bars);
        let money: Vec<f64> = typical_prices(bars).iter().zip(&volumes).map(|(p, v)| p * v).collect();
        let volume = mean::<20>(&volumes);
        let price = |(m, v): (f64, f64)| if v > 0.0 { m / v } else { f64::NAN };
        mean::<20>(&money).into_iter().zip(volume).map(price).collect()
    },
};
