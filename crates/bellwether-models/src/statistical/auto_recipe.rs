//! ARIMA of the target's own past, its orders chosen by AICc at every fit.
//!
//! Column, forecast and quantiles are those of [`Arima`](super::Arima); the orders those of
//! [`select`](super::arima::select): differences by KPSS tests, p and q step by step; with a period also a seasonal part,
//! differenced where the season is strong. Other columns may be regressed on, as in [`Arima`](super::Arima).
//!
//! Compared with: statsforecast `AutoARIMA`. Hyndman and Khandakar (2008), *Journal of Statistical Software* 27(3).

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arima::{Search, select_with};
use super::exogenous::{Exogenous, check_exogenous, is_text};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};

/// Parameters of the search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct AutoArimaParams {
    /// Most autoregressive terms. Default 5, at most 10.
    pub max_p: usize,
    /// Most differences. Default 2, at most 2.
    pub max_d: usize,
    /// Most moving-average terms. Default 5, at most 10.
    pub max_q: usize,
    /// Sessions in a season, 2 to 130. Default none: no seasonal part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<usize>,
    /// Whether a mean or a drift may be in. Default yes.
    pub constant: bool,
    /// Columns of the inputs that the series is regressed on, as for `arima`. Default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exogenous: Vec<String>,
    /// Whether to fit every order with at most 5 terms, rather than go step by step. Default no.
    pub grid: bool,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for AutoArimaParams {
    fn default() -> Self {
        let quantiles = LEVELS.to_vec();
        Self {
            max_p: 5,
            max_d: 2,
            max_q: 5,
            period: None,
            constant: true,
            exogenous: Vec::new(),
            grid: false,
            quantiles,
        }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct AutoArima(
    /// Its parameters.
    pub AutoArimaParams,
);

const NAME: &str = "auto-arima";

impl Forecaster for AutoArima {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs { text: self.0.exogenous.iter().any(|name| is_text(name)), ..NEEDS }
    }

    fn validate(&self) -> Result<(), FitError> {
        let AutoArimaParams { max_p, max_d, max_q, period, constant: _, exogenous, grid: _, quantiles } =
            &self.0;
        for (parameter, value, most, expected) in [
            ("max-p", *max_p, 10, "at most 10 terms"),
            ("max-d", *max_d, 2, "at most 2 differences"),
            ("max-q", *max_q, 10, "at most 10 terms"),
        ] {
            if value > most {
                let value = value.to_string();
                return Err(FitError::Parameter { model: NAME, parameter, value, expected });
            }
        }
        // two seasonal terms and a difference must reach over no more lags than a model may
        if let Some(period) = period.filter(|m| !(2..=130).contains(m)) {
            let (value, expected) = (period.to_string(), "a season has 2 to 130 sessions");
            return Err(FitError::Parameter { model: NAME, parameter: "period", value, expected });
        }
        check_exogenous(NAME, exogenous)?;
        check_quantiles(NAME, quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let AutoArimaParams { max_p, max_d, max_q, period, constant, ref exogenous, grid, ref quantiles } =
            self.0;
        let (past, values) = Past::read(NAME, train)?;
        let (exogenous, regressors) = Exogenous::read(NAME, exogenous, train)?.unzip();
        let first = exogenous.as_ref().map_or(0, Exogenous::first);
        let search = Search {
            most_p: max_p,
            most_d: max_d,
            most_q: max_q,
            period,
            constant,
            grid,
            ..Search::default()
        };
        let chosen = select_with(&values[first..], &regressors.unwrap_or_default(), &search);
        let model = chosen.map_err(|e| OwnError::from(e).fitting(NAME))?.best;
        let own = FittedOwnPast::new(past, OwnModel::Arima(model), quantiles);
        Ok(Box::new(own.with_exogenous(exogenous)))
    }
}
