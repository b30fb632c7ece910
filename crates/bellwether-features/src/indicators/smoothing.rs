//! Recursive means that start from a simple one, and Wilder's running sum.

/// Mean of the first `N` values, then `weight` on each new one. NaN before `N` values.
///
/// A step is `mean keep + x weight`, `keep = 1 - weight`. Each waits for the one before, which is all the time that it
/// takes; so every second mean is computed from the one two before, `mean keep² + (x' weight keep + x weight)`, and the
/// one in between on the way.
#[derive(Default)]
struct Seeded<const N: usize> {
    seen: usize,
    mean: f64,
    /// The mean of an even number of steps.
    anchor: f64,
    /// What the step in between added; `None` on an anchor.
    between: Option<f64>,
}

impl<const N: usize> Seeded<N> {
    #[inline]
    fn push(&mut self, value: f64, weight: f64) -> f64 {
        if self.seen >= N {
            let (keep, new) = (1.0 - weight, value * weight);
            if let Some(before) = self.between.take() {
                self.anchor = self.anchor * (keep * keep) + (before * keep + new);
                self.mean = self.anchor;
            } else {
                self.mean = self.anchor * keep + new;
                self.between = Some(new);
            }
            return self.mean;
        }
        self.seen += 1;
        self.mean += (value - self.mean) / self.seen as f64;
        self.anchor = self.mean;
        if self.seen < N { f64::NAN } else { self.mean }
    }
}

/// Exponential mean of span `N`: weight `2 / (N + 1)`.
#[derive(Default)]
pub(super) struct Ema<const N: usize>(Seeded<N>);

impl<const N: usize> Ema<N> {
    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value, 2.0 / (N as f64 + 1.0))
    }
}

/// Wilder's mean: weight `1 / N`.
#[derive(Default)]
pub(super) struct Wilder<const N: usize>(Seeded<N>);

impl<const N: usize> Wilder<N> {
    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value, 1.0 / N as f64)
    }

    /// The mean as it stands, for a row that brings nothing new. NaN before `N` values.
    #[inline]
    pub(super) fn mean(&self) -> f64 {
        if self.0.seen < N { f64::NAN } else { self.0.mean }
    }

    #[inline]
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
    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        if self.seen + 1 < N {
            self.seen += 1;
            self.sum += value;
            return f64::NAN;
        }
        self.sum = self.sum * (1.0 - 1.0 / N as f64) + value;
        self.sum
    }
}
