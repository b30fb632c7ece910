//! A market in which nothing can be known: its own returns, drawn at random, up or down by the toss of a coin.

use std::collections::BTreeMap;

use bellwether_core::{Bar, Date, RunContext};
use rand_chacha::rand_core::Rng;

use super::change::Open;

/// The log moves of one session against the close before it.
#[derive(Debug, Clone, Copy)]
struct Move {
    /// From the last close to the open; 0 where there is no open.
    gap: f64,
    /// From there to the close.
    day: f64,
    /// From the greater of open and close to the high, and from the less of them down to the low.
    above: f64,
    below: f64,
    volume: f64,
}

/// The same sessions, with the moves of sessions drawn with replacement, each turned about by the toss of a coin. The same
/// sessions and tosses for all tickers, which so stay tied to each other; missing prices stay missing. Whatever is known at
/// a close, up and down are as likely over any number of sessions.
pub(super) fn tossed(open: Open, seed: u64) -> Open {
    let mut dates: Vec<Date> = open.bars().flatten().map(Bar::date).collect();
    dates.sort_unstable();
    dates.dedup();
    let mut rng = RunContext::new(seed).rng("audit/returns");
    let mut draw = |date: Date| (date, (rng.next_u64(), rng.next_u64() >> 63 == 1));
    let draws: BTreeMap<Date, (u64, bool)> = dates.into_iter().map(&mut draw).collect();
    open.with_bars(|bars| deal(bars, &draws))
}

fn deal(bars: &mut [Bar], draws: &BTreeMap<Date, (u64, bool)>) {
    let moves: Vec<Move> = bars.windows(2).filter_map(|pair| of(pair[0].close, &pair[1])).collect();
    let Some(first) = bars.iter().position(|bar| bar.close > 0.0) else { return };
    if moves.is_empty() {
        return;
    }
    let ratio = bars.iter().map(|bar| bar.adj_close / bar.close).find(|ratio| ratio.is_finite());
    let mut last = bars[first].close;
    for bar in &mut bars[first + 1..] {
        let Some((draw, up)) = draws.get(&bar.date()) else { continue };
        let moved = moves[(draw % moves.len() as u64) as usize];
        let (sign, above, below) =
            if *up { (1.0, moved.above, moved.below) } else { (-1.0, moved.below, moved.above) };
        let open = last * (sign * moved.gap).exp();
        let close = open * (sign * moved.day).exp();
        let is_missing = bar.close.is_nan();
        let put = |slot: &mut f64, value: f64| {
            if !slot.is_nan() {
                *slot = value;
            }
        };
        put(&mut bar.open, open);
        put(&mut bar.high, open.max(close) * above.exp());
        put(&mut bar.low, open.min(close) * (-below).exp());
        put(&mut bar.close, close);
        put(&mut bar.adj_close, close * ratio.unwrap_or(1.0));
        put(&mut bar.volume, moved.volume);
        if !is_missing {
            last = close;
        }
    }
}

fn of(before: f64, bar: &Bar) -> Option<Move> {
    let whole = (bar.close / before).ln();
    if !whole.is_finite() {
        return None;
    }
    let gap = (bar.open / before).ln();
    let gap = if gap.is_finite() { gap } else { 0.0 };
    let open = before * gap.exp();
    let reach = |value: f64| if value.is_finite() { value.max(0.0) } else { 0.0 };
    Some(Move {
        gap,
        day: whole - gap,
        above: reach((bar.high / open.max(bar.close)).ln()),
        below: reach((open.min(bar.close) / bar.low).ln()),
        volume: bar.volume,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bellwether_core::{Calendar, Session};

    use super::*;

    fn bars(n: usize) -> Vec<Bar> {
        let mut date = Date::constant(2014, 1, 1);
        let mut next = || -> Session {
            let session = Calendar::Xnys.next_session(date).unwrap();
            date = session.date;
            session
        };
        let bar = |i: usize| {
            let close = 100.0 + 7.0 * (i as f64 * 0.9).sin() + i as f64;
            let open = close - 2.0 * (i as f64 * 1.7).cos();
            let (high, low) = (open.max(close) + 1.0, open.min(close) - 0.5);
            (open, high, low, close)
        };
        (0..n)
            .map(|i| {
                let (open, high, low, close) = bar(i);
                let session = next();
                Bar { session, open, high, low, close, adj_close: close / 2.0, volume: i as f64 }
            })
            .collect()
    }

    fn draws(bars: &[Bar], seed: u64) -> BTreeMap<Date, (u64, bool)> {
        let mut rng = RunContext::new(seed).rng("audit/returns");
        bars.iter().map(|bar| (bar.date(), (rng.next_u64(), rng.next_u64() >> 63 == 1))).collect()
    }

    #[test]
    fn bars_stay_bars_and_their_moves_are_those_of_the_market() {
        let was = bars(200);
        let mut is = was.clone();
        deal(&mut is, &draws(&was, 1));
        assert_eq!(is[0], was[0]);
        let size = |pair: &[Bar]| (pair[1].close / pair[0].close).ln().abs();
        let known: Vec<f64> = was.windows(2).map(size).collect();
        for (pair, old) in is.windows(2).zip(&was[1..]) {
            let bar = pair[1];
            assert_eq!(bar.session, old.session);
            assert!(bar.low <= bar.open.min(bar.close) && bar.open.max(bar.close) <= bar.high, "{bar:?}");
            assert!(known.iter().any(|size_of| (size_of - size(pair)).abs() < 1e-12), "{bar:?}");
            assert!((bar.adj_close / bar.close - 0.5).abs() < 1e-12);
        }
        let up = is.windows(2).filter(|pair| pair[1].close > pair[0].close).count();
        // of 199 fair tosses fewer than 64 or more than 135 are rarer than once in a million
        assert!((64..=135).contains(&up), "{up}");
    }

    #[test]
    fn what_is_missing_stays_missing_and_the_path_goes_on() {
        let mut was = bars(60);
        was[20].close = f64::NAN;
        was[30].open = f64::NAN;
        let mut is = was.clone();
        deal(&mut is, &draws(&was, 2));
        assert!(is[20].close.is_nan() && is[30].open.is_nan() && is[30].close.is_finite());
        assert_eq!(is.iter().filter(|bar| bar.close.is_nan()).count(), 1);
    }
}
