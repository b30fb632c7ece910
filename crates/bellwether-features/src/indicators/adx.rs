//! Average directional index, with the two directional indicators that it is made of.

use super::Indicator;
use super::columns::Row;
use super::recursion::{Recursion, fold};
use super::smoothing::{Wilder, WilderSum};
use super::true_range::Prices;

const SOURCE: &str = "Wilder (1978), as TA-Lib, whose running sums start from 13 sessions";

/// Share of the true range that was upward movement, in per cent; 0 where nothing moved.
pub(super) const PLUS_DI14: Indicator = Indicator {
    name: "plus-di14",
    warm_up: 14,
    block: 1,
    formula: "100 sum(+DM) / sum(TR), Wilder sums over 14; +DM = high[t] - high[t-1] where that is positive and more \
              than low[t-1] - low[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Plus::default())),
    compute: |columns, out| fold(Plus::default(), columns, out),
};

/// Share of the true range that was downward movement, in per cent; 0 where nothing moved.
pub(super) const MINUS_DI14: Indicator = Indicator {
    name: "minus-di14",
    warm_up: 14,
    block: 1,
    formula: "100 sum(-DM) / sum(TR), Wilder sums over 14; -DM = low[t-1] - low[t] where that is positive and more \
              than high[t] - high[t-1]",
    source: SOURCE,
    recursion: Some(|| Box::new(Minus::default())),
    compute: |columns, out| fold(Minus::default(), columns, out),
};

/// Strength of the trend, whichever its direction, from 0 to 100.
pub(super) const ADX14: Indicator = Indicator {
    name: "adx14",
    warm_up: 27,
    block: 1,
    formula: "Wilder mean over 14 of 100 |+DI - -DI| / (+DI + -DI); a session without movement leaves it as it was",
    source: SOURCE,
    recursion: Some(|| Box::new(Adx::new())),
    compute: |columns, out| fold(Adx::new(), columns, out),
};

const N: usize = 14;

/// Wilder sums of the two movements and of the true range.
#[derive(Default)]
struct Movement {
    previous: Option<Prices>,
    plus: WilderSum<N>,
    minus: WilderSum<N>,
    range: WilderSum<N>,
}

struct Sums {
    plus: f64,
    minus: f64,
    range: f64,
}

impl Movement {
    /// NaN during warm-up; `None` on a bar that is the first or lacks a price.
    #[inline]
    fn push(&mut self, row: Row) -> Option<Sums> {
        let now = Prices::of(row)?;
        let before = self.previous.replace(now)?;
        let (up, down) = (now.high - before.high, before.low - now.low);
        Some(Sums {
            plus: self.plus.push(if up > down && up > 0.0 { up } else { 0.0 }),
            minus: self.minus.push(if down > up && down > 0.0 { down } else { 0.0 }),
            range: self.range.push(now.true_range(before.close)),
        })
    }
}

fn per_cent(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { 100.0 * (part / whole) }
}

#[derive(Default)]
struct Plus(Movement);

impl Recursion for Plus {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.0.push(row).map_or(f64::NAN, |s| per_cent(s.plus, s.range))
    }
}

#[derive(Default)]
struct Minus(Movement);

impl Recursion for Minus {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.0.push(row).map_or(f64::NAN, |s| per_cent(s.minus, s.range))
    }
}

struct Adx {
    movement: Movement,
    mean: Wilder<N>,
}

impl Adx {
    fn new() -> Self {
        Self { movement: Movement::default(), mean: Wilder::new() }
    }
}

impl Recursion for Adx {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        let Some(sums) = self.movement.push(row) else { return f64::NAN };
        if sums.range.is_nan() {
            return f64::NAN;
        }
        // The true range cancels out of the ratio.
        let moved = sums.plus + sums.minus;
        if sums.range != 0.0 && moved != 0.0 {
            self.mean.push(100.0 * ((sums.plus - sums.minus).abs() / moved))
        } else if self.mean.is_started() {
            self.mean.mean()
        } else {
            self.mean.push(0.0)
        }
    }
}
