//! Historical mean: the mean of the training part.
//!
//! ```text
//! forecast = mean of the training and validation targets;   variance = s² (1 + 1/n), s² their variance
//! ```
//!
//! For a return the constant that its expectation is often said to be; for a price a poor forecast, and a sign of how far
//! prices have gone. Quantiles are Gaussian. Not for direction: see
//! [`AlwaysMajority`](crate::naive::AlwaysMajority).
//!
//! Compared with: the closed form above. Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 5.2 and 5.5.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, Quantile, RunContext,
    TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::function::erf::erfc_inv;

use crate::saved::{self, State};
use crate::statistical::{LEVELS, check_quantiles};
use crate::supervised::{check_targets, finish};

/// Parameters of the historical mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HistoricalMeanParams {
    /// Levels of the forecast's quantiles, rising. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for HistoricalMeanParams {
    fn default() -> Self {
        Self { quantiles: LEVELS.to_vec() }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoricalMean(
    /// Its parameters.
    pub HistoricalMeanParams,
);

const NAME: &str = "historical-mean";

/// Mean and variance, in units of the largest size so that no square overflows.
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let unit = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let unit = if unit > 0.0 { unit } else { 1.0 };
    let mean = values.iter().map(|v| v / unit).sum::<f64>() / n;
    let squares = values.iter().map(|v| (v / unit - mean).powi(2)).sum::<f64>();
    (mean * unit, squares / (n - 1.0) * unit * unit)
}

impl Forecaster for HistoricalMean {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs { min_samples: 2, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        check_quantiles(NAME, &self.0.quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        if train.target().is_direction() {
            return Err(FitError::Target { model: NAME, target: train.target().kind.to_string() });
        }
        check_targets(train)?;
        // nothing is tuned, so the validation part is as good to learn from as the rest
        let targets: Vec<f64> = train.samples().iter().chain(train.validation()).map(|s| s.target).collect();
        if targets.len() < 2 {
            return Err(FitError::TooFewSamples { model: NAME, needed: 2, found: targets.len() });
        }
        let (mean, variance) = moments(&targets);
        let further = train.further().iter().map(|f| moments(&[f.train, f.validation].concat()).0);
        let ahead: Vec<f64> = further.collect();
        let deviation = (variance * (1.0 + 1.0 / targets.len() as f64)).sqrt();
        let all = || ahead.iter().chain([&mean, &deviation]);
        if let Some(value) = all().find(|v| !v.is_finite()) {
            let reason = format!("mean and deviation of {} samples: {value}", targets.len());
            return Err(FitError::Numerical { model: NAME, reason });
        }
        let quantiles = self.0.quantiles.clone();
        Ok(Box::new(FittedHistoricalMean { mean, deviation, ahead, quantiles }))
    }
}

/// The mean, and what it is off by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedHistoricalMean {
    mean: f64,
    deviation: f64,
    /// Means at the further horizons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ahead: Vec<f64>,
    quantiles: Vec<f64>,
}

impl Fitted for FittedHistoricalMean {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let ahead = at.further.iter().zip(&self.ahead);
        let ahead = ahead.map(|(a, mean)| Ahead::of(a.horizon, *mean)).collect();
        let value =
            |level: &f64| self.mean - std::f64::consts::SQRT_2 * erfc_inv(2.0 * level) * self.deviation;
        let quantiles: Vec<Quantile> =
            self.quantiles.iter().map(|l| Quantile { level: *l, value: value(l) }).collect();
        if let Some(q) = quantiles.iter().find(|q| !q.value.is_finite()) {
            return Err(ForecastError::NotFiniteOutput { date: at.stamp.date, value: q.value });
        }
        Ok(Forecast { ahead, quantiles, ..finish(at, self.mean)? })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::HistoricalMean(self.clone()), &[])
    }
}
