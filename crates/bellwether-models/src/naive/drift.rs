//! Drift: the last known value plus the mean change of the training part.
//!
//! ```text
//! forecast = last known + mean over training samples of (target − last known)
//! ```
//!
//! With horizon 1 on closes this is the classical drift method, `y_t + (y_t − y_1) / (t − 1)`, with the slope of the
//! training part. For a return it is the mean training return. Not for direction targets: see
//! [`AlwaysMajority`](crate::naive::AlwaysMajority).
//!
//! Compared with: the closed form above. Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 5.2.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, Forecaster, Further, Needs, Origin, RunContext,
    TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::{check_targets, finish};

/// Drift has no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DriftParams {}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Drift;

impl Forecaster for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn needs(&self) -> Needs {
        Needs { min_samples: 2, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let n = train.samples().len() + train.validation().len();
        if n < 2 {
            return Err(FitError::TooFewSamples { model: "drift", needed: 2, found: n });
        }
        if train.target().is_direction() {
            return Err(FitError::Target { model: "drift", target: train.target().kind.to_string() });
        }
        check_targets(train)?;
        let change = |s: &bellwether_core::Sample| s.target - s.last_known;
        // nothing is tuned, so the validation part is as good to learn from as the rest
        let total: f64 = train.samples().iter().chain(train.validation()).map(change).sum();
        let change = total / n as f64;
        if !change.is_finite() {
            let reason = format!("the mean change of {n} samples is {change}");
            return Err(FitError::Numerical { model: "drift", reason });
        }
        let ahead =
            train.further().iter().map(|further| mean_change(train, further)).collect::<Result<_, _>>()?;
        Ok(Box::new(FittedDrift { change, ahead }))
    }
}

/// The mean change over a further horizon; the naive forecast of a number is the same at every horizon.
fn mean_change(train: &TrainSet<'_>, further: &Further<'_>) -> Result<f64, FitError> {
    let samples = train.samples().iter().chain(train.validation());
    let targets = further.train.iter().chain(further.validation);
    let n = further.train.len() + further.validation.len();
    let change = samples.zip(targets).map(|(s, target)| target - s.last_known).sum::<f64>() / n as f64;
    if change.is_finite() {
        return Ok(change);
    }
    let reason = format!("the mean change of {n} samples over {} sessions is {change}", further.horizon);
    Err(FitError::Numerical { model: "drift", reason })
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedDrift {
    /// Mean change over the horizon, in the target's unit.
    change: f64,
    /// The same for each further horizon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ahead: Vec<f64>,
}

impl Fitted for FittedDrift {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let ahead = at
            .further
            .iter()
            .zip(&self.ahead)
            .map(|(naive, change)| Ahead::of(naive.horizon, naive.point + change));
        Ok(Forecast { ahead: ahead.collect(), ..finish(at, at.last_known + self.change)? })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Drift(self.clone()), &[])
    }
}
