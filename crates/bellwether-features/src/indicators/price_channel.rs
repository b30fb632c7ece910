//! Where the close lies between the lowest low and the highest high of the last sessions.

use bellwether_core::Bar;

use super::rolling::{Largest, windows};

/// `of(highest, lowest, close)` over `W` sessions, where all of them have the three prices; NaN elsewhere.
pub(super) fn channel<const W: usize>(bars: &[Bar], of: impl Fn(f64, f64, f64) -> f64) -> Vec<f64> {
    let is_there = |b: &Bar| b.high.is_finite() && b.low.is_finite() && b.close.is_finite();
    // A missing bar reaches to infinity both ways, which shows in the width of every window that holds it.
    let highs: Vec<f64> = bars.iter().map(|b| if is_there(b) { b.high } else { f64::INFINITY }).collect();
    let depths: Vec<f64> = bars.iter().map(|b| if is_there(b) { -b.low } else { f64::INFINITY }).collect();
    let mut out = windows::<Largest<W>>(&highs, |v| v);
    let depths = windows::<Largest<W>>(&depths, |v| v);
    for ((out, depth), bar) in out.iter_mut().zip(depths).zip(bars) {
        let (highest, lowest) = (*out, -depth);
        *out = if (highest - lowest).is_finite() { of(highest, lowest, bar.close) } else { f64::NAN };
    }
    out
}
