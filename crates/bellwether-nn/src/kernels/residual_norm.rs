//! A sum of two rows, normalised.

use super::isa::{Isa, Kernel};
use super::norm::Extent;
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Ones: a partial load of them masks the lanes behind the end of a row.
const ONES: [f32; 16] = [1.0; 16];

/// `x = (s - mean) / √(variance + epsilon) · gain + offset`, `s = x + residual`, mean and variance of each row.
pub(crate) struct ResidualNorm<'a> {
    pub(crate) extent: Extent,
    pub(crate) epsilon: f32,
    pub(crate) x: &'a mut [f32],
    pub(crate) residual: &'a [f32],
    pub(crate) gain: &'a [f32],
    pub(crate) offset: &'a [f32],
}

impl ResidualNorm<'_> {
    /// Computes it.
    pub(crate) fn run(self, isa: Isa) {
        self.extent.check(&[self.x.len(), self.residual.len()], &[self.gain.len(), self.offset.len()]);
        isa.run(self);
    }
}

impl Kernel for ResidualNorm<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        for row in 0..rows {
            // SAFETY: `Extent::check` found the row inside `x` and `residual`, and its width inside the vectors.
            unsafe {
                let x = self.x.as_mut_ptr().add(row * stride);
                let residual = self.residual.as_ptr().add(row * stride);
                let mut sum = s.splat(0.0);
                for (at, n) in pieces::<S>(width) {
                    let y = s.add(load(s, x.add(at), n), load(s, residual.add(at), n));
                    store(s, x.add(at), y, n);
                    sum = s.add(sum, y);
                }
                let mean = s.splat(s.sum(sum) / width as f32);
                let mut square = s.splat(0.0);
                for (at, n) in pieces::<S>(width) {
                    let d = s.mul(s.sub(load(s, x.add(at), n), mean), load(s, ONES.as_ptr(), n));
                    square = s.fma(d, d, square);
                }
                let scale = s.splat(1.0 / (s.sum(square) / width as f32 + self.epsilon).sqrt());
                for (at, n) in pieces::<S>(width) {
                    let d = s.mul(s.sub(load(s, x.add(at), n), mean), scale);
                    let gain = load(s, self.gain.as_ptr().add(at), n);
                    store(s, x.add(at), s.fma(d, gain, load(s, self.offset.as_ptr().add(at), n)), n);
                }
            }
        }
    }
}
