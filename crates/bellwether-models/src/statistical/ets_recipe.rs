//! Exponential smoothing of the target's own past, its form given or chosen by AICc at every fit.
//!
//! Column, direction and further horizons are those of [`Arima`](super::Arima). Quantiles are Gaussian for forms that are
//! linear, and of simulated paths for the others. Returns have additive forms only: they are not above 0.
//!
//! Compared with: statsmodels `ETSModel`; see [`ets`](super::ets). Hyndman, Koehler, Ord and Snyder (2008),
//! *Forecasting with Exponential Smoothing*.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ets::{self, ErrorKind, Forms, Season, Trend};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};

/// One part of a form, or the choice of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice<T> {
    /// The one that AICc prefers.
    #[default]
    Auto,
    /// This one.
    #[serde(untagged)]
    Given(T),
}

/// Parameters of ETS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct EtsParams {
    /// Errors: `auto`, `additive` or `multiplicative`. Default auto.
    pub error: Choice<ErrorKind>,
    /// Trend: `auto` (none, additive or damped), `none`, `additive`, `additive-damped`, `multiplicative` or
    /// `multiplicative-damped`. Default auto.
    pub trend: Choice<Trend>,
    /// Season: `auto`, `none`, `additive` or `multiplicative`; needs a period. Default auto, which without a period is
    /// none.
    pub season: Choice<Season>,
    /// Sessions in a season, 2 to 260. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<usize>,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for EtsParams {
    fn default() -> Self {
        let quantiles = LEVELS.to_vec();
        Self { error: Choice::Auto, trend: Choice::Auto, season: Choice::Auto, period: None, quantiles }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Ets(
    /// Its parameters.
    pub EtsParams,
);

const NAME: &str = "ets";

fn refuse<T>(parameter: &'static str, value: &str, expected: &'static str) -> Result<T, FitError> {
    Err(FitError::Parameter { model: NAME, parameter, value: value.to_owned(), expected })
}

impl Ets {
    /// The forms to try for a series that is a return, or a price.
    fn forms(&self, returns: bool) -> Result<Forms, FitError> {
        let EtsParams { error, trend, season, period, quantiles: _ } = &self.0;
        let mut forms = Forms::all(*period);
        if returns {
            forms.errors = vec![ErrorKind::Additive];
            forms.seasons.retain(|s| *s != Season::Multiplicative);
        }
        let expected = "a return is not above 0: its forms are additive";
        if let Choice::Given(error) = error {
            if returns && *error == ErrorKind::Multiplicative {
                return refuse("error", "multiplicative", expected);
            }
            forms.errors = vec![*error];
        }
        if let Choice::Given(trend) = trend {
            if returns && matches!(trend, Trend::Multiplicative | Trend::MultiplicativeDamped) {
                return refuse("trend", "multiplicative", expected);
            }
            forms.trends = vec![*trend];
        }
        if let Choice::Given(season) = season {
            if returns && *season == Season::Multiplicative {
                return refuse("season", "multiplicative", expected);
            }
            forms.seasons = vec![*season];
        }
        Ok(forms)
    }
}

/// Refuses a season that is out of range.
pub(super) fn check_period(model: &'static str, period: Option<usize>) -> Result<(), FitError> {
    match period.filter(|m| !(2..=260).contains(m)) {
        None => Ok(()),
        Some(period) => {
            let (value, expected) = (period.to_string(), "a season has 2 to 260 sessions");
            Err(FitError::Parameter { model, parameter: "period", value, expected })
        }
    }
}

impl Forecaster for Ets {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn validate(&self) -> Result<(), FitError> {
        let EtsParams { error: _, trend: _, season, period, quantiles } = &self.0;
        check_period(NAME, *period)?;
        match season {
            Choice::Given(Season::Additive | Season::Multiplicative) if period.is_none() => {
                return refuse("season", "given", "a season needs its period");
            }
            Choice::Given(Season::None) if period.is_some() => {
                return refuse(
                    "period",
                    &period.unwrap_or_default().to_string(),
                    "without a season there is no period",
                );
            }
            _ => {}
        }
        check_quantiles(NAME, quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let (past, values) = Past::read(NAME, train)?;
        let forms = self.forms(past.is_summed())?;
        let model = ets::select(&values, &forms).map_err(|e| OwnError::from(e).fitting(NAME))?.best;
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::Ets(model), &self.0.quantiles)))
    }
}
