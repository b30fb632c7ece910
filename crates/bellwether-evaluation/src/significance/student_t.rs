//! Tail of Student's t distribution.

use statrs::function::beta::beta_reg;

/// `P(|T| > |t|)` for `T` of Student's distribution with `degrees` > 0 degrees of freedom.
///
/// The incomplete beta integral is taken from the end at which its argument is small, so that neither tail
/// nor centre loses digits: `I_x(ν/2, ½)` with `x = ν/(ν + t²)` far out, `1 - I_{1-x}(½, ν/2)` near zero.
pub(super) fn two_sided_p(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    if square > degrees {
        beta_reg(degrees / 2.0, 0.5, degrees / (degrees + square))
    } else {
        1.0 - beta_reg(0.5, degrees / 2.0, square / (degrees + square))
    }
}

/// The `t` with `P(|T| > t) = p`, for `p` in (0, 1): by halving, to the last bit but a few.
pub(crate) fn critical(p: f64, degrees: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while two_sided_p(high, degrees) > p && high < f64::MAX / 2.0 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if two_sided_p(middle, degrees) > p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// `P(T < t)`.
pub(super) fn lower_p(t: f64, degrees: f64) -> f64 {
    let tail = 0.5 * two_sided_p(t, degrees);
    if t < 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With one degree of freedom (Cauchy) and with two, the distribution function is elementary.
    #[test]
    fn agrees_with_the_closed_forms() {
        for t in [-40.0_f64, -3.0, -1.0, -1e-3, -1e-9, 0.0, 1e-9, 1e-6, 0.2, 1.0, 2.5, 30.0, 1e4] {
            let cauchy = 1.0 - 2.0 / std::f64::consts::PI * t.abs().atan();
            assert!((two_sided_p(t, 1.0) - cauchy).abs() < 1e-14, "t = {t}, 1 degree");
            let two = 0.5 + t / (2.0 * (2.0 + t * t).sqrt());
            assert!((lower_p(t, 2.0) - two).abs() < 1e-14, "t = {t}, 2 degrees");
        }
    }

    /// The inverse of the closed forms: `tan(π (1 − p) / 2)` with one degree, `c √(2 / (1 − c²))`, `c = 1 − p`, with two.
    #[test]
    fn critical_values_are_the_inverse() {
        for p in [1e-6_f64, 0.01, 0.05, 0.2, 0.5, 0.9] {
            let c = 1.0 - p;
            let one = (std::f64::consts::FRAC_PI_2 * c).tan();
            let two = c * (2.0 / (1.0 - c * c)).sqrt();
            assert!((critical(p, 1.0) / one - 1.0).abs() < 1e-9, "{p}");
            assert!((critical(p, 2.0) / two - 1.0).abs() < 1e-9, "{p}");
        }
    }

    #[test]
    fn an_infinite_square_has_no_tail() {
        assert_eq!(two_sided_p(1e200, 5.0), 0.0);
    }
}
