//! GARCH of the target's own changes.
//!
//! ```text
//! r_t: the log change of a session, from the target's own column
//! fit: maximum likelihood on the rows known when it is fitted, the mean of r zero or a constant μ
//! forecast over h sessions: h μ, with variance σ²_{t+1} + … + σ²_{t+h} from all rows known at the origin
//! ```
//!
//! A price is the last one times the exponential of that; its point is the median. For direction, the probability that
//! the sum is above 0. Quantiles over several sessions take the errors' distribution at the summed variance. A missing
//! value is a gap, not an error.
//!
//! Compared with: the Python package `arch`; see [`volatility`](super::volatility). Bollerslev (1986), *Journal of
//! Econometrics* 31.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, Quantile, RunContext,
    Target, TargetKind, TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::{Changes, refused};
use super::recipe::{LEVELS, NEEDS, check_quantiles};
use super::volatility::{Errors, FittedVolatility, Mean, Options, Process, fit};
use crate::saved::{self, State};
use crate::supervised::{check_targets, misfit};

/// Parameters of GARCH.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GarchParams {
    /// How the variance moves. Default GARCH(1, 1).
    pub variance: Process,
    /// The distribution of the errors. Default Student's t.
    pub errors: Errors,
    /// The mean change of a session. Default a constant.
    pub mean: Mean,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975: the
    /// median and the intervals of 80 and 95 %.
    pub quantiles: Vec<f64>,
}

impl Default for GarchParams {
    fn default() -> Self {
        let quantiles = LEVELS.to_vec();
        Self { variance: Process::Garch, errors: Errors::StudentT, mean: Mean::Constant, quantiles }
    }
}

impl GarchParams {
    /// Numbers that a fit estimates.
    pub(crate) fn parameters(&self) -> usize {
        let Self { variance, errors, mean, quantiles: _ } = self;
        let variance = match variance {
            Process::Garch => 3,
            Process::GjrGarch => 4,
            Process::Ewma => 0,
            Process::EwmaFitted => 1,
        };
        variance + usize::from(*errors == Errors::StudentT) + usize::from(*mean == Mean::Constant)
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Garch(
    /// Its parameters.
    pub GarchParams,
);

const NAME: &str = "garch";

impl Forecaster for Garch {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn validate(&self) -> Result<(), FitError> {
        let GarchParams { variance: _, errors: _, mean: _, quantiles } = &self.0;
        check_quantiles(NAME, quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let GarchParams { variance: process, errors, mean, ref quantiles } = self.0;
        if train.target().kind == TargetKind::Open {
            let target = "open: the changes of the close are not those from a close to an open".to_owned();
            return Err(FitError::Target { model: NAME, target });
        }
        let changes = Changes::find(NAME, train)?;
        check_targets(train)?;
        let values = changes.read(&train.frame()).map_err(|e| e.at_fit(&train.frame()))?;
        let options = Options { process, errors, mean, ..Options::default() };
        let model = fit(&values, &options).map_err(|e| refused(NAME, e))?;
        Ok(Box::new(FittedGarch { changes, model, quantiles: quantiles.clone() }))
    }
}

/// A fitted GARCH. Each forecast filters all that is known at its origin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedGarch {
    changes: Changes,
    model: FittedVolatility,
    quantiles: Vec<f64>,
}

impl FittedGarch {
    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        if !self.model.is_sound() {
            return Err(misfit(format!("the parameters of a volatility {:?}", self.model.parameters())));
        }
        check_levels(&self.quantiles)
    }
}

/// Refuses saved levels that no recipe has.
pub(super) fn check_levels(levels: &[f64]) -> Result<(), ForecastError> {
    check_quantiles(NAME, levels).map_err(|_| misfit(format!("quantile levels {levels:?}")))
}

impl Fitted for FittedGarch {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let Target { kind, horizon } = at.target;
        let date = at.stamp.date;
        if at.series != 0 {
            return Err(ForecastError::UnknownSeries { series: at.series, fitted: 1 });
        }
        if at.frame.is_empty() {
            return Err(ForecastError::TooLittleHistory { date, needed: 1, found: 0 });
        }
        if at.target.is_price() && at.last_known <= 0.0 {
            return Err(ForecastError::NotPositive { date, value: at.last_known });
        }
        let values = self.changes.read(&at.frame).map_err(|e| e.at_forecast(&at.frame))?;
        let mut model = self.model.clone();
        model.filter(&values).map_err(|_| ForecastError::NotFiniteOutput { date, value: f64::NAN })?;
        let furthest = at.further.iter().map(|a| a.horizon).fold(horizon, usize::max);
        let variances = model.forecast(furthest);
        let sum = |h: usize| (h as f64 * model.parameters().mean, variances[..h].iter().sum::<f64>().sqrt());
        let of = |change: f64| if at.target.is_price() { at.last_known * change.exp() } else { change };
        let rises = |(mean, deviation): (f64, f64)| 1.0 - model.probability_below(-mean / deviation);
        let direction = kind == TargetKind::Direction;
        let point = |found: (f64, f64)| if direction { f64::from(rises(found) >= 0.5) } else { of(found.0) };
        let levels: &[f64] = if direction { &[] } else { &self.quantiles };
        let quantiles = |found: (f64, f64)| -> Vec<Quantile> {
            let value = |level: f64| of(found.0 + found.1 * model.quantile(level));
            levels.iter().map(|level| Quantile { level: *level, value: value(*level) }).collect()
        };
        let ahead = |a: &Ahead| {
            let found = sum(a.horizon);
            let probability = direction.then(|| rises(found));
            Ahead { horizon: a.horizon, point: point(found), probability, quantiles: quantiles(found) }
        };
        let main = sum(horizon);
        let forecast = Forecast {
            origin: date,
            target: at.target,
            point: point(main),
            quantiles: quantiles(main),
            probability: direction.then(|| rises(main)),
            ahead: at.further.iter().map(ahead).collect(),
        };
        whole(forecast)
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Garch(self.clone()), &[])
    }
}

/// Refuses a forecast with a number that is not finite.
pub(super) fn whole(forecast: Forecast) -> Result<Forecast, ForecastError> {
    let Forecast { origin, target: _, point, ref quantiles, probability, ref ahead } = forecast;
    let further =
        ahead.iter().flat_map(|a| a.quantiles.iter().map(|q| q.value).chain([a.point]).chain(a.probability));
    let others = quantiles.iter().map(|q| q.value).chain(further).chain(probability);
    match std::iter::once(point).chain(others).find(|v| !v.is_finite()) {
        Some(value) => Err(ForecastError::NotFiniteOutput { date: origin, value }),
        None => Ok(forecast),
    }
}
