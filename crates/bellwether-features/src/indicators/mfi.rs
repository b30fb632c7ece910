//! Money flow index.

use bellwether_core::Bar;

use super::rolling::mean;
use super::{Indicator, typical_prices, volumes};

/// 14 sessions, 0 to 100; 0 where less than one unit of money moved.
pub(super) const MFI14: Indicator = Indicator {
    name: "mfi14",
    warm_up: 14,
    formula: "100 up / (up + down), sums over 14 of tp volume where tp = (high + low + close) / 3 rose, and fell",
    source: "Quong and Soudack (1989), as TA-Lib MFI(14), which gives 0 when up + down < 1",
    recursion: None,
    compute,
};

const N: usize = 14;

fn compute(bars: &[Bar]) -> Vec<f64> {
    let (typical, volumes) = (typical_prices(bars), volumes(bars));
    let mut up = vec![f64::NAN; bars.len()];
    let mut down = up.clone();
    for t in 1..bars.len() {
        let (now, before) = (typical[t], typical[t - 1]);
        // 0 that carries what is missing
        let nothing = (now - before) * 0.0 + volumes[t] * 0.0;
        up[t] = if now > before { now * volumes[t] } else { nothing };
        down[t] = if now < before { now * volumes[t] } else { nothing };
    }
    let down = mean::<N>(&down);
    let share = |(up, down): (f64, f64)| {
        let sum = up + down;
        if sum * (N as f64) < 1.0 { 0.0 } else { 100.0 * (up / sum) }
    };
    mean::<N>(&up).into_iter().zip(down).map(share).collect()
}
