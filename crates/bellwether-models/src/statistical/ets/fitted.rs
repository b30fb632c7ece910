use serde::{Deserialize, Serialize};

use super::moments::moments;
use super::paths::paths;
use super::recursion::{Smoothing, States, advance, pass};
use super::{Form, SmoothingError};
use crate::statistical::Prediction;

/// A fitted model and its states after the last value that it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedEts {
    pub(super) form: Form,
    pub(super) period: usize,
    pub(super) smoothing: Smoothing,
    pub(super) initial: States,
    pub(super) variance: f64,
    pub(super) log_likelihood: f64,
    pub(super) observed: usize,
    pub(super) converged: bool,
    pub(super) state: States,
}

impl FittedEts {
    /// Error, trend and season.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Values in a season; 1 without one.
    pub fn period(&self) -> usize {
        self.period
    }

    /// α, β, γ and φ.
    pub fn smoothing(&self) -> Smoothing {
        self.smoothing
    }

    /// The states before the first value.
    pub fn initial(&self) -> &States {
        &self.initial
    }

    /// The states after the last value seen.
    pub fn state(&self) -> &States {
        &self.state
    }

    /// σ² of the errors, by maximum likelihood; of relative errors with multiplicative ones.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The log-likelihood.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Values that it is of.
    pub fn observed(&self) -> usize {
        self.observed
    }

    /// Whether the search ended where no step gains.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// Estimated numbers: smoothing parameters, initial states and σ². Of the season's states one is counted from.
    pub fn parameters(&self) -> usize {
        self.form.smoothing() + self.form.states(self.period) + 1
    }

    /// Akaike's criterion.
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters() as f64 - self.log_likelihood)
    }

    /// Akaike's criterion corrected for short series; infinite when there are too few values for it.
    pub fn aicc(&self) -> f64 {
        let (k, n) = (self.parameters() as f64, self.observed as f64);
        if n > k + 1.0 { self.aic() + 2.0 * k * (k + 1.0) / (n - k - 1.0) } else { f64::INFINITY }
    }

    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn is_sound(&self) -> bool {
        let Smoothing { alpha, beta, gamma, phi } = self.smoothing;
        let sound = |s: &States| {
            s.season.len() == self.period
                && s.place < self.period
                && s.level.is_finite()
                && s.trend.is_finite()
                && s.season.iter().all(|v| v.is_finite())
        };
        self.period >= 1
            && super::fit::season_of(self.form, self.period) == Ok(self.period)
            && [alpha, beta, gamma, phi].iter().all(|v| (0.0..=1.0).contains(v))
            && self.variance > 0.0
            && self.variance.is_finite()
            && sound(&self.initial)
            && sound(&self.state)
    }

    /// Forecasts of the next steps. The mean is the recursion without errors. Variances are exact for forms that are
    /// linear; for the others those of simulated paths (see [`paths`](Self::paths)), about the mean.
    ///
    /// # Errors
    /// [`SmoothingError::Forecast`] when a forecast is not finite.
    pub fn forecast(&self, steps: usize) -> Result<Vec<Prediction>, SmoothingError> {
        let out = if self.form.is_linear() {
            moments(self.form, &self.smoothing, &self.state, self.variance, steps)
        } else {
            self.simulated(steps)
        };
        for (step, Prediction { mean, variance, sum_mean, sum_variance }) in out.iter().enumerate() {
            let all = [mean, variance, sum_mean, sum_variance];
            if let Some(value) = all.into_iter().find(|v| !v.is_finite()) {
                return Err(SmoothingError::Forecast { ahead: step + 1, value: *value });
            }
        }
        Ok(out)
    }

    /// Simulated values of each of the next steps, rising, for forms that are not linear; the same numbers every time.
    /// Empty for linear forms, whose forecasts are Gaussian, or all but Gaussian with multiplicative errors.
    pub fn paths(&self, steps: usize) -> Vec<Vec<f64>> {
        if self.form.is_linear() {
            return Vec::new();
        }
        let mut out = paths(self.form, &self.smoothing, &self.state, self.variance, steps);
        for values in &mut out {
            values.sort_by(f64::total_cmp);
        }
        out
    }

    fn simulated(&self, steps: usize) -> Vec<Prediction> {
        let drawn = paths(self.form, &self.smoothing, &self.state, self.variance, steps);
        let mut x = self.state.clone();
        let mut sums = vec![0.0; drawn.first().map_or(0, Vec::len)];
        let mut sum_mean = 0.0;
        let mut out = Vec::with_capacity(steps);
        for values in &drawn {
            let mean = advance(self.form, &self.smoothing, &mut x, f64::NAN);
            sum_mean += mean;
            sums.iter_mut().zip(values).for_each(|(s, v)| *s += v);
            let n = values.len() as f64;
            let around = |all: &[f64], at: f64| all.iter().map(|v| (v - at).powi(2)).sum::<f64>() / n;
            let (variance, sum_variance) = (around(values, mean), around(&sums, sum_mean));
            out.push(Prediction { mean, variance, sum_mean, sum_variance });
        }
        out
    }

    /// Filters another series, or more or less of the same, from its first value on, without fitting again; NaN is a
    /// missing value. The state is as before on an error.
    ///
    /// # Errors
    /// [`SmoothingError::NotFinite`] and [`SmoothingError::NotPositive`] for values that the form cannot have;
    /// [`SmoothingError::Likelihood`] where a state falls to 0 that must be above it.
    pub fn filter(&mut self, series: &[f64]) -> Result<(), SmoothingError> {
        self.state = self.run(&self.initial, series)?;
        Ok(())
    }

    /// Takes in new values without fitting again; NaN is a missing value.
    ///
    /// # Errors
    /// As [`filter`](Self::filter).
    pub fn append(&mut self, values: &[f64]) -> Result<(), SmoothingError> {
        self.state = self.run(&self.state, values)?;
        Ok(())
    }

    fn run(&self, from: &States, series: &[f64]) -> Result<States, SmoothingError> {
        let form = self.form;
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(SmoothingError::NotFinite { index, value: series[index] });
        }
        let not_positive = |v: &f64| !v.is_nan() && *v <= 0.0;
        if let Some(index) = series.iter().position(not_positive).filter(|_| form.needs_positive()) {
            return Err(SmoothingError::NotPositive { form, index, value: series[index] });
        }
        let found = pass(form, &self.smoothing, from, series);
        found.map(|p| p.last).ok_or(SmoothingError::Likelihood { form })
    }
}
