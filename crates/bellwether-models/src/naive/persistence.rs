//! Persistence: tomorrow is as today.
//!
//! `forecast = last known value`: today's close for the next close or open, a return of zero, and for direction the
//! direction of the last `h` sessions. The random walk's forecast, and the row that every other model must beat.

use bellwether_core::{
    FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::finish;

/// Persistence has no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersistenceParams {}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Persistence;

impl Forecaster for Persistence {
    fn name(&self) -> &'static str {
        "persistence"
    }

    fn needs(&self) -> Needs {
        Needs::NONE
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, _train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        Ok(Box::new(FittedPersistence {}))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FittedPersistence {}

impl Fitted for FittedPersistence {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        // it names a class, and claims nothing of how likely that is
        Ok(Forecast { probability: None, ahead: at.further.to_vec(), ..finish(at, at.last_known)? })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Persistence(*self), &[])
    }
}
