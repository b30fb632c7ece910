//! Where the close lies between the lowest low and the highest high of the last sessions.

use bellwether_core::Bar;

use super::rolling::largest_from;

/// `of(highest, lowest, close)` over `W` sessions, where all of them have the three prices; NaN elsewhere.
pub(super) fn channel<const W: usize>(bars: &[Bar], of: impl Fn(f64, f64, f64) -> f64) -> Vec<f64> {
    let is_there = |b: &Bar| b.high.is_finite() && b.low.is_finite() && b.close.is_finite();
    // A missing bar reaches to infinity both ways, which shows in the width of every window that holds it.
    let mut out: Vec<f64> = bars.iter().map(|b| if is_there(b) { b.high } else { f64::INFINITY }).collect();
    let mut depths: Vec<f64> =
        bars.iter().map(|b| if is_there(b) { -b.low } else { f64::INFINITY }).collect();
    largest_from::<W>(&mut out);
    largest_from::<W>(&mut depths);
    for t in (W - 1..bars.len()).rev() {
        let (highest, lowest) = (out[t + 1 - W], -depths[t + 1 - W]);
        let width = highest - lowest;
        out[t] = if width.is_finite() { of(highest, lowest, bars[t].close) } else { f64::NAN };
    }
    let warm_up = bars.len().min(W - 1);
    out[..warm_up].fill(f64::NAN);
    out
}
