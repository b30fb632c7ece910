use serde::{Deserialize, Serialize};

use super::filter::{Rows, filter};
use super::fit::deterministic;
use super::objective::Coefficients;
use super::polynomial::difference;
use super::state::{Process, State};
use super::{ArimaError, Constant, Order};
use crate::statistical::Prediction;

/// A fitted model and its state after the last value that it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedArima {
    pub(super) order: Order,
    pub(super) constant: Constant,
    pub(super) coefficients: Coefficients,
    pub(super) beta: Vec<f64>,
    pub(super) variance: f64,
    pub(super) log_likelihood: f64,
    pub(super) observed: usize,
    /// Values seen, gaps included.
    pub(super) values: usize,
    pub(super) converged: bool,
    pub(super) free: Vec<f64>,
    pub(super) standard_errors: Option<Vec<f64>>,
    pub(super) state: State,
}

impl FittedArima {
    /// The order.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The deterministic part.
    pub fn constant(&self) -> Constant {
        self.constant
    }

    /// φ₁..φ_p.
    pub fn ar(&self) -> &[f64] {
        &self.coefficients.ar
    }

    /// θ₁..θ_q.
    pub fn ma(&self) -> &[f64] {
        &self.coefficients.ma
    }

    /// Φ₁..Φ_P.
    pub fn seasonal_ar(&self) -> &[f64] {
        &self.coefficients.seasonal_ar
    }

    /// Θ₁..Θ_Q.
    pub fn seasonal_ma(&self) -> &[f64] {
        &self.coefficients.seasonal_ma
    }

    /// Coefficients of the mean or the line (level, then change a step), then of the regressors.
    pub fn beta(&self) -> &[f64] {
        &self.beta
    }

    /// σ², by maximum likelihood.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The exact log-likelihood of the differences.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Values that the likelihood is of: those observed, less one for each lag that differencing reaches over.
    pub fn observed(&self) -> usize {
        self.observed
    }

    /// Whether the search ended where no step gains.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// Standard errors of AR, MA, seasonal AR, seasonal MA, regression and σ², in that order; `None` when not asked for,
    /// or at the edge of stationarity or invertibility.
    pub fn standard_errors(&self) -> Option<&[f64]> {
        self.standard_errors.as_deref()
    }

