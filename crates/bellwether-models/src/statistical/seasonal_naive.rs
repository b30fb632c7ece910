//! Seasonal naive: the value of the same place in the last season.
//!
//! ```text
//! forecast h sessions ahead: y_{T+h−m k}, k the fewest seasons back that are known;   variance σ² k
//! ```
//!
//! σ² is the mean of the squared changes over a season in the rows known when it is fitted. Column, direction and further
//! horizons are those of [`Arima`](super::Arima); returns over several sessions are summed.
//!
//! Compared with: the closed form above. Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 5.2.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ets_recipe::check_period;
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};
use super::seasonal::FittedSeasonalNaive;

/// Parameters of the seasonal naive forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SeasonalNaiveParams {
    /// Sessions in a season, 2 to 260. Default 5, a week of trade.
    pub period: usize,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for SeasonalNaiveParams {
    fn default() -> Self {
        Self { period: 5, quantiles: LEVELS.to_vec() }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonalNaive(
    /// Its parameters.
    pub SeasonalNaiveParams,
);

const NAME: &str = "seasonal-naive";

impl Forecaster for SeasonalNaive {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn validate(&self) -> Result<(), FitError> {
        check_period(NAME, Some(self.0.period))?;
        check_quantiles(NAME, &self.0.quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let SeasonalNaiveParams { period, ref quantiles } = self.0;
        let (past, values) = Past::read(NAME, train)?;
        let model = FittedSeasonalNaive::fit(&values, period).map_err(|e| OwnError::from(e).fitting(NAME))?;
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::SeasonalNaive(model), quantiles)))
    }
}
