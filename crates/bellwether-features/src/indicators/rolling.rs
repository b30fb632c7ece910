//! Rolling mean and standard deviation, each window summed afresh.
//!
//! A running sum would be quicker by a small factor, but what it adds and later subtracts leaves its rounding error
//! behind, and a NaN or a huge value never leaves at all. Here an output is a function of the values in its window and
//! of nothing else. Deviations are taken from the window's oldest value first, so that a constant window has exactly
//! that mean and a deviation of exactly zero, and a small spread about a large level keeps its digits.
//!
//! Eight windows are summed side by side, each in its own order, so that the compiler can use vector registers and
//! every output has the same bits wherever it stands in the series.

const LANES: usize = 8;

/// Mean and sample variance (divisor `W - 1`) of one window.
#[derive(Clone, Copy)]
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

/// `of(moments)` for every window of `W` values; NaN for the first `W - 1` rows and where the window holds a NaN.
pub(super) fn rolling<const W: usize>(values: &[f64], of: impl Fn(Moments) -> f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; values.len()];
    let Some(windows) = (values.len() + 1).checked_sub(W) else { return out };
    let mut first = 0;
    while first + LANES <= windows {
        let moments = moments::<W, LANES>(&values[first..]);
        for (lane, m) in moments.into_iter().enumerate() {
            out[first + lane + W - 1] = of(m);
        }
        first += LANES;
    }
    for first in first..windows {
        let [m] = moments::<W, 1>(&values[first..]);
        out[first + W - 1] = of(m);
    }
    out
}

/// Moments of the `N` windows that start at `values[0]`, `values[1]`, …
#[expect(clippy::inline_always, reason = "inlined, a mean alone leaves the variance out: twice as fast")]
#[inline(always)]
fn moments<const W: usize, const N: usize>(values: &[f64]) -> [Moments; N] {
    let values = &values[..W + N - 1];
    let mut sum = [0.0; N];
    for k in 0..W {
        for lane in 0..N {
            sum[lane] += values[lane + k] - values[lane];
        }
    }
    let mut out = [Moments { mean: 0.0, variance: 0.0 }; N];
    for lane in 0..N {
        out[lane].mean = values[lane] + sum[lane] / W as f64;
    }
    for k in 0..W {
        for lane in 0..N {
            let deviation = values[lane + k] - out[lane].mean;
            out[lane].variance += deviation * deviation;
        }
    }
    for m in &mut out {
        m.variance /= (W - 1) as f64;
    }
    out
}
