//! Recursive means that start from a simple one, and Wilder's running sum.
//!
//! Steps are taken as `mean + (x - mean) weight`, which holds a constant series exactly.

/// Mean of the first `N` values, then `weight` on each new one. NaN before `N` values.
#[derive(Default)]
struct Seeded<const N: usize> {
    seen: usize,
    mean: f64,
}

impl<const N: usize> Seeded<N> {
    fn push(&mut self, value: f64, weight: f64) -> f64 {
        if self.seen >= N {
            self.mean += (value - self.mean) * weight;
            return self.mean;
        }
        self.seen += 1;
        self.mean += (value - self.mean) / self.seen as f64;
        if self.seen < N { f64::NAN } else { self.mean }
    }
}

/// Exponential mean of span `N`: weight `2 / (N + 1)`.
#[derive(Default)]
pub(super) struct Ema<const N: usize>(Seeded<N>);

impl<const N: usize> Ema<N> {
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value, 2.0 / (N as f64 + 1.0))
    }
}

/// Wilder's mean: weight `1 / N`.
#[derive(Default)]
pub(super) struct Wilder<const N: usize>(Seeded<N>);

impl<const N: usize> Wilder<N> {
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value, 1.0 / N as f64)
    }

    /// The mean as it stands, for a row that brings nothing new. NaN before `N` values.
    pub(super) fn mean(&self) -> f64 {
        if self.0.seen < N { f64::NAN } else { self.0.mean }
    }

    pub(super) fn is_started(&self) -> bool {
        self.0.seen >= N
    }
}

/// Wilder's sum: the first `N - 1` values, then a share `1 / N` of itself less for each new one. NaN before `N` values.
#[derive(Default)]
pub(super) struct WilderSum<const N: usize> {
    seen: usize,
    sum: f64,
}

impl<const N: usize> WilderSum<N> {
    pub(super) fn push(&mut self, value: f64) -> f64 {
        if self.seen + 1 < N {
            self.seen += 1;
            self.sum += value;
            return f64::NAN;
        }
        self.sum += value - self.sum * (1.0 / N as f64);
        self.sum
    }
}
