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

/// `1 / k!`, the Taylor series of e^r: on |r| ≤ ln 2 / 2 its next term is below 6e-9.
const INVERSE_FACTORIALS: [f32; 8] =
    [1.0, 1.0, 0.5, 0.16666667, 0.041666668, 0.008333334, 0.0013888889, 0.0001984127];
/// ln 2 in two parts, of which the first has few bits, so that its small multiples are exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// Adding and taking away 1.5 · 2^23 rounds to a whole number.
const ROUND: f32 = 12_582_912.0;

/// e^x, relative error below 3e-7. Outside [-87, 88] it is that of the bound, so that nothing is subnormal or infinite;
/// NaN stays NaN.
#[inline(always)]
pub(super) fn exp<S: Simd>(s: S, x: S::V) -> S::V {
    let x = s.max(s.splat(-87.0), s.min(s.splat(88.0), x));
    let n = s.fma(x, s.splat(std::f32::consts::LOG2_E), s.splat(ROUND));
    let n = s.sub(n, s.splat(ROUND));
    let r = s.fma(n, s.splat(-LN_2[0]), x);
    let r = s.fma(n, s.splat(-LN_2[1]), r);
    let mut y = s.splat(INVERSE_FACTORIALS[7]);
    for k in (0..7).rev() {
        y = s.fma(y, r, s.splat(INVERSE_FACTORIALS[k]));
    }
    s.mul(y, s.power_of_two(n))
}

// As `P` and `Q`, for erf(x)/x on [0, 4], 2.5e-8; `tests/reference/numpy/erf_fit.py` makes them.
#[allow(clippy::approx_constant, reason = "a coefficient that was fitted, near 2 / √π as it must be")]
const ERF_P: [f32; 6] = [1.1283791, 0.19354567, 0.053101826, 0.0038833711, 0.0002845667, 1.9867796e-6];
const ERF_Q: [f32; 6] = [1.0, 0.50485796, 0.115350254, 0.015207305, 0.0011855781, 3.7420188e-5];
/// From here on, erf rounds to 1 in `f32`.
const ERF_LIMIT: f32 = 4.0;

/// Error function `2/√π ∫₀ˣ e^(-t²) dt`, absolute error below 5e-7, never outside [-1, 1]; NaN stays NaN.
#[inline(always)]
pub(super) fn erf<S: Simd>(s: S, x: S::V) -> S::V {
    let x = s.max(s.splat(-ERF_LIMIT), s.min(s.splat(ERF_LIMIT), x));
    let z = s.mul(x, x);
    let mut p = s.splat(ERF_P[5]);
    let mut q = s.splat(ERF_Q[5]);
    for k in (0..5).rev() {
        p = s.fma(p, z, s.splat(ERF_P[k]));
        q = s.fma(q, z, s.splat(ERF_Q[k]));
    }
    let y = s.div(s.mul(p, x), q);
    s.max(s.splat(-1.0), s.min(s.splat(1.0), y))
}
