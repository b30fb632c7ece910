//! Functions of one vector.

use super::simd::Simd;

// Weighted least-squares fit of tanh(x)/x by P(x²)/Q(x²) on [0, 9.1], reweighted towards equal relative error
// (2.3e-8); `tests/reference/numpy/tanh_fit.py` makes the coefficients.
const P: [f32; 5] = [0.999_999_98, 0.133_744_76, 3.487_811_7e-3, 2.048_119_7e-5, 1.317_753_3e-8];
const Q: [f32; 5] = [1.0, 0.467_077_9, 2.584_739_2e-2, 3.272_921_2e-4, 7.704_051e-7];
/// From here on, tanh rounds to 1 in `f32`.
const TANH_LIMIT: f32 = 9.1;

/// Hyperbolic tangent, relative error below 4e-7, never outside [-1, 1]; NaN stays NaN.
#[inline(always)]
pub(super) fn tanh<S: Simd>(s: S, x: S::V) -> S::V {
    let x = s.max(s.splat(-TANH_LIMIT), s.min(s.splat(TANH_LIMIT), x));
    let z = s.mul(x, x);
    let mut p = s.splat(P[4]);
    let mut q = s.splat(Q[4]);
    for k in (0..4).rev() {
        p = s.fma(p, z, s.splat(P[k]));
        q = s.fma(q, z, s.splat(Q[k]));
    }
    let y = s.div(s.mul(p, x), q);
    s.max(s.splat(-1.0), s.min(s.splat(1.0), y))
}

/// Logistic function `1 / (1 + e^-x)` from the tangent: absolute error below 2e-7, never outside [0, 1].
#[inline(always)]
pub(super) fn sigmoid<S: Simd>(s: S, x: S::V) -> S::V {
    let half = s.splat(0.5);
    s.fma(tanh(s, s.mul(x, half)), half, half)
}

/// `max(x, 0)`; NaN stays NaN.
#[inline(always)]
pub(super) fn relu<S: Simd>(s: S, x: S::V) -> S::V {
    s.max(s.splat(0.0), x)
}
