//! Element-wise maximum, and the way of its derivative.

use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// `y = max(y, x)`; where either is NaN, not finite.
pub(crate) fn maximum(isa: Isa, y: &mut [f32], x: &[f32]) {
    assert!(y.len() == x.len(), "buffers differ in length");
    isa.run(Maximum { y, x });
}

struct Maximum<'a> {
    y: &'a mut [f32],
    x: &'a [f32],
}

impl Kernel for Maximum<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let zero = s.splat(0.0);
        for (at, n) in pieces::<S>(self.y.len()) {
            // SAFETY: both buffers have the length that the pieces cover.
            unsafe {
                let p = self.y.as_mut_ptr().add(at);
                let (y, x) = (load(s, p, n), load(s, self.x.as_ptr().add(at), n));
                // `max` keeps a NaN of its second argument; the product keeps one of the first
                store(s, p, s.fma(y, zero, s.max(y, x)), n);
            }
        }
    }
}

/// `dx = dy` where `x = y`, else zero; what went to `dx` is taken from `dy`, so that of several equal values the
/// first one offered takes all.
pub(crate) fn route_maximum(isa: Isa, x: &[f32], y: &[f32], dy: &mut [f32], dx: &mut [f32]) {
    assert!(x.len() == y.len() && x.len() == dy.len() && x.len() == dx.len(), "buffers differ in length");
    isa.run(Route { x, y, dy, dx });
}

struct Route<'a> {
    x: &'a [f32],
    y: &'a [f32],
    dy: &'a mut [f32],
    dx: &'a mut [f32],
}

impl Kernel for Route<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        for (at, n) in pieces::<S>(self.x.len()) {
            // SAFETY: the four buffers have the length that the pieces cover.
            unsafe {
                let (x, y) = (load(s, self.x.as_ptr().add(at), n), load(s, self.y.as_ptr().add(at), n));
                let p = self.dy.as_mut_ptr().add(at);
                let left = load(s, p, n);
                let taken = s.where_equal(x, y, left);
                store(s, self.dx.as_mut_ptr().add(at), taken, n);
                store(s, p, s.sub(left, taken), n);
            }
        }
    }
}
