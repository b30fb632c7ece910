//! Ridge regression on the window.
//!
//! ```text
//! x: the window's lookback x columns values, scaled;  y: the target, scaled
//! w = argmin |y − ȳ − (X − x̄) w|² + alpha |w|²,    forecast = ȳ + (x − x̄)·w
//! ```
//!
//! The intercept is not penalised. For direction, labels 0 and 1 are regressed and the forecast, cut to 0..1, is read
//! as the probability of a rise (linear probability model).
//!
//! Compared with: `sklearn.linear_model.Ridge`. Hoerl and Kennard (1970), *Technometrics* 12(1).

use bellwether_core::{
    FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, Target, TrainSet,
};
use bellwether_features::Scaler;
use nalgebra::{Cholesky, DMatrix, DVector};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::learner::weighted;
use crate::saved::{self, State};
use crate::supervised::{Encoding, Predict, check_learns, check_predict, misfit};

/// Parameters of ridge regression.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RidgeParams {
    /// Rows in the window. Default 5, at least 1.
    pub lookback: usize,
    /// Penalty on the squared coefficients of the scaled inputs. Default 1, above 0.
    pub alpha: f64,
    /// Scaling of inputs and target, fitted on the training part. Default standard.
    pub scaler: Scaler,
    /// What is learnt for a price target. Default level.
    pub predict: Predict,
}

impl Default for RidgeParams {
    fn default() -> Self {
        Self { lookback: 5, alpha: 1.0, scaler: Scaler::Standard, predict: Predict::Level }
    }
}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ridge(
    /// Its parameters.
    pub RidgeParams,
);

impl Forecaster for Ridge {
    fn name(&self) -> &'static str {
        "ridge"
    }

    fn needs(&self) -> Needs {
        Needs {
            lookback: self.0.lookback,
            min_samples: 2,
            features: true,
            text: true,
            global: true,
            ..Needs::NONE
        }
    }

    fn validate(&self) -> Result<(), FitError> {
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model: "ridge", parameter, value, expected })
        };
        if self.0.lookback == 0 {
            return refuse("lookback", "0".to_owned(), "a window has at least 1 row");
        }
        if !(self.0.alpha > 0.0 && self.0.alpha.is_finite()) {
            return refuse("alpha", self.0.alpha.to_string(), "it must be a number above 0");
        }
        Ok(())
    }

    fn suits(&self, target: Target, _further: &[usize]) -> Result<(), FitError> {
        check_predict("ridge", self.0.predict, target)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.fit_global(std::slice::from_ref(train), run)
    }

    /// One line through the windows of all series, each scaled by its own training part; of a series that is left out only
    /// the scales.
    fn fit_global(&self, series: &[TrainSet<'_>], _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let RidgeParams { lookback, alpha, scaler, predict } = self.0;
        self.validate()?;
        check_learns("ridge", series, self.needs().min_samples)?;
        let mut encodings = Vec::with_capacity(series.len());
        let mut learnt = Vec::with_capacity(series.len());
        for train in series {
            // nothing is tuned, so the validation part is as good to learn from as the rest
            let all: Vec<_> = train.samples().iter().chain(train.validation()).copied().collect();
            let joined = TrainSet::new(train.frame(), &all, &[], train.target());
            let (encoding, encoded) = Encoding::fit("ridge", &joined, lookback, scaler, predict, 2)?;
            encodings.push(encoding);
            if !train.is_left_out() {
                learnt.push((encoded.ends(&all), encoded));
            }
        }
        let Some(width) = encodings.first().map(|e| e.width) else {
            return Err(FitError::TooFewSamples { model: "ridge", needed: 2, found: 0 });
        };
        if let Some(other) = encodings.iter().find(|e| e.width != width) {
            let reason = format!("one series has {width} columns and another {}", other.width);
            return Err(FitError::Numerical { model: "ridge", reason });
        }
        let window = |end: usize| (end + 1 - lookback) * width..(end + 1) * width;
        let windows: Vec<&[f64]> = learnt
            .iter()
            .flat_map(|(ends, encoded)| ends.iter().map(|end| &encoded.rows[window(*end)]))
            .collect();
        let targets: Vec<f64> = learnt.iter().flat_map(|(_, encoded)| &encoded.train).copied().collect();
        let (weights, intercept) = solve(&windows, &targets, alpha)?;
        let importances = weighted(&weights, windows.iter().copied());
        Ok(Box::new(FittedRidge { encodings, weights, intercept, importances }))
    }
}

