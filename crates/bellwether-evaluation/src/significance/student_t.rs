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

    #[test]
    fn an_infinite_square_has_no_tail() {
        assert_eq!(two_sided_p(1e200, 5.0), 0.0);
    }
}
