//! Liquidity from daily bars, over 20 sessions.
//!
//! The seven daily measures in common use. The list of the Vietnamese study that the survey cites is not at hand, so
//! that these are the literature's, not a copy of it. Turnover needs shares outstanding, which price files lack: volume
//! relative to its own mean stands in.

use super::Indicator;
use super::blocks::{means, two_sums};
use super::columns::{PriceColumns, finite};
use super::log_return::log_returns;

/// Price impact; sessions without turnover are left out of the mean, NaN where there are no others.
pub(super) const AMIHUD20: Indicator = Indicator {
    name: "amihud20",
    warm_up: 20,
    block: 20,
    formula: "1e6 mean(|return1| / (close volume)) over those of 20 sessions with volume",
    source: "Amihud (2002), Illiquidity and stock returns",
    recursion: None,
    compute: amihud,
};

/// Volume over its mean, the session itself included; NaN where nothing was traded.
pub(super) const RELATIVE_VOLUME20: Indicator = Indicator {
    name: "relative-volume20",
    warm_up: 19,
    block: 20,
    formula: "volume[t] / mean(volume[t-19..=t])",
    source: "in the place of turnover, volume / shares outstanding, as in Datar, Naik and Radcliffe (1998): price \
             files have no shares outstanding",
    recursion: None,
    compute: |columns, out| {
        means::<20>(&columns.volume, out, |mean| mean);
        for (out, volume) in out.iter_mut().zip(&columns.volume) {
            *out = if *out > 0.0 { volume / *out } else { f64::NAN };
        }
    },
};

/// Share of sessions whose close is the one before.
pub(super) const ZERO_RETURN_SHARE20: Indicator = Indicator {
    name: "zero-return-share20",
    warm_up: 20,
    block: 20,
    formula: "mean([close[s] = close[s-1]], s = t-19..=t)",
    source: "Lesmond, Ogden and Trzcinka (1999)",
    recursion: None,
    compute: |columns, out| {
        let mut before = f64::NAN;
        let same = |&now: &f64| {
            let same =
                if before.is_nan() || now.is_nan() { f64::NAN } else { f64::from(u8::from(before == now)) };
            before = now;
            same
        };
        means::<20>(&columns.close.iter().map(same).collect::<Vec<_>>(), out, |mean| mean);
    },
};

/// Range over the middle of the range.
pub(super) const HIGH_LOW_RANGE20: Indicator = Indicator {
    name: "high-low-range20",
    warm_up: 19,
    block: 20,
    formula: "mean(2 (high - low) / (high + low)) over 20 sessions",
    source: "the relative range, a proxy of the spread",
    recursion: None,
    compute: |columns, out| {
        let range = |(&high, &low): (&f64, &f64)| {
            let share = 2.0 * (high - low) / (high + low);
            if low > 0.0 && high > 0.0 { finite(share) } else { f64::NAN }
        };
        let ranges: Vec<f64> = columns.high.iter().zip(&columns.low).map(range).collect();
        means::<20>(&ranges, out, |mean| mean);
    },
};

/// Money traded a session, in the price's currency.
pub(super) const DOLLAR_VOLUME20: Indicator = Indicator {
    name: "dollar-volume20",
    warm_up: 19,
    block: 20,
    formula: "mean(close volume) over 20 sessions",
    source: "Brennan, Chordia and Subrahmanyam (1998)",
    recursion: None,
    compute: |columns, out| means::<20>(&columns.money(), out, |mean| mean),
};

fn amihud(columns: &PriceColumns, out: &mut [f64]) {
    let (money, returns) = (columns.money(), log_returns(columns));
    let mut impact = Vec::with_capacity(money.len());
    let mut counts = Vec::with_capacity(money.len());
    for (&money, r) in money.iter().zip(returns) {
        let is_traded = money > 0.0;
        // 0 that carries what is missing
        let nothing = (money + r) * 0.0;
        impact.push(if is_traded { r.exp_m1().abs() / money } else { nothing });
        counts.push(if is_traded { 1.0 } else { 0.0 });
    }
    two_sums::<20>(
        [&impact, &counts],
        out,
        |impact, count| {
            if count > 0.0 { 1e6 * impact / count } else { f64::NAN }
        },
    );
}
