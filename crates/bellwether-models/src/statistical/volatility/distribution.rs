use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{digamma, ln_gamma};

/// The distribution of the standardised errors, of mean 0 and variance 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Errors {
    /// Normal.
    Normal,
    /// Student's t scaled to variance 1, its degrees of freedom fitted: heavier tails.
    #[default]
    StudentT,
}

/// Degrees of freedom lie between these: below 2 there is no variance, and 500 is as good as normal.
pub(super) const DEGREES: (f64, f64) = (2.05, 500.0);

/// The density of one standardised error, with what does not hang on the error computed once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Density {
    /// ν; infinite for the normal distribution.
    degrees: f64,
    constant: f64,
    /// Derivative of the constant by ν.
    slope: f64,
}

impl Density {
    pub(super) fn new(degrees: Option<f64>) -> Self {
        match degrees {
            None => {
                let constant = -0.5 * std::f64::consts::TAU.ln();
                Self { degrees: f64::INFINITY, constant, slope: 0.0 }
            }
            Some(v) => Self {
                degrees: v,
                constant: ln_gamma(0.5 * (v + 1.0))
                    - ln_gamma(0.5 * v)
                    - 0.5 * (std::f64::consts::PI * (v - 2.0)).ln(),
                slope: 0.5 * (digamma(0.5 * (v + 1.0)) - digamma(0.5 * v)) - 0.5 / (v - 2.0),
            },
        }
    }

    /// Logarithm of the density at an error whose square is `square`.
    pub(super) fn log(&self, square: f64) -> f64 {
        if self.degrees.is_infinite() {
            return self.constant - 0.5 * square;
        }
        self.constant - 0.5 * (self.degrees + 1.0) * (square / (self.degrees - 2.0)).ln_1p()
    }

    /// `w = −2 ∂ log / ∂ square`, and `∂ log / ∂ν`.
    pub(super) fn derivatives(&self, square: f64) -> (f64, f64) {
        let v = self.degrees;
        if v.is_infinite() {
            return (1.0, 0.0);
        }
        let (free, room) = (v - 2.0, v - 2.0 + square);
        let weight = (v + 1.0) / room;
        (weight, self.slope - 0.5 * (square / free).ln_1p() + 0.5 * weight * square / free)
    }
}

/// The share of errors below `z`.
pub(super) fn cumulative(degrees: Option<f64>, z: f64) -> f64 {
    match degrees.and_then(student) {
        None => 0.5 * erfc(-z / std::f64::consts::SQRT_2),
        Some((t, unit)) => t.cdf(z / unit),
    }
}

/// The error below which a share `level` lies; infinite at 0 and 1.
pub(super) fn quantile(degrees: Option<f64>, level: f64) -> f64 {
    match degrees.and_then(student) {
        None => -std::f64::consts::SQRT_2 * erfc_inv(2.0 * level),
        Some(_) if level == 0.5 => 0.0,
        Some((t, unit)) if level > 0.0 && level < 1.0 => {
            // the lower half is the more exact; two steps of Newton take away what the inverse leaves over
            let lower = level.min(1.0 - level);
            let mut z = t.inverse_cdf(lower);
            for _ in 0..2 {
                let density = t.pdf(z);
                if density > 0.0 {
                    z -= (t.cdf(z) - lower) / density;
                }
            }
            unit * if level > 0.5 { -z } else { z }
        }
        Some(_) => f64::INFINITY.copysign(level - 0.5),
    }
}

/// Student's t, and the factor that takes it to variance 1.
fn student(degrees: f64) -> Option<(StudentsT, f64)> {
    let t = StudentsT::new(0.0, 1.0, degrees).ok()?;
    Some((t, ((degrees - 2.0) / degrees).sqrt()))
}