/// Coefficients and intercept that minimise the penalised squared error.
fn solve(windows: &[&[f64]], targets: &[f64], alpha: f64) -> Result<(Vec<f64>, f64), FitError> {
    let (n, p) = (windows.len(), windows[0].len());
    let mut mean = vec![0.0; p];
    for w in windows {
        mean.iter_mut().zip(*w).for_each(|(m, v)| *m += v / n as f64);
    }
    let target_mean = targets.iter().sum::<f64>() / n as f64;
    let x = DMatrix::from_fn(n, p, |i, j| windows[i][j] - mean[j]);
    let y = DVector::from_fn(n, |i, _| targets[i] - target_mean);
    // the smaller of the two equal forms: (X'X + alpha I)⁻¹ X'y = X' (XX' + alpha I)⁻¹ y
    let mut gram = if p <= n { x.tr_mul(&x) } else { &x * x.transpose() };
    for j in 0..n.min(p) {
        gram[(j, j)] += alpha;
    }
    let failed = || FitError::Numerical {
        model: "ridge",
        reason: format!("the normal equations of {n} samples and {p} inputs are not positive definite"),
    };
    let cholesky = Cholesky::new(gram).ok_or_else(failed)?;
    let weights = if p <= n { cholesky.solve(&x.tr_mul(&y)) } else { x.tr_mul(&cholesky.solve(&y)) };
    let intercept = target_mean - weights.iter().zip(&mean).map(|(w, m)| w * m).sum::<f64>();
    if !intercept.is_finite() || weights.iter().any(|w| !w.is_finite()) {
        return Err(failed());
    }
    Ok((weights.as_slice().to_vec(), intercept))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedRidge {
    /// One for each series.
    encodings: Vec<Encoding>,
    weights: Vec<f64>,
    intercept: f64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    importances: Vec<f64>,
}

impl FittedRidge {
    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        if self.encodings.is_empty() {
            return Err(misfit("no series".to_owned()));
        }
        for encoding in &self.encodings {
            let expected = encoding.checked_inputs()?;
            if self.weights.len() != expected {
                return Err(misfit(format!("{} weights for {expected} inputs", self.weights.len())));
            }
            if !self.importances.is_empty() && self.importances.len() != expected {
                return Err(misfit(format!("{} importances of {expected} inputs", self.importances.len())));
            }
        }
        Ok(())
    }
}

impl Fitted for FittedRidge {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let encoding = self
            .encodings
            .get(at.series)
            .ok_or(ForecastError::UnknownSeries { series: at.series, fitted: self.encodings.len() })?;
        let window = encoding.window(at)?;
        let dot: f64 = window.iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        encoding.forecast(at, self.intercept + dot)
    }

    fn importances(&self) -> Vec<f64> {
        self.importances.clone()
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Ridge(self.clone()), &[])
    }
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn one_input_matches_the_closed_form() {
        // w = Σ x y / (Σ x² + alpha) on centred data: x = −1, 0, 1; y = −2, 0, 2; alpha 2 gives 4 / 4
        let rows = [[0.0], [1.0], [2.0]];
        let windows: Vec<&[f64]> = rows.iter().map(<[f64; 1]>::as_slice).collect();
        let (w, b) = solve(&windows, &[1.0, 3.0, 5.0], 2.0).unwrap();
        assert!((w[0] - 1.0).abs() < 1e-12 && (b - 2.0).abs() < 1e-12);
    }
}
