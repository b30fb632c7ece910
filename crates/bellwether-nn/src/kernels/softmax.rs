//! Softmax of each row.

use super::isa::{Isa, Kernel};
use super::math;
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// `x_j = e^(scale x_j) / Σ_k e^(scale x_k)` in each of `rows` rows of `width` floats that stand `stride` apart.
/// `scale > 0`.
pub(crate) fn softmax(isa: Isa, x: &mut [f32], (rows, width, stride): (usize, usize, usize), scale: f32) {
    assert!(0 < width && width <= stride, "width {width}, stride {stride}");
    assert!(rows == 0 || (rows - 1) * stride + width <= x.len(), "{rows} rows of {stride} do not fit");
    isa.run(Softmax { x, rows, width, stride, scale });
}

struct Softmax<'a> {
    x: &'a mut [f32],
    rows: usize,
    width: usize,
    stride: usize,
    scale: f32,
}

impl Kernel for Softmax<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Softmax { x, rows, width, stride, scale } = self;
        for row in x.chunks_mut(stride).take(rows) {
            let greatest = row[..width].iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
            let (scale, shift) = (s.splat(scale), s.splat(-greatest * scale));
            let mut sum = 0.0;
            let mut sums = s.splat(0.0);
            for (at, n) in pieces::<S>(width) {
                // SAFETY: the piece lies inside the row.
                unsafe {
                    let p = row.as_mut_ptr().add(at);
                    let y = math::exp(s, s.fma(load(s, p, n), scale, shift));
                    store(s, p, y, n);
                    if n == S::LANES {
                        sums = s.add(sums, y);
                    }
                }
            }
            // the lanes behind the end of the row hold e^shift, not zero
            let whole = width / S::LANES * S::LANES;
            for &y in &row[whole..width] {
                sum += y;
            }
            let share = s.splat(1.0 / (sum + s.sum(sums)));
            for (at, n) in pieces::<S>(width) {
                // SAFETY: the piece lies inside the row.
                unsafe {
                    let p = row.as_mut_ptr().add(at);
                    store(s, p, s.mul(load(s, p, n), share), n);
                }
            }
        }
    }
}
