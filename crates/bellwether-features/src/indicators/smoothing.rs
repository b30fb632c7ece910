//! Recursive means that start from a simple one, and Wilder's running sum.

/// Rows that stay in the nearest cache from one pass over them to the next.
pub(super) const CHUNK: usize = 512;

/// Steps that are taken from one mean.
const STEPS: usize = 8;

/// Runs of steps side by side.
const LANES: usize = 4;

/// Mean of the first `N` values, then `weight` on each new one. NaN before `N` values.
///
/// A step is `mean keep + x weight`, `keep = 1 - weight`. Each waits for the one before, which is all the time that it
/// takes; so a run of eight is computed from the mean before it: `keep^k` of that mean, and what the run's own values
/// have added up to, `added keep + x weight`, which needs no mean. Runs are counted from the `N`-th value on.
struct Seeded<const N: usize> {
    weight: f64,
    /// `keep^1` to `keep^8`.
    powers: [f64; STEPS],
    seen: usize,
    mean: f64,
    /// The mean before the run.
    anchor: f64,
    /// Steps of the run, and what they have added.
    step: usize,
    added: f64,
}

impl<const N: usize> Seeded<N> {
    const fn new(weight: f64) -> Self {
        let mut powers = [1.0 - weight; STEPS];
        let mut k = 1;
        while k < STEPS {
            powers[k] = powers[k - 1] * powers[0];
            k += 1;
        }
        Self { weight, powers, seen: 0, mean: 0.0, anchor: 0.0, step: 0, added: 0.0 }
    }

    #[inline]
    fn push(&mut self, value: f64) -> f64 {
        if self.seen >= N {
            let new = value * self.weight;
            self.added = if self.step == 0 { new } else { self.added * self.powers[0] + new };
            self.mean = self.anchor * self.powers[self.step] + self.added;
            self.step += 1;
            if self.step == STEPS {
                (self.anchor, self.step) = (self.mean, 0);
            }
            return self.mean;
        }
        self.seen += 1;
        self.mean += (value - self.mean) / self.seen as f64;
        self.anchor = self.mean;
        if self.seen < N { f64::NAN } else { self.mean }
    }

    /// What [`Self::push`] makes of each value.
    fn run(&mut self, values: &[f64], out: &mut [f64]) {
        let mut rest = values.iter().zip(out.iter_mut());
        while self.seen < N || self.step > 0 {
            let Some((&value, out)) = rest.next() else { return };
            *out = self.push(value);
        }
        let first = values.len() - rest.len();
        let (values, out) = (&values[first..], &mut out[first..]);
        let groups = values.as_chunks().0.as_chunks().0;
        for (values, out) in groups.iter().zip(out.as_chunks_mut().0.as_chunks_mut().0) {
            self.runs(values, out);
        }
        let first = groups.len() * LANES * STEPS;
        for (&value, out) in values[first..].iter().zip(&mut out[first..]) {
            *out = self.push(value);
        }
    }

    #[inline]
    fn runs(&mut self, values: &[[f64; STEPS]; LANES], out: &mut [[f64; STEPS]; LANES]) {
        let mut added = [[0.0; LANES]; STEPS];
        add_up(values, self.weight, self.powers[0], &mut added);
        for (l, run) in out.iter_mut().enumerate() {
            for (k, mean) in run.iter_mut().enumerate() {
                *mean = self.anchor * self.powers[k] + added[k][l];
            }
            self.anchor = self.anchor * self.powers[STEPS - 1] + added[STEPS - 1][l];
        }
        self.mean = self.anchor;
    }
}

/// What each run has added after each of its steps.
#[inline(never)] // kept in memory by step, the runs of a step share vector registers
fn add_up(runs: &[[f64; STEPS]; LANES], weight: f64, keep: f64, added: &mut [[f64; LANES]; STEPS]) {
    let mut sum: [f64; LANES] = std::array::from_fn(|l| runs[l][0] * weight);
    added[0] = sum;
    for k in 1..STEPS {
        sum = std::array::from_fn(|l| sum[l] * keep + runs[l][k] * weight);
        added[k] = sum;
    }
}

/// Exponential mean of span `N`: weight `2 / (N + 1)`.
pub(super) struct Ema<const N: usize>(Seeded<N>);

impl<const N: usize> Ema<N> {
    pub(super) const fn new() -> Self {
        Self(Seeded::new(2.0 / (N as f64 + 1.0)))
    }

    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value)
    }

    /// As [`Self::push`] of each value.
    pub(super) fn run(&mut self, values: &[f64], out: &mut [f64]) {
        self.0.run(values, out);
    }
}

/// Wilder's mean: weight `1 / N`.
pub(super) struct Wilder<const N: usize>(Seeded<N>);

impl<const N: usize> Wilder<N> {
    pub(super) const fn new() -> Self {
        Self(Seeded::new(1.0 / N as f64))
    }

    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.0.push(value)
    }

    /// As [`Self::push`] of each value.
    pub(super) fn run(&mut self, values: &[f64], out: &mut [f64]) {
        self.0.run(values, out);
    }

    /// The mean as it stands, for a row that brings nothing new. NaN before `N` values.
    #[inline]
    pub(super) fn mean(&self) -> f64 {
        if self.is_started() { self.0.mean } else { f64::NAN }
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
