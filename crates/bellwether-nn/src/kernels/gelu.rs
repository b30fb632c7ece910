//! Gaussian error linear units (Hendrycks and Gimpel, 2016).

use std::f32::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use super::isa::{Isa, Kernel};
use super::math;
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// How the normal distribution function is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gelu {
    /// `x/2 (1 + erf(x/√2))`.
    Erf,
    /// `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
    Tanh,
}

/// `y = gelu(y)` over `rows` rows of `width` floats that stand `stride` apart.
pub(crate) fn gelu(isa: Isa, form: Gelu, y: &mut [f32], (rows, width, stride): (usize, usize, usize)) {
    assert!(width <= stride, "width {width} > stride {stride}");
    assert!(rows == 0 || (rows - 1) * stride + width <= y.len(), "{rows} rows of {stride} do not fit");
    isa.run(Apply { form, y, rows, width, stride });
}

struct Apply<'a> {
    form: Gelu,
    y: &'a mut [f32],
    rows: usize,
    width: usize,
    stride: usize,
}

impl Kernel for Apply<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let half = s.splat(0.5);
        for row in 0..self.rows {
            for (at, n) in pieces::<S>(self.width) {
                // SAFETY: `gelu` found the piece inside `y`.
                unsafe {
                    let p = self.y.as_mut_ptr().add(row * self.stride + at);
                    let x = load(s, p, n);
                    let t = match self.form {
                        Gelu::Erf => math::erf(s, s.mul(x, s.splat(FRAC_1_SQRT_2))),
                        Gelu::Tanh => {
                            let cube = s.mul(s.mul(x, x), x);
                            let inner = s.fma(s.splat(0.044715), cube, x);
                            math::tanh(s, s.mul(inner, s.splat(FRAC_2_SQRT_PI * FRAC_1_SQRT_2)))
                        }
                    };
                    let x = s.mul(x, half);
                    store(s, p, s.fma(x, t, x), n);
                }
            }
        }
    }
}
