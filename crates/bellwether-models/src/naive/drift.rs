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
    FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, TrainSet,
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
        Ok(Box::new(FittedDrift { change }))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FittedDrift {
    /// Mean change over the horizon, in the target's unit.
    change: f64,
}

impl Fitted for FittedDrift {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        finish(at, at.last_known + self.change)
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Drift(*self), &[])
    }
}
