//! One step of Adam over a whole buffer.

use super::TINY;
use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Constants of one step; `step` and `epsilon` carry the bias corrections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdamStep {
    /// Decay of the mean.
    pub(crate) beta1: f32,
    /// Decay of the mean square.
    pub(crate) beta2: f32,
    /// Factor of `m / (√v + epsilon)`.
    pub(crate) step: f32,
    /// Added to `√v`.
    pub(crate) epsilon: f32,
    /// Factor of every gradient (clipping).
    pub(crate) scale: f32,
    /// Factor of every weight before the step (decay).
    pub(crate) keep: f32,
}

/// `m ← β1 m + (1-β1) g`, `v ← β2 v + (1-β2) g²`, `w ← keep · w - step · m / (√v + ε)` with `g = scale · grad`.
pub(crate) fn adam(isa: Isa, step: AdamStep, w: &mut [f32], grad: &[f32], m: &mut [f32], v: &mut [f32]) {
    assert!(w.len() == grad.len() && w.len() == m.len() && w.len() == v.len(), "buffers differ in length");
    isa.run(Adam { step, w, grad, m, v });
}

struct Adam<'a> {
    step: AdamStep,
    w: &'a mut [f32],
    grad: &'a [f32],
    m: &'a mut [f32],
    v: &'a mut [f32],
}

impl Kernel for Adam<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let AdamStep { beta1, beta2, step, epsilon, scale, keep } = self.step;
        let (b1, c1) = (s.splat(beta1), s.splat(1.0 - beta1));
        let (b2, c2) = (s.splat(beta2), s.splat(1.0 - beta2));
        let (step, epsilon, scale) = (s.splat(-step), s.splat(epsilon), s.splat(scale));
        let keep = s.splat(keep);
        for (at, n) in pieces::<S>(self.w.len()) {
            // SAFETY: the four buffers have the same length, which the pieces cover.
            unsafe {
                let (pw, pm, pv) =
                    (self.w.as_mut_ptr().add(at), self.m.as_mut_ptr().add(at), self.v.as_mut_ptr().add(at));
                let g = s.mul(load(s, self.grad.as_ptr().add(at), n), scale);
                let m = s.flush(s.fma(load(s, pm, n), b1, s.mul(g, c1)), TINY);
                let v = s.flush(s.fma(load(s, pv, n), b2, s.mul(s.mul(g, g), c2)), TINY);
                let w = s.mul(load(s, pw, n), keep);
                let w = s.fma(step, s.div(m, s.add(s.sqrt(v), epsilon)), w);
                store(s, pm, m, n);
                store(s, pv, v, n);
                store(s, pw, w, n);
            }
        }
    }
}
