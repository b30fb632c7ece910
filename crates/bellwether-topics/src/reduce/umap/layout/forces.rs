//! What one point does to another.

// a call for each pair would cost more than the pair, and nothing would be computed eight at a time
#![allow(clippy::inline_always)]

use std::f32::consts::LN_2;

use crate::reduce::Curve;

/// Pairs computed at once.
pub(in super::super) const LANES: usize = 8;
/// The most that one point moves another along an axis.
const MOST: f32 = 4.0;

/// Other points, axis after axis.
pub(super) type Others<const D: usize> = [[f32; LANES]; D];

/// The curve's constants in single precision.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Forces {
    a: f32,
    b: f32,
}

impl Forces {
    /// Of a curve.
    pub(in super::super) fn new(curve: Curve) -> Self {
        Self { a: curve.a as f32, b: curve.b as f32 }
    }

    /// Adds the pull of the others: `−2ab d^(2b−2) / (1 + a d^2b) · (at − other)`, times `factor`.
    #[inline(always)]
    pub(super) fn pull<const D: usize>(
        self,
        at: &[f32; D],
        others: &Others<D>,
        factor: f32,
        sums: &mut Others<D>,
    ) {
        let (differences, squares) = differences(at, others);
        let mut by = [0.0; LANES];
        for lane in 0..LANES {
            let squared = squares[lane].max(1e-12);
            let power = power(squared, self.b);
            by[lane] = -2.0 * self.a * self.b * power / (squared * (1.0 + self.a * power));
        }
        add(&differences, &by, factor, sums);
    }

    /// Adds the push of the others: `2b / ((0.001 + d²) (1 + a d^2b)) · (at − other)`.
    #[inline(always)]
    pub(super) fn push<const D: usize>(self, at: &[f32; D], others: &Others<D>, sums: &mut Others<D>) {
        let (differences, squares) = differences(at, others);
        let mut by = [0.0; LANES];
        for lane in 0..LANES {
            let power = power(squares[lane].max(1e-12), self.b);
            by[lane] = 2.0 * self.b / ((0.001 + squares[lane]) * (1.0 + self.a * power));
        }
        add(&differences, &by, 1.0, sums);
    }
}

#[inline(always)]
fn differences<const D: usize>(at: &[f32; D], others: &Others<D>) -> (Others<D>, [f32; LANES]) {
    let mut differences = [[0.0; LANES]; D];
    let mut squares = [0.0; LANES];
    for d in 0..D {
        for lane in 0..LANES {
            let difference = at[d] - others[d][lane];
            differences[d][lane] = difference;
            squares[lane] += difference * difference;
        }
    }
    (differences, squares)
}

#[inline(always)]
fn add<const D: usize>(differences: &Others<D>, by: &[f32; LANES], factor: f32, sums: &mut Others<D>) {
    for d in 0..D {
        for lane in 0..LANES {
            let moved = by[lane] * differences[d][lane];
            // comparisons rather than `clamp`, which keeps NaN apart and is not computed eight at a time
            let moved = if moved > MOST { MOST } else { moved };
            let moved = if moved < -MOST { -MOST } else { moved };
            sums[d][lane] += factor * moved;
        }
    }
}

/// `x^b` for `x > 0`, to about 1e-5: `2^(b log₂ x)`, both by polynomials.
#[inline(always)]
fn power(x: f32, b: f32) -> f32 {
    exp2(b * log2(x))
}

/// `log₂ x`: the exponent, and `2/ln 2 · artanh((m − 1) / (m + 1))` of the mantissa, from √½ to √2, by its series.
#[inline(always)]
fn log2(x: f32) -> f32 {
    // exponent such that the mantissa is nearest one
    let bits = x.to_bits().wrapping_sub(0x3f35_04f3) as i32;
    let exponent = bits >> 23;
    let mantissa = f32::from_bits(((bits & 0x007f_ffff) + 0x3f35_04f3) as u32);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let s = t * t;
    let series = 2.885_39 + s * (0.961_796_7 + s * 0.577_078);
    exponent as f32 + t * series
}

/// `2^x` for `x` from −120 to 120: a whole power and a polynomial for the rest, from −½ to ½.
#[inline(always)]
fn exp2(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let x = if x < -120.0 { -120.0 } else { x };
    let x = if x > 120.0 { 120.0 } else { x };
    let shifted = x + ROUND;
    let whole = shifted.to_bits().wrapping_sub(ROUND.to_bits());
    let f = x - (shifted - ROUND);
    let rest =
        1.0 + f * (LN_2 + f * (0.240_226_5 + f * (0.055_504_11 + f * (0.009_618_129 + f * 0.001_333_356))));
    f32::from_bits(rest.to_bits().wrapping_add(whole << 23))
}

#[cfg(test)]
mod tests {
    use super::power;

    #[test]
    fn powers_are_near_the_library_ones() {
        for b in [0.5_f32, 0.79, 1.0, 1.6] {
            for i in -1200..400_i16 {
                let x = 2.0_f32.powf(f32::from(i) / 31.0);
                let expected = f64::from(x).powf(f64::from(b));
                let found = f64::from(power(x, b));
                assert!((found / expected - 1.0).abs() < 2e-5, "{x}^{b}: {found}, {expected}");
            }
        }
    }
}
