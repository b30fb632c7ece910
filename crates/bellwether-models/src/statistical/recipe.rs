//! ARIMA of the target's own past.
//!
//! ```text
//! y: the column of the target, one value a session: close, open, adj-close or log-return
//! fit: exact maximum likelihood on the rows known when it is fitted
//! forecast: all rows known at the origin filtered with those parameters, then horizon steps ahead
//! ```
//!
//! For a log return over several sessions the steps are summed. For direction, the probability that the close of the
//! horizon is above the origin's (or the summed return above 0, where there is no column of closes). Quantiles are those
//! of the Gaussian forecast. A missing value is a gap, not an error.
//!
//! Compared with: statsmodels `SARIMAX`; see [`arima`](super::arima). Box and Jenkins (1970), *Time Series Analysis*.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arima::{Constant, Options, Order, Seasonal, fit};
use super::exogenous::{Exogenous, check_exogenous, is_text};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};

/// Parameters of ARIMA.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ArimaParams {
    /// Autoregressive terms. Default 1, at most 10.
    pub p: usize,
    /// Differences. Default 1, at most 2.
    pub d: usize,
    /// Moving-average terms. Default 1, at most 10.
    pub q: usize,
    /// Seasonal part. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seasonal: Option<Seasonal>,
    /// A mean, which needs `d = 0`, or a drift, which needs at most one difference. Default none.
    pub constant: Constant,
    /// Columns of the inputs that the series is regressed on, lagged by the longest horizon, so that each forecast knows
    /// their values. Text columns among them are in the form with text only. Default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exogenous: Vec<String>,
    /// Whether to estimate again at every origin, on all that is known there, from the estimates of the fold on: the
    /// daily refits of the four-stock paper. Default no.
    pub refit: bool,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl ArimaParams {
    /// Numbers that the likelihood is maximised over, the variance among them.
    pub(crate) fn parameter_count(&self) -> usize {
        let (seasonal, differences) = self.seasonal.map_or((0, 0), |s| (s.p + s.q, s.d));
        let fixed = match self.constant {
            Constant::None => 0,
            Constant::Mean => 1,
            Constant::Drift if self.d + differences == 0 => 2,
            Constant::Drift => 1,
        };
        self.p + self.q + seasonal + fixed + self.exogenous.len() + 1
    }
}

impl Default for ArimaParams {
    fn default() -> Self {
        let quantiles = LEVELS.to_vec();
        Self {
            p: 1,
            d: 1,
            q: 1,
            seasonal: None,
            constant: Constant::None,
            exogenous: Vec::new(),
            refit: false,
            quantiles,
        }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Arima(
    /// Its parameters.
    pub ArimaParams,
);

const NAME: &str = "arima";

/// Most terms of one kind.
const MOST: usize = 10;

/// A model of one series that reads its columns row by row.
pub(super) const NEEDS: Needs = Needs { lookback: 1, min_samples: 1, features: true, ..Needs::NONE };

impl Forecaster for Arima {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs { text: self.0.exogenous.iter().any(|name| is_text(name)), ..NEEDS }
    }

    fn validate(&self) -> Result<(), FitError> {
        let ArimaParams { p, d, q, seasonal, constant, exogenous, refit: _, quantiles } = &self.0;
        let order = Order { p: *p, d: *d, q: *q, seasonal: *seasonal };
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model: NAME, parameter, value, expected })
        };
        let (sp, sq) = seasonal.map_or((0, 0), |s| (s.p, s.q));
        for (parameter, terms) in [("p", *p), ("q", *q), ("seasonal.p", sp), ("seasonal.q", sq)] {
            if terms > MOST {
                return refuse(parameter, terms.to_string(), "at most 10 terms");
            }
        }
        if *d > 2 {
            return refuse("d", d.to_string(), "at most 2 differences");
        }
        if order.check().is_err() {
            let expected = "at most 400 lags in all, 3 differences, and a season of at least 2 values";
            return refuse("seasonal", order.to_string(), expected);
        }
        let (most, expected) = match constant {
            Constant::None => (usize::MAX, ""),
            Constant::Mean => (0, "differences take a mean away: it needs d = 0"),
            Constant::Drift => (1, "a drift needs at most one difference"),
        };
        if order.differences() > most {
            let value = if *constant == Constant::Mean { "mean" } else { "drift" };
            return refuse("constant", value.to_owned(), expected);
        }
        check_exogenous(NAME, exogenous)?;
        check_quantiles(NAME, quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let ArimaParams { p, d, q, seasonal, constant, ref exogenous, refit, ref quantiles } = self.0;
        let (past, values) = Past::read(NAME, train)?;
        let (exogenous, regressors) = Exogenous::read(NAME, exogenous, train)?.unzip();
        let first = exogenous.as_ref().map_or(0, Exogenous::first);
        let regressors = regressors.unwrap_or_default();
        let order = Order { p, d, q, seasonal };
        let options = Options { constant, regressors: &regressors, ..Options::default() };
        let model = fit(&values[first..], order, &options).map_err(|e| OwnError::from(e).fitting(NAME))?;
        let own = FittedOwnPast::new(past, OwnModel::Arima(model), quantiles);
        Ok(Box::new(own.with_exogenous(exogenous).refitting(refit)))
    }
}

/// Levels of the quantiles that a model gives where it is not told otherwise: the median and the intervals of 80 and 95 %
/// that studies show.
pub(crate) const LEVELS: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

/// Refuses levels outside (0, 1) or not rising.
pub(crate) fn check_quantiles(model: &'static str, levels: &[f64]) -> Result<(), FitError> {
    let inside = levels.iter().all(|q| *q > 0.0 && *q < 1.0);
    if inside && levels.windows(2).all(|q| q[0] < q[1]) {
        return Ok(());
    }
    let value = format!("{levels:?}");
    let expected = "levels lie between 0 and 1 and rise";
    Err(FitError::Parameter { model, parameter: "quantiles", value, expected })
}
