//! Money flow index.

use super::Indicator;
use super::blocks::two_sums;
use super::columns::PriceColumns;

/// 14 sessions, 0 to 100; 0 where less than one unit of money moved.
pub(super) const MFI14: Indicator = Indicator {
    name: "mfi14",
    warm_up: 14,
    block: 14,
    formula: "100 up / (up + down), sums over 14 of tp volume where tp = (high + low + close) / 3 rose, and fell",
    source: "Quong and Soudack (1989), as TA-Lib MFI(14), which gives 0 when up + down < 1",
    recursion: None,
    compute,
};

const N: usize = 14;

fn compute(columns: &PriceColumns, out: &mut [f64]) {
    let typical = columns.typical_prices();
    let mut flows = [Vec::with_capacity(typical.len()), Vec::with_capacity(typical.len())];
    if !typical.is_empty() {
        for flow in &mut flows {
            flow.push(f64::NAN);
        }
    }
    let money = |(pair, volume): (&[f64], &f64)| {
        let (before, now) = (pair[0], pair[1]);
        let money = now * volume;
        // 0 that carries what is missing
        let nothing = (money - before) * 0.0;
        (if now > before { money } else { nothing }, if now < before { money } else { nothing })
    };
    for (up, down) in typical.windows(2).zip(columns.volume.iter().skip(1)).map(money) {
        flows[0].push(up);
        flows[1].push(down);
    }
    two_sums::<N>([&flows[0], &flows[1]], out, |up, down| {
        let sum = up + down;
        if sum < 1.0 { 0.0 } else { 100.0 * up / sum }
    });
}
