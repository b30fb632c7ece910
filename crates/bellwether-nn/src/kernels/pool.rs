//! Greatest value of the pixels of a pool, and the way of its derivative.

use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// The pixels of one pool: `down` lines of `across` pixels of `len` floats, which stand side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pool {
    pub(crate) down: usize,
    pub(crate) across: usize,
    /// Floats of a pixel.
    pub(crate) len: usize,
    /// Floats between lines.
    pub(crate) line: usize,
}

impl Pool {
    fn check(&self, input: usize) {
        assert!(self.down > 0 && self.across > 0, "an empty pool");
        let need = (self.down - 1) * self.line + self.across * self.len;
        assert!(need <= input, "the input is shorter than {need}");
    }
}

/// `y` = the greatest of the pixels of the pool at the start of `x`; where one is NaN, not finite.
pub(crate) fn maximum(isa: Isa, pool: Pool, x: &[f32], y: &mut [f32]) {
    pool.check(x.len());
    assert!(y.len() == pool.len, "a pixel of {} floats for {}", y.len(), pool.len);
    isa.run(Maximum { pool, x, y });
}

struct Maximum<'a> {
    pool: Pool,
    x: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for Maximum<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Pool { down, across, len, line } = self.pool;
        let zero = s.splat(0.0);
        for (at, n) in pieces::<S>(len) {
            // SAFETY: `Pool::check` found every pixel inside `x`, and `y` holds one.
            unsafe {
                let x = self.x.as_ptr().add(at);
                let mut y = load(s, x, n);
                for k in 1..down * across {
                    let x = load(s, x.add(k / across * line + k % across * len), n);
                    // `max` keeps a NaN of its second argument; the product keeps one of the first
                    y = s.fma(y, zero, s.max(y, x));
                }
                store(s, self.y.as_mut_ptr().add(at), y, n);
            }
        }
    }
}

/// `dx = dy` at the first pixel of the pool where `x = y`, else zero; with the pools at the starts of `x` and `dx`.
pub(crate) fn route_maximum(isa: Isa, pool: Pool, x: &[f32], y: &[f32], dy: &[f32], dx: &mut [f32]) {
    pool.check(x.len().min(dx.len()));
    assert!(y.len() == pool.len && dy.len() == pool.len, "pixels of another size than {}", pool.len);
    isa.run(Route { pool, x, y, dy, dx });
}

struct Route<'a> {
    pool: Pool,
    x: &'a [f32],
    y: &'a [f32],
    dy: &'a [f32],
    dx: &'a mut [f32],
}

impl Kernel for Route<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Pool { down, across, len, line } = self.pool;
        for (at, n) in pieces::<S>(len) {
            // SAFETY: `Pool::check` found every pixel inside `x` and `dx`, and `y` and `dy` hold one.
            unsafe {
                let y = load(s, self.y.as_ptr().add(at), n);
                let mut left = load(s, self.dy.as_ptr().add(at), n);
                for k in 0..down * across {
                    let place = k / across * line + k % across * len + at;
                    let taken = s.where_equal(load(s, self.x.as_ptr().add(place), n), y, left);
                    store(s, self.dx.as_mut_ptr().add(place), taken, n);
                    left = s.sub(left, taken);
                }
            }
        }
    }
}
