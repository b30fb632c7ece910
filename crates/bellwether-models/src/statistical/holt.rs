//! Holt's linear trend of the target's own past.
//!
//! ```text
//! e = y − l − φb;   l' = l + φb + α e,  b' = φb + β e;   forecast: l + (φ + … + φ^h) b
//! ```
//!
//! ETS(A,A,N) or, damped, ETS(A,Ad,N); α, β, φ and the first states by maximum likelihood. Column, direction, further
//! horizons and quantiles are those of [`Arima`](super::Arima).
//!
//! Compared with: statsmodels `ETSModel`. Holt (1957), reprinted in *International Journal of Forecasting* 20; Gardner and
//! McKenzie (1985), *Management Science* 31.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ets::{self, ErrorKind, Form, Season, Trend};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};

/// Parameters of Holt's linear trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HoltParams {
    /// Whether the trend fades, by a factor between .8 and .98 a session. Default no.
    pub damped: bool,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for HoltParams {
    fn default() -> Self {
        Self { damped: false, quantiles: LEVELS.to_vec() }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Holt(
    /// Its parameters.
    pub HoltParams,
);

const NAME: &str = "holt";

impl Forecaster for Holt {
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
        let HoltParams { damped, ref quantiles } = self.0;
        let (past, values) = Past::read(NAME, train)?;
        let trend = if damped { Trend::AdditiveDamped } else { Trend::Additive };
        let form = Form { error: ErrorKind::Additive, trend, season: Season::None };
        let model = ets::fit(&values, form, 1).map_err(|e| OwnError::from(e).fitting(NAME))?;
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::Ets(model), quantiles)))
    }
}
