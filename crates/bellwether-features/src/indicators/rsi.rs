//! Relative strength index.

use super::Indicator;
use super::columns::{PriceColumns, Row};
use super::recursion::{Recursion, fold};
use super::smoothing::{CHUNK, Wilder};

/// 14 sessions; from 0, all falls, to 100, all rises; 0 when the close has not moved at all.
pub(super) const RSI14: Indicator = Indicator {
    name: "rsi14",
    warm_up: 14,
    block: 1,
    formula: "100 up / (up + down), Wilder means over 14 of rises and of falls of the close",
    source: "Wilder (1978), New Concepts in Technical Trading Systems, as TA-Lib RSI(14)",
    recursion: Some(|| Box::new(Rsi::<14>::new())),
    compute: index::<14>,
};

struct Rsi<const N: usize> {
    previous: f64,
    up: Wilder<N>,
    down: Wilder<N>,
}

impl<const N: usize> Rsi<N> {
    fn new() -> Self {
        Self { previous: f64::NAN, up: Wilder::new(), down: Wilder::new() }
    }
}

impl<const N: usize> Recursion for Rsi<N> {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        if row.close.is_nan() {
            return f64::NAN;
        }
        let change = row.close - self.previous;
        self.previous = row.close;
        if change.is_nan() {
            return f64::NAN;
        }
        let (rise, fall) = parts(change);
        share(self.up.push(rise), self.down.push(fall))
    }
}

/// Rise and fall.
#[inline]
fn parts(change: f64) -> (f64, f64) {
    (if change > 0.0 { change } else { 0.0 }, if change < 0.0 { -change } else { 0.0 })
}

#[inline]
fn share(up: f64, down: f64) -> f64 {
    let sum = up + down;
    if sum == 0.0 { 0.0 } else { 100.0 * (up / sum) }
}

/// Bar by bar until the means have started, and where one is missing; else part of the series by part.
fn index<const N: usize>(columns: &PriceColumns, out: &mut [f64]) {
    if out.len() <= N || !columns.closes_are_whole() {
        return fold(Rsi::<N>::new(), columns, out);
    }
    let (start, out) = out.split_at_mut(N + 1);
    let mut rsi = Rsi::<N>::new();
    for (out, row) in start.iter_mut().zip(columns.rows()) {
        *out = rsi.push(row);
    }
    let mut room = [[0.0; CHUNK]; 3];
    let closes = columns.close[N + 1..].chunks(CHUNK).zip(columns.close[N..].chunks(CHUNK));
    for (out, (now, before)) in out.chunks_mut(CHUNK).zip(closes) {
        let [rises, falls, downs] = room.each_mut().map(|part| &mut part[..out.len()]);
        for ((rise, fall), (now, before)) in
            rises.iter_mut().zip(falls.iter_mut()).zip(now.iter().zip(before))
        {
            (*rise, *fall) = parts(now - before);
        }
        rsi.up.run(rises, out);
        rsi.down.run(falls, downs);
        for (up, down) in out.iter_mut().zip(downs) {
            *up = share(*up, *down);
        }
    }
}
