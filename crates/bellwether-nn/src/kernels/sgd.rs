//! One step of gradient descent with momentum over a whole buffer.

use super::TINY;
use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Constants of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SgdStep {
    /// Share of the velocity that stays.
    pub(crate) momentum: f32,
    /// Whether the step looks ahead.
    pub(crate) nesterov: bool,
    /// Factor of the gradients that the velocity takes up.
    pub(crate) take: f32,
    /// Factor of the velocity that the weights take.
    pub(crate) step: f32,
    /// Factor of every gradient (clipping).
    pub(crate) scale: f32,
}

/// `u ← μ u + take · g`, `w ← w - step · u` with `g = scale · grad`; looking ahead `w ← w - step (μ u + take · g)`.
pub(crate) fn sgd(isa: Isa, step: SgdStep, w: &mut [f32], grad: &[f32], u: &mut [f32]) {
    assert!(w.len() == grad.len() && w.len() == u.len(), "buffers differ in length");
    isa.run(Sgd { step, w, grad, u });
}

struct Sgd<'a> {
    step: SgdStep,
    w: &'a mut [f32],
    grad: &'a [f32],
    u: &'a mut [f32],
}

impl Kernel for Sgd<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let SgdStep { momentum, nesterov, take, step, scale } = self.step;
        let (momentum, take, step) = (s.splat(momentum), s.splat(take * scale), s.splat(-step));
        for (at, n) in pieces::<S>(self.w.len()) {
            // SAFETY: the three buffers have the same length, which the pieces cover.
            unsafe {
                let (pw, pu) = (self.w.as_mut_ptr().add(at), self.u.as_mut_ptr().add(at));
                let g = s.mul(load(s, self.grad.as_ptr().add(at), n), take);
                let u = s.flush(s.fma(load(s, pu, n), momentum, g), TINY);
                let along = if nesterov { s.fma(u, momentum, g) } else { u };
                store(s, pu, u, n);
                store(s, pw, s.fma(step, along, load(s, pw, n)), n);
            }
        }
    }
}
