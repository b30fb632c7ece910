//! Liquidity from daily bars, over 20 sessions.
//!
//! The seven daily measures in common use. The list of the Vietnamese study that the survey cites is not at hand, so
//! that these are the literature's, not a copy of it. Turnover needs shares outstanding, which price files lack: volume
//! relative to its own mean stands in.

use bellwether_core::Bar;

use super::rolling::mean;
use super::{Indicator, closes, one_session_log_returns, volumes};

/// Price impact; sessions without turnover are left out of the mean, NaN where there are no others.
pub(super) const AMIHUD20: Indicator = Indicator {
    name: "amihud20",
    warm_up: 20,
    formula: "1e6 mean(|return1| / (close volume)) over those of 20 sessions with volume",
    source: "Amihud (2002), Illiquidity and stock returns",
    recursion: None,
    compute: amihud,
};

/// Volume over its mean, the session itself included; NaN where nothing was traded.
pub(super) const RELATIVE_VOLUME20: Indicator = Indicator {
    name: "relative-volume20",
    warm_up: 19,
    formula: "volume[t] / mean(volume[t-19..=t])",
    source: "in the place of turnover, volume / shares outstanding, as in Datar, Naik and Radcliffe (1998): price \
             files have no shares outstanding",
    recursion: None,
    compute: |bars| {
        let volumes = volumes(bars);
        let ratio = |(v, mean): (&f64, f64)| if mean > 0.0 { v / mean } else { f64::NAN };
        volumes.iter().zip(mean::<20>(&volumes)).map(ratio).collect()
    },
};

/// Share of sessions whose close is the one before.
pub(super) const ZERO_RETURN_SHARE20: Indicator = Indicator {
    name: "zero-return-share20",
    warm_up: 20,
    formula: "mean([close[s] = close[s-1]], s = t-19..=t)",
    source: "Lesmond, Ogden and Trzcinka (1999)",
    recursion: None,
    compute: |bars| {
        let closes = closes(bars);
        let same = |pair: &[f64]| match (pair[0], pair[1]) {
            (before, now) if before.is_nan() || now.is_nan() => f64::NAN,
            (before, now) => f64::from(u8::from(before == now)),
        };
        let first = closes.first().map(|_| f64::NAN);
        mean::<20>(&first.into_iter().chain(closes.windows(2).map(same)).collect::<Vec<_>>())
    },
};

/// Range over the middle of the range.
pub(super) const HIGH_LOW_RANGE20: Indicator = Indicator {
    name: "high-low-range20",
    warm_up: 19,
    formula: "mean(2 (high - low) / (high + low)) over 20 sessions",
    source: "the relative range, a proxy of the spread",
    recursion: None,
    compute: |bars| {
        let range = |b: &Bar| {
            let share = 2.0 * (b.high - b.low) / (b.high + b.low);
            if b.low > 0.0 && b.high > 0.0 && share.is_finite() { share } else { f64::NAN }
        };
        mean::<20>(&bars.iter().map(range).collect::<Vec<_>>())
    },
};

/// Money traded a session, in the price's currency.
pub(super) const DOLLAR_VOLUME20: Indicator = Indicator {
    name: "dollar-volume20",
    warm_up: 19,
    formula: "mean(close volume) over 20 sessions",
    source: "Brennan, Chordia and Subrahmanyam (1998)",
    recursion: None,
    compute: |bars| mean::<20>(&money(bars)),
};

fn money(bars: &[Bar]) -> Vec<f64> {
    let finite = |v: f64| if v.is_finite() { v } else { f64::NAN };
    bars.iter().map(|b| finite(b.close * b.volume)).collect()
}

fn amihud(bars: &[Bar]) -> Vec<f64> {
    let (money, returns) = (money(bars), one_session_log_returns(bars));
    let mut impact = Vec::with_capacity(bars.len());
    let mut counts = Vec::with_capacity(bars.len());
    for (&money, r) in money.iter().zip(returns) {
        let is_traded = money > 0.0;
        // 0 that carries what is missing
        let nothing = (money + r) * 0.0;
        impact.push(if is_traded { r.exp_m1().abs() / money } else { nothing });
        counts.push(if is_traded { 1.0 } else { 0.0 });
    }
    let ratio = |(impact, count): (f64, f64)| if count > 0.0 { 1e6 * impact / count } else { f64::NAN };
    mean::<20>(&impact).into_iter().zip(mean::<20>(&counts)).map(ratio).collect()
}
