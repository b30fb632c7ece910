//! The Theta method of the target's own past.
//!
//! Column, direction, further horizons and quantiles are those of [`Arima`](super::Arima); the recursion is that of
//! [`theta`](super::theta).
//!
//! Compared with: statsmodels `ThetaModel`. Assimakopoulos and Nikolopoulos (2000), *International Journal of
//! Forecasting* 16.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ets_recipe::check_period;
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};
use super::theta::fit;

/// Parameters of the Theta method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ThetaParams {
    /// How far distances from the straight line are drawn out; at least 1. Default 2.
    pub theta: f64,
    /// Sessions in a season, 2 to 260, which is taken out where it is clear. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<usize>,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for ThetaParams {
    fn default() -> Self {
        Self { theta: 2.0, period: None, quantiles: LEVELS.to_vec() }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Theta(
    /// Its parameters.
    pub ThetaParams,
);

const NAME: &str = "theta";

impl Forecaster for Theta {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn validate(&self) -> Result<(), FitError> {
        let theta = self.0.theta;
        let usable = theta >= 1.0 && theta.is_finite();
        if !usable {
            let (value, expected) = (theta.to_string(), "it must be a number from 1 on");
            return Err(FitError::Parameter { model: NAME, parameter: "theta", value, expected });
        }
        check_period(NAME, self.0.period)?;
        check_quantiles(NAME, &self.0.quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let ThetaParams { theta, period, ref quantiles } = self.0;
        let (past, values) = Past::read(NAME, train)?;
        let model = fit(&values, theta, period).map_err(|e| OwnError::from(e).fitting(NAME))?;
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::Theta(model), quantiles)))
    }
}
