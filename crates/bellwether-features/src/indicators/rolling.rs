//! Rolling statistics that have no sums in common, each window worked out afresh.
//!
//! Eight windows are summed side by side, each in its own order, so that the compiler can use vector registers and
//! every output has the same bits wherever it stands in the series. Deviations are taken from the window's oldest value
//! first, so that a constant window has exactly that mean and a deviation of exactly zero.

const LANES: usize = 8;

/// Mean and mean absolute deviation from it, of a window that ends with `last`.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) last: f64,
    pub(super) mean: f64,
    pub(super) deviation: f64,
}

/// `of(spread)` of every window of `W` values; NaN for the rows before the first.
pub(super) fn spreads<const W: usize>(values: &[f64], out: &mut [f64], of: impl Fn(Spread) -> f64) {
    let rows = out.len();
    out[..rows.min(W - 1)].fill(f64::NAN);
    let Some(windows) = (rows + 1).checked_sub(W) else { return };
    let mut first = 0;
    while first + LANES <= windows {
        let lanes = spread::<W, LANES>(&values[first..]);
        for (lane, s) in lanes.into_iter().enumerate() {
            out[first + lane + W - 1] = of(s);
        }
        first += LANES;
    }
    for first in first..windows {
        let [s] = spread::<W, 1>(&values[first..]);
        out[first + W - 1] = of(s);
    }
}

/// The spreads of the `N` windows that start at `values[0]`, `values[1]`, …
fn spread<const W: usize, const N: usize>(values: &[f64]) -> [Spread; N] {
    let values = &values[..W + N - 1];
    let mut sum = [0.0; N];
    for k in 0..W {
        for lane in 0..N {
            sum[lane] += values[lane + k] - values[lane];
        }
    }
    let mean: [f64; N] = std::array::from_fn(|lane| values[lane] + sum[lane] / W as f64);
    let mut sum = [0.0; N];
    for k in 0..W {
        for lane in 0..N {
            sum[lane] += (values[lane + k] - mean[lane]).abs();
        }
    }
    std::array::from_fn(|lane| Spread {
        last: values[lane + W - 1],
        mean: mean[lane],
        deviation: sum[lane] / W as f64,
    })
}
