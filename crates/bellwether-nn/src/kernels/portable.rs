//! Any processor: four floats at a time in plain Rust. The twin that the other instruction sets are tested
//! against; a multiply-add is rounded twice here.

use super::simd::Simd;

/// Needs nothing of the processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

type V = [f32; 4];

#[inline(always)]
fn zip(a: V, b: V, f: impl Fn(f32, f32) -> f32) -> V {
    [f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])]
}

// SAFETY of every block below: the pointers are valid for the lanes touched by the contract of the
// trait's method.
impl Simd for Portable {
    type V = V;
    const LANES: usize = 4;
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;
    const TILE_DEPTH: usize = 160;

    #[inline(always)]
    fn splat(self, x: f32) -> V {
        [x; 4]
    }
    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> V {
        unsafe { p.cast::<V>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn load_partial(self, p: *const f32, n: usize) -> V {
        let mut lanes = [0.0; 4];
        unsafe { std::ptr::copy_nonoverlapping(p, lanes.as_mut_ptr(), n) };
        lanes
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32, v: V) {
        unsafe { p.cast::<V>().write_unaligned(v) }
    }
    #[inline(always)]
    unsafe fn store_partial(self, p: *mut f32, v: V, n: usize) {
        unsafe { std::ptr::copy_nonoverlapping(v.as_ptr(), p, n) }
    }
    #[inline(always)]
    fn add(self, a: V, b: V) -> V {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: V, b: V) -> V {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: V, b: V) -> V {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, a: V, b: V) -> V {
        zip(a, b, |a, b| a / b)
    }
    #[inline(always)]
    fn fma(self, a: V, b: V, c: V) -> V {
        self.add(self.mul(a, b), c)
    }
    #[inline(always)]
    fn min(self, a: V, b: V) -> V {
        zip(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn max(self, a: V, b: V) -> V {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn sqrt(self, a: V) -> V {
        a.map(f32::sqrt)
    }
    #[inline(always)]
    fn power_of_two(self, n: V) -> V {
        n.map(|n| f32::from_bits(((n as i32 + 127) as u32) << 23))
    }
    #[inline(always)]
    fn where_positive(self, gate: V, v: V) -> V {
        zip(gate, v, |g, v| if g > 0.0 { v } else { 0.0 })
    }
    #[inline(always)]
    fn where_equal(self, a: V, b: V, v: V) -> V {
        std::array::from_fn(|i| if a[i] == b[i] { v[i] } else { 0.0 })
    }
    #[inline(always)]
    fn flush(self, v: V, limit: f32) -> V {
        v.map(|x| if x.abs() < limit { 0.0 } else { x })
    }
}
