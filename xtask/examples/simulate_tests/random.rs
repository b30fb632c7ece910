//! Named streams of normal draws.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of its own for each world of each scenario.
pub(crate) struct Random(pub(crate) ChaCha8Rng);

impl Random {
    pub(crate) fn named(test: &str, setting: &str, planted: bool, world: u64) -> Self {
        let text = [test, setting, if planted { "planted" } else { "null" }].join("/");
        // FNV-1a: the same on every machine
        let name = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let mut rng = ChaCha8Rng::seed_from_u64(name);
        rng.set_stream(world);
        Self(rng)
    }

    /// In [0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    pub(crate) fn normals(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.normal()).collect()
    }

    /// `x_t = carried x_{t−1} + noise`, from its long-run distribution.
    pub(crate) fn autoregressive(&mut self, n: usize, carried: f64) -> Vec<f64> {
        let mut last = self.normal() / (1.0 - carried * carried).sqrt();
        (0..n)
            .map(|_| {
                last = carried * last + self.normal();
                last
            })
            .collect()
    }

    /// Sums of `h` neighbouring normals: errors of a perfect forecast `h` rows ahead.
    pub(crate) fn overlapping(&mut self, n: usize, h: usize) -> Vec<f64> {
        self.normals(n + h - 1).windows(h).map(|w| w.iter().sum()).collect()
    }
}
