use serde::{Deserialize, Serialize};

use super::distribution::{DEGREES, cumulative, quantile};
use super::likelihood::{first_variance, next_variance};
use super::parameters::Shape;
use super::{Errors, Mean, Parameters, Process, VolatilityError};

/// Where the recursion stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    /// Of the next value.
    pub(super) variance: f64,
}

/// A fitted model and its state after the last value that it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedVolatility {
    pub(super) process: Process,
    pub(super) errors: Errors,
    pub(super) mean: Mean,
    pub(super) parameters: Parameters,
    pub(super) log_likelihood: f64,
    pub(super) observed: usize,
    pub(super) converged: bool,
    pub(super) standard_errors: Option<Vec<f64>>,
    pub(super) backcast: f64,
    pub(super) state: State,
}

impl FittedVolatility {
    /// The parameters, in the unit of the series.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// How the variance moves.
    pub fn process(&self) -> Process {
        self.process
    }

    /// The log-likelihood of the observed values.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Values that the likelihood is of.
    pub fn observed(&self) -> usize {
        self.observed
    }

    /// Whether the search ended where no step gains.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// Standard errors of what was estimated, in the order μ, ω, α, γ, β (λ for a fitted EWMA), ν; `None` when not asked
    /// for, or where the likelihood is not curved, as at the edge of what is allowed.
    pub fn standard_errors(&self) -> Option<&[f64]> {
        self.standard_errors.as_deref()
    }

    /// Estimated numbers.
    pub fn estimated(&self) -> usize {
        self.shape().estimated().len()
    }

    /// Akaike's criterion.
    pub fn aic(&self) -> f64 {
        2.0 * (self.estimated() as f64 - self.log_likelihood)
    }

    /// Schwarz's criterion.
    pub fn bic(&self) -> f64 {
        self.estimated() as f64 * (self.observed as f64).ln() - 2.0 * self.log_likelihood
    }

    /// Variances of the next `steps` values, the nearest first.
    pub fn forecast(&self, steps: usize) -> Vec<f64> {
        let p = &self.parameters;
        let step = |v: &mut f64| {
            let own = *v;
            *v = p.omega + p.persistence() * own;
            Some(own)
        };
        (0..steps).scan(self.state.variance, |v, _| step(v)).collect()
    }

    /// The variance of the sum of `steps` values, the first of which has the variance `next`.
    pub fn sum_from(&self, next: f64, steps: usize) -> f64 {
        let p = &self.parameters;
        let step = |v: &mut f64| {
            let own = *v;
            *v = p.omega + p.persistence() * own;
            Some(own)
        };
        (0..steps).scan(next, |v, _| step(v)).sum()
    }

    /// Takes in the next value without fitting again; NaN is a missing value. An infinite value, after which there is no
    /// variance, counts as missing too.
    pub fn update(&mut self, value: f64) {
        let value = if value.is_finite() { value } else { f64::NAN };
        let next = next_variance(&self.parameters, self.state.variance, value);
        if next.is_finite() {
            self.state.variance = next;
        }
    }

    /// Goes through another series, or more or less of the same, from its first value on, without fitting again; returns
    /// the variance that was expected of each value. NaN is a missing value.
    ///
    /// # Errors
    /// [`VolatilityError::NotFinite`] for an infinite value. The state is then as before.
    pub fn filter(&mut self, series: &[f64]) -> Result<Vec<f64>, VolatilityError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(VolatilityError::NotFinite { index, value: series[index] });
        }
        self.state.variance = first_variance(&self.parameters, self.backcast);
        let mut begun = false;
        let expected = series.iter().map(|value| {
            let variance = self.state.variance;
            // what comes before the first observed value is no gap
            begun |= !value.is_nan();
            if begun {
                self.update(*value);
            }
            variance
        });
        Ok(expected.collect())
    }

    /// The standardised error below which a share `level` of them lies.
    pub fn quantile(&self, level: f64) -> f64 {
        quantile(self.parameters.degrees, level)
    }

    /// The share of standardised errors below `z`.
    pub fn probability_below(&self, z: f64) -> f64 {
        cumulative(self.parameters.degrees, z)
    }

    pub(super) fn shape(&self) -> Shape {
        Shape { process: self.process, errors: self.errors, mean: self.mean }
    }

    /// Refuses saved state that no fit can have.
    pub(crate) fn is_sound(&self) -> bool {
        let Parameters { mean, omega, alpha, gamma, beta, degrees } = self.parameters;
        let whole = [mean, omega, alpha, gamma, beta].iter().all(|v| v.is_finite());
        let inside = omega >= 0.0 && alpha >= 0.0 && alpha + gamma >= 0.0 && beta >= 0.0;
        let right = match (self.errors, degrees) {
            (Errors::Normal, None) => true,
            (Errors::StudentT, Some(v)) => (DEGREES.0..=DEGREES.1).contains(&v),
            _ => false,
        };
        let positive = |v: f64| v > 0.0 && v.is_finite();
        let persistence = self.parameters.persistence();
        whole
            && inside
            && right
            && persistence < 1.0 + 1e-9
            && positive(self.backcast)
            && positive(self.state.variance)
    }
}