    /// Estimated numbers, σ² among them.
    pub fn parameters(&self) -> usize {
        self.free.len() + self.beta.len() + 1
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

    /// Schwarz's criterion.
    pub fn bic(&self) -> f64 {
        self.parameters() as f64 * (self.observed as f64).ln() - 2.0 * self.log_likelihood
    }

    fn process(&self) -> Process {
        Process { arma: self.coefficients.arma(&self.order), delta: self.order.delta() }
    }

    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn is_sound(&self) -> bool {
        if self.order.check().is_err() || !(self.variance > 0.0 && self.variance.is_finite()) {
            return false;
        }
        let [p, q, sp, sq] = self.order.parts();
        let Coefficients { ar, ma, seasonal_ar, seasonal_ma } = &self.coefficients;
        let lengths = [ar.len(), ma.len(), seasonal_ar.len(), seasonal_ma.len()];
        let m = self.process().dimension();
        lengths == [p, q, sp, sq]
            && self.state.mean.len() == m
            && self.state.covariance.len() == m * m
            && self.free.len() == p + q + sp + sq
            && self.beta.len() >= self.fixed(0).len()
    }

    fn fixed(&self, t: usize) -> Vec<f64> {
        let mut out = Vec::new();
        deterministic(self.constant, self.order.differences(), t, &mut out);
        out
    }

    /// The deterministic part of the steps after the last value.
    fn regression(&self, steps: usize, regressors: &[Vec<f64>]) -> Result<Vec<f64>, ArimaError> {
        let expected = self.beta.len() - self.fixed(0).len();
        if regressors.len() != expected {
            return Err(ArimaError::Regressors { expected, found: regressors.len() });
        }
        for (column, values) in regressors.iter().enumerate() {
            let found = values.iter().filter(|v| v.is_finite()).count();
            if found != steps || values.len() != steps {
                return Err(ArimaError::Regressor { column, found, expected: steps });
            }
        }
        let at = |step: usize| {
            let mut x = self.fixed(self.values + step);
            x.extend(regressors.iter().map(|c| c[step]));
            x.iter().zip(&self.beta).map(|(x, b)| x * b).sum()
        };
        Ok((0..steps).map(at).collect())
    }

    /// Forecasts of the next steps, with the regressors' future values, each as long as the steps.
    ///
    /// # Errors
    /// [`ArimaError::Regressor`] or [`ArimaError::Regressors`] when the regressors do not fit;
    /// [`ArimaError::Forecast`] when a forecast is not finite.
    pub fn forecast(&self, steps: usize, regressors: &[Vec<f64>]) -> Result<Vec<Prediction>, ArimaError> {
        let fixed = self.regression(steps, regressors)?;
        let process = self.process();
        let mut state = self.state.clone();
        let m = process.dimension();
        // the sum so far: its covariance with the state, and its variance
        let (mut with_state, mut sum_mean, mut sum_variance) = (vec![0.0; m], 0.0, 0.0);
        let mut out = Vec::with_capacity(steps);
        for (step, fixed) in fixed.into_iter().enumerate() {
            let (mean, variance) = process.next(&state);
            sum_mean += mean + fixed;
            sum_variance += variance + 2.0 * process.observed(|i| with_state[i]);
            let joint: Vec<f64> =
                (0..m).map(|i| with_state[i] + process.observed(|j| state.covariance[i * m + j])).collect();
            process.advance(&joint, &mut with_state);
            process.step(&mut state);
            let prediction = Prediction {
                mean: mean + fixed,
                variance: variance * self.variance,
                sum_mean,
                sum_variance: sum_variance * self.variance,
            };
            let Prediction { mean, variance, sum_mean, sum_variance } = prediction;
            if let Some(value) = [mean, variance, sum_mean, sum_variance].into_iter().find(|v| !v.is_finite())
            {
                return Err(ArimaError::Forecast { ahead: step + 1, value });
            }
            out.push(prediction);
        }
        Ok(out)
    }

    /// Filters another series, or more or less of the same, from its first value on, without fitting again; NaN is a
    /// missing value.
    ///
    /// # Errors
    /// [`ArimaError::TooShort`] and [`ArimaError::EarlyGap`] when differences have nothing to start from, otherwise as
    /// [`append`](Self::append). The state is then as before.
    pub fn filter(&mut self, series: &[f64], regressors: &[Vec<f64>]) -> Result<(), ArimaError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(ArimaError::NotFinite { index, value: series[index] });
        }
        let order = self.order;
        let values = std::mem::replace(&mut self.values, 0);
        let fixed = self.regression(series.len(), regressors);
        self.values = values;
        let first = series.iter().position(|v| !v.is_nan()).unwrap_or(series.len());
        let less: Vec<f64> = series.iter().zip(fixed?).map(|(y, x)| y - x).skip(first).collect();
        let process = self.process();
        let lags = process.delta.len();
        if less.len() < lags {
            return Err(ArimaError::TooShort { order, needed: lags, found: less.len() });
        }
        if let Some(index) = less[..lags].iter().position(|v| v.is_nan()) {
            return Err(ArimaError::EarlyGap { index: first + index, needed: lags });
        }
        let state = if lags > 0 && less.iter().any(|v| v.is_nan()) {
            let filtered = process.filter(&Rows { width: 1, values: less });
            filtered.map(|(_, mut states)| states.swap_remove(0))
        } else {
            let values = difference(&less, &process.delta);
            let pass = filter(&Rows { width: 1, values }, std::array::from_ref(&process.arma));
            let plain = |lanes: &[[f64; 1]]| lanes.iter().map(|v| v[0]).collect::<Vec<_>>();
            pass.valid[0].then(|| process.joined(&plain(&pass.mean), &plain(&pass.covariance), &less))
        };
        self.state = state.ok_or(ArimaError::Likelihood { order })?;
        self.values = series.len();
        Ok(())
    }

    /// Takes in new values, with the regressors' values, without fitting again; NaN is a missing value.
    ///
    /// # Errors
    /// [`ArimaError::NotFinite`] for an infinite value; as [`forecast`](Self::forecast) for the regressors. The state
    /// is then as before.
    pub fn append(&mut self, values: &[f64], regressors: &[Vec<f64>]) -> Result<(), ArimaError> {
        let fixed = self.regression(values.len(), regressors)?;
        if let Some(i) = values.iter().position(|v| v.is_infinite()) {
            return Err(ArimaError::NotFinite { index: self.values + i, value: values[i] });
        }
        let process = self.process();
        for (value, fixed) in values.iter().zip(fixed) {
            process.observe(&mut self.state, value - fixed);
        }
        self.values += values.len();
        Ok(())
    }
}
