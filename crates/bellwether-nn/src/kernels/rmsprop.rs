//! One step of RMSprop over a whole buffer.

use super::TINY;
use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Constants of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RmsPropStep {
    /// Decay of the mean square.
    pub(crate) rho: f32,
    /// Share of the velocity that stays.
    pub(crate) momentum: f32,
    /// Added to the mean square.
    pub(crate) inside: f32,
    /// Added to its root.
    pub(crate) outside: f32,
    /// Factor of what the velocity takes up.
    pub(crate) take: f32,
    /// Factor of the velocity that the weights take.
    pub(crate) step: f32,
    /// Factor of every gradient (clipping).
    pub(crate) scale: f32,
}

/// `v ← ρ v + (1-ρ) g²`, `u ← μ u + take · g / (√(v + inside) + outside)`, `w ← w - step · u` with `g = scale · grad`.
pub(crate) fn rmsprop(
    isa: Isa,
    step: RmsPropStep,
    w: &mut [f32],
    grad: &[f32],
    u: &mut [f32],
    v: &mut [f32],
) {
    assert!(w.len() == grad.len() && w.len() == u.len() && w.len() == v.len(), "buffers differ in length");
    isa.run(RmsProp { step, w, grad, u, v });
}

struct RmsProp<'a> {
    step: RmsPropStep,
    w: &'a mut [f32],
    grad: &'a [f32],
    u: &'a mut [f32],
    v: &'a mut [f32],
}

impl Kernel for RmsProp<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let RmsPropStep { rho, momentum, inside, outside, take, step, scale } = self.step;
        let (stay, fresh) = (s.splat(rho), s.splat(1.0 - rho));
        let (inside, outside) = (s.splat(inside), s.splat(outside));
        let (momentum, take) = (s.splat(momentum), s.splat(take));
        let (step, scale) = (s.splat(-step), s.splat(scale));
        for (at, n) in pieces::<S>(self.w.len()) {
            // SAFETY: the four buffers have the same length, which the pieces cover.
            unsafe {
                let (pw, pu, pv) =
                    (self.w.as_mut_ptr().add(at), self.u.as_mut_ptr().add(at), self.v.as_mut_ptr().add(at));
                let g = s.mul(load(s, self.grad.as_ptr().add(at), n), scale);
                let v = s.flush(s.fma(load(s, pv, n), stay, s.mul(s.mul(g, g), fresh)), TINY);
                let root = s.add(s.sqrt(s.add(v, inside)), outside);
                let u = s.fma(load(s, pu, n), momentum, s.mul(take, s.div(g, root)));
                let u = s.flush(u, TINY);
                store(s, pv, v, n);
                store(s, pu, u, n);
                store(s, pw, s.fma(step, u, load(s, pw, n)), n);
            }
        }
    }
}
