//! Corwin and Schultz's spread from highs and lows.

use super::Indicator;
use super::blocks::means;
use super::true_range::Prices;

/// A share of the price; NaN while a price that is not positive is in the window.
pub(super) const CORWIN_SCHULTZ20: Indicator = Indicator {
    name: "corwin-schultz20",
    warm_up: 20,
    block: 20,
    formula: "mean(max(0, 2 (e^a - 1) / (1 + e^a))) over 20 pairs of sessions; a = (sqrt(2 b) - sqrt(b)) / k - \
              sqrt(g / k), k = 3 - 2 sqrt(2), b = ln(high/low)^2 of both sessions, g = ln(high/low)^2 of the pair",
    source: "Corwin and Schultz (2012), with their correction for moves overnight; negative estimates count as 0",
    recursion: None,
    compute: |columns, out| {
        let mut before = None;
        let spreads = columns.rows().map(|row| {
            let now = Prices::of(row);
            let pair = before.zip(now);
            before = now;
            pair.map_or(f64::NAN, |(before, now)| spread(before, now))
        });
        means::<20>(&spreads.collect::<Vec<_>>(), out, |mean| mean);
    },
};

fn spread(before: Prices, now: Prices) -> f64 {
    // A price that moved overnight is moved back to the close that it left.
    let shift = (before.close - now.high).max(0.0) + (before.close - now.low).min(0.0);
    let (high, low) = (now.high + shift, now.low + shift);
    if before.low <= 0.0 || low <= 0.0 || before.high <= 0.0 || high <= 0.0 {
        return f64::NAN;
    }
    let k = 3.0 - 2.0 * std::f64::consts::SQRT_2;
    let square = |high: f64, low: f64| (high / low).ln().powi(2);
    let both = square(before.high, before.low) + square(high, low);
    let together = square(before.high.max(high), before.low.min(low));
    let a = ((2.0 * both).sqrt() - both.sqrt()) / k - (together / k).sqrt();
    // 2 (e^a - 1) / (1 + e^a), which overflows
    let spread = 2.0 * (a / 2.0).tanh();
    if spread < 0.0 { 0.0 } else { spread }
}
