//! Always-majority: the class that was more frequent in the training part.
//!
//! ```text
//! P(rise) = share of rises among the training and validation samples;   class = 1 when it is at least one half
//! ```
//!
//! For direction targets only; the row that an accuracy must beat, since prices rise more often than they fall.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, Forecaster, Further, Needs, Origin, RunContext,
    TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::{check_targets, finish};

/// Always-majority has no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlwaysMajorityParams {}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AlwaysMajority;

impl Forecaster for AlwaysMajority {
    fn name(&self) -> &'static str {
        "always-majority"
    }

    fn needs(&self) -> Needs {
        Needs { min_samples: 1, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        if !train.target().is_direction() {
            return Err(FitError::Target { model: self.name(), target: train.target().kind.to_string() });
        }
        let labels = || train.samples().iter().chain(train.validation()).map(|s| s.target);
        let n = labels().count();
        if n == 0 {
            return Err(FitError::TooFewSamples { model: self.name(), needed: 1, found: 0 });
        }
        check_targets(train)?;
        let share = |further: &Further<'_>| {
            let all = further.train.iter().chain(further.validation);
            all.sum::<f64>() / n as f64
        };
        let ahead = train.further().iter().map(share).collect();
        Ok(Box::new(FittedAlwaysMajority { rises: labels().sum::<f64>() / n as f64, ahead }))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedAlwaysMajority {
    /// Share of rises.
    rises: f64,
    /// The same at each further horizon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ahead: Vec<f64>,
}

impl Fitted for FittedAlwaysMajority {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let ahead =
            at.further.iter().zip(&self.ahead).map(|(naive, rises)| Ahead::rise(naive.horizon, *rises));
        Ok(Forecast { ahead: ahead.collect(), ..finish(at, self.rises)? })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::AlwaysMajority(self.clone()), &[])
    }
}
