//! Tails of the standard normal and of χ².

use statrs::function::erf::erfc;
use statrs::function::gamma::gamma_ur;

/// `P(Z > z)`.
pub(super) fn upper_p(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// `P(X > x)` for χ² with `degrees` degrees of freedom.
pub(super) fn chi_squared_p(x: f64, degrees: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { gamma_ur(degrees / 2.0, x / 2.0) }
}
