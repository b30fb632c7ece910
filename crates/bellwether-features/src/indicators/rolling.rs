//! Rolling statistics, each window summed afresh.
//!
//! A running sum would be quicker by a small factor, but what it adds and later subtracts leaves its rounding error
//! behind, and a NaN or a huge value never leaves at all. Here an output is a function of the values in its window and
//! of nothing else. Deviations are taken from the window's oldest value first, so that a constant window has exactly
//! that mean and a deviation of exactly zero, and a small spread about a large level keeps its digits.
//!
//! Eight windows are summed side by side, each in its own order, so that the compiler can use vector registers and
//! every output has the same bits wherever it stands in the series.

const LANES: usize = 8;

/// A statistic of `WIDTH` values.
pub(super) trait Statistic {
    const WIDTH: usize;
    type Value: Copy;

    /// The statistic of the `N` windows that start at `values[0]`, `values[1]`, …
    fn lanes<const N: usize>(values: &[f64]) -> [Self::Value; N];
}

/// `of(statistic)` for every window; NaN for the rows before the first.
pub(super) fn windows<S: Statistic>(values: &[f64], of: impl Fn(S::Value) -> f64) -> Vec<f64> {
    let width = S::WIDTH;
    let mut out = vec![f64::NAN; values.len()];
    let Some(windows) = (values.len() + 1).checked_sub(width) else { return out };
    let mut first = 0;
    while first + LANES <= windows {
        let lanes = S::lanes::<LANES>(&values[first..]);
        for (lane, m) in lanes.into_iter().enumerate() {
            out[first + lane + width - 1] = of(m);
        }
        first += LANES;
    }
    for first in first..windows {
        let [m] = S::lanes::<1>(&values[first..]);
        out[first + width - 1] = of(m);
    }
    out
}

/// `of(moments)` for every window of `W` values; NaN for the first `W - 1` rows and where the window holds a NaN.
pub(super) fn rolling<const W: usize>(values: &[f64], of: impl Fn(Moments) -> f64) -> Vec<f64> {
    windows::<SampleMoments<W>>(values, of)
}

/// The mean of every window of `W` values; NaN for the first `W - 1` rows and where the window holds a NaN.
pub(super) fn mean<const W: usize>(values: &[f64]) -> Vec<f64> {
    rolling::<W>(values, |m| m.mean)
}

/// Mean and sample variance (divisor `W - 1`) of one window.
#[derive(Clone, Copy)]
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

struct SampleMoments<const W: usize>;

impl<const W: usize> Statistic for SampleMoments<W> {
    const WIDTH: usize = W;
    type Value = Moments;

    #[expect(clippy::inline_always, reason = "inlined, a mean alone leaves the variance out: twice as fast")]
    #[inline(always)]
    fn lanes<const N: usize>(values: &[f64]) -> [Moments; N] {
        let values = &values[..W + N - 1];
        let mean = means::<W, N>(values);
        let mut out = mean.map(|mean| Moments { mean, variance: 0.0 });
        for k in 0..W {
            for lane in 0..N {
                let deviation = values[lane + k] - mean[lane];
                out[lane].variance += deviation * deviation;
            }
        }
        for m in &mut out {
            m.variance /= (W - 1) as f64;
        }
        out
    }
}

/// Mean and mean absolute deviation from it.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) last: f64,
    pub(super) mean: f64,
    pub(super) deviation: f64,
}

/// [`Spread`] of `W` values.
pub(super) struct MeanDeviation<const W: usize>;

impl<const W: usize> Statistic for MeanDeviation<W> {
    const WIDTH: usize = W;
    type Value = Spread;

    fn lanes<const N: usize>(values: &[f64]) -> [Spread; N] {
        let values = &values[..W + N - 1];
        let mean = means::<W, N>(values);
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
}

/// Mean with weights 1 for the oldest to `W` for the newest value.
pub(super) struct LinearlyWeighted<const W: usize>;

impl<const W: usize> Statistic for LinearlyWeighted<W> {
    const WIDTH: usize = W;
    type Value = f64;

    fn lanes<const N: usize>(values: &[f64]) -> [f64; N] {
        let values = &values[..W + N - 1];
        let mut sum = [0.0; N];
        for k in 0..W {
            for lane in 0..N {
                sum[lane] += (values[lane + k] - values[lane]) * (k + 1) as f64;
            }
        }
        std::array::from_fn(|lane| values[lane] + sum[lane] / (W * (W + 1) / 2) as f64)
    }
}

/// Puts the largest of the `W` values from each on in its place; the last `W - 1` are left without meaning. None may
/// be NaN.
///
/// Windows of 1, 2, 4, … rows are joined two by two until they are `W` wide.
pub(super) fn largest_from<const W: usize>(values: &mut [f64]) {
    let mut width = 1;
    while width < W {
        let step = width.min(W - width);
        let mut first = 0;
        while first + step + LANES <= values.len() {
            join::<LANES>(&mut values[first..], step);
            first += LANES;
        }
        for first in first..values.len().saturating_sub(step) {
            join::<1>(&mut values[first..], step);
        }
        width += step;
    }
}

fn join<const N: usize>(values: &mut [f64], step: usize) {
    let later: [f64; N] = std::array::from_fn(|lane| values[step + lane]);
    for lane in 0..N {
        values[lane] = if later[lane] > values[lane] { later[lane] } else { values[lane] };
    }
}

#[expect(clippy::inline_always, reason = "part of the kernels above, which are unrolled")]
#[inline(always)]
fn means<const W: usize, const N: usize>(values: &[f64]) -> [f64; N] {
    let mut sum = [0.0; N];
    for k in 0..W {
        for lane in 0..N {
            sum[lane] += values[lane + k] - values[lane];
        }
    }
    std::array::from_fn(|lane| values[lane] + sum[lane] / W as f64)
}
