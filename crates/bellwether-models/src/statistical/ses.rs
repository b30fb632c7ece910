//! Simple exponential smoothing of the target's own past.
//!
//! ```text
//! l' = l + α (y − l);   forecast: l, with variance σ² (1 + (h − 1) α²)
//! ```
//!
//! ETS(A,N,N), α and the first level by maximum likelihood. Column, direction, further horizons and quantiles are those of
//! [`Arima`](super::Arima).
//!
//! Compared with: statsmodels `ETSModel`. Brown (1959); Hyndman and Athanasopoulos, *Forecasting: Principles and
//! Practice*, 8.1.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ets::{self, ErrorKind, Form, Season, Trend};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};

/// Parameters of simple exponential smoothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SesParams {
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for SesParams {
    fn default() -> Self {
        Self { quantiles: LEVELS.to_vec() }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Ses(
    /// Its parameters.
    pub SesParams,
);

const NAME: &str = "ses";

impl Forecaster for Ses {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn validate(&self) -> Result<(), FitError> {
        check_quantiles(NAME, &self.0.quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let SesParams { ref quantiles } = self.0;
        let (past, values) = Past::read(NAME, train)?;
        let form = Form { error: ErrorKind::Additive, trend: Trend::None, season: Season::None };
        let model = ets::fit(&values, form, 1).map_err(|e| OwnError::from(e).fitting(NAME))?;
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::Ets(model), quantiles)))
    }
}
