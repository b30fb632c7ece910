//! The target's own past among the columns, and forecasts from a model of it.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, FrameView, Origin, Quantile, Target, TargetKind,
    TrainSet,
};
use serde::{Deserialize, Serialize};
use statrs::function::erf::{erfc, erfc_inv};

use super::Prediction;
use super::arima::{ArimaError, FittedArima, Options, Start, fit};
use super::ets::{FittedEts, SmoothingError};
use super::exogenous::Exogenous;
use super::seasonal::FittedSeasonalNaive;
use super::theta::FittedTheta;
use crate::saved::{self, State};
use crate::supervised::{check_targets, misfit};

/// The column that a target's past is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Past {
    Close,
    Open,
    AdjClose,
    /// One session's; a target over several is their sum.
    LogReturn,
}

impl Past {
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Open => "open",
            Self::AdjClose => "adj-close",
            Self::LogReturn => "log-return",
        }
    }

    /// Whether a forecast is of the sum of the steps.
    pub(crate) fn is_summed(self) -> bool {
        self == Self::LogReturn
    }

    /// The column of a target's past among those of the training set, and its values; NaN where they are missing.
    pub(crate) fn read(model: &'static str, train: &TrainSet<'_>) -> Result<(Self, Vec<f64>), FitError> {
        let frame = train.frame();
        let candidates: &[Self] = match train.target().kind {
            TargetKind::Close => &[Self::Close],
            TargetKind::Open => &[Self::Open],
            TargetKind::AdjClose => &[Self::AdjClose],
            TargetKind::LogReturn => &[Self::LogReturn],
            TargetKind::Direction => &[Self::Close, Self::LogReturn],
        };
        let Some(past) = candidates.iter().copied().find(|p| frame.column(p.column()).is_some()) else {
            let column = candidates[0].column();
            let target = format!("{} without the input column `{column}`", train.target().kind);
            return Err(FitError::Target { model, target });
        };
        check_targets(train)?;
        let values = past.values(&frame).unwrap_or_default();
        if let Some(row) = values.iter().position(|v| v.is_infinite()) {
            let column = past.column().to_owned();
            return Err(FitError::NotFinite { column, date: frame.stamps()[row].date, value: values[row] });
        }
        Ok((past, values))
    }

    pub(crate) fn values(self, frame: &FrameView<'_>) -> Option<Vec<f64>> {
        column(frame, self.column())
    }
}

/// The values of a column.
pub(super) fn column(frame: &FrameView<'_>, name: &str) -> Option<Vec<f64>> {
    let column = frame.column(name)?;
    Some(frame.values().iter().skip(column).step_by(frame.width()).copied().collect())
}

/// Why a model of the target's own past cannot say what comes next.
#[derive(Debug)]
pub(super) enum OwnError {
    Arima(ArimaError),
    Smoothing(SmoothingError),
}

impl From<ArimaError> for OwnError {
    fn from(error: ArimaError) -> Self {
        Self::Arima(error)
    }
}

impl From<SmoothingError> for OwnError {
    fn from(error: SmoothingError) -> Self {
        Self::Smoothing(error)
    }
}

impl OwnError {
    /// In the words of forecasters, of a fit.
    pub(super) fn fitting(self, model: &'static str) -> FitError {
        let reason = match self {
            Self::Arima(ArimaError::TooShort { needed, found, .. })
            | Self::Smoothing(SmoothingError::TooShort { needed, found, .. }) => {
                return FitError::TooFewSamples { model, needed, found };
            }
            Self::Arima(other) => other.to_string(),
            Self::Smoothing(other) => other.to_string(),
        };
        FitError::Numerical { model, reason }
    }

    /// In the words of forecasters, of a forecast from column `column`.
    fn forecasting(self, at: &Origin<'_>, column: &str, first: usize) -> ForecastError {
        let (date, found) = (at.stamp.date, at.frame.len());
        match self {
            Self::Arima(ArimaError::NotFinite { index, value })
            | Self::Smoothing(SmoothingError::NotFinite { index, value }) => ForecastError::NotFinite {
                column: column.to_owned(),
                date: at.frame.stamps().get(first + index).map_or(date, |s| s.date),
                value,
            },
            Self::Arima(ArimaError::TooShort { needed, .. } | ArimaError::EarlyGap { needed, .. })
            | Self::Smoothing(SmoothingError::TooShort { needed, .. }) => {
                ForecastError::TooLittleHistory { date, needed: first + needed, found }
            }
            Self::Arima(ArimaError::Forecast { value, .. })
            | Self::Smoothing(SmoothingError::Forecast { value, .. }) => {
                ForecastError::NotFiniteOutput { date, value }
            }
            Self::Arima(other) => ForecastError::Model { date, reason: other.to_string() },
            Self::Smoothing(other) => ForecastError::Model { date, reason: other.to_string() },
        }
    }
}

/// A model of one series, with the state of the last fit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OwnModel {
    Arima(FittedArima),
    Ets(FittedEts),
    Theta(FittedTheta),
    SeasonalNaive(FittedSeasonalNaive),
}

/// The next steps.
pub(super) struct Outlook {
    steps: Vec<Prediction>,
    /// Rising simulated values of each step; empty where the forecasts are Gaussian.
    paths: Vec<Vec<f64>>,
}

/// What is known of a series at an origin.
struct Known<'a> {
    values: &'a [f64],
    regressors: &'a [Vec<f64>],
    future: &'a [Vec<f64>],
    refit: bool,
}

impl OwnModel {
    fn is_sound(&self) -> bool {
        match self {
            Self::Arima(m) => m.is_sound(),
            Self::Ets(m) => m.is_sound(),
            Self::Theta(m) => m.is_sound(),
            Self::SeasonalNaive(m) => m.is_sound(),
        }
    }

    fn outlook(&self, known: &Known<'_>, steps: usize) -> Result<Outlook, OwnError> {
        let Known { values, regressors, future, refit } = *known;
        let gaussian = |steps| Outlook { steps, paths: Vec::new() };
        Ok(match self {
            Self::Arima(m) if refit => {
                let options = Options {
                    constant: m.constant(),
                    regressors,
                    start: Start::Warm(m),
                    ..Options::default()
                };
                gaussian(fit(values, m.order(), &options)?.forecast(steps, future)?)
            }
            Self::Arima(m) => {
                let mut model = m.clone();
                model.filter(values, regressors)?;
                gaussian(model.forecast(steps, future)?)
            }
            Self::Ets(m) => {
                let mut model = m.clone();
                model.filter(values)?;
                Outlook { steps: model.forecast(steps)?, paths: model.paths(steps) }
            }
            Self::Theta(m) => {
                let mut model = m.clone();
                model.filter(values)?;
                gaussian(model.forecast(steps)?)
            }
            Self::SeasonalNaive(m) => {
                let mut model = m.clone();
                model.filter(values)?;
                gaussian(model.forecast(steps)?)
            }
        })
    }
}

/// The distribution of the target's quantity at a horizon.
enum Distribution<'a> {
    Normal { mean: f64, deviation: f64 },
    Paths { point: f64, values: &'a [f64] },
}

impl Distribution<'_> {
    fn point(&self) -> f64 {
        match self {
            Self::Normal { mean, .. } => *mean,
            Self::Paths { point, .. } => *point,
        }
    }

    fn quantile(&self, level: f64) -> f64 {
        match self {
            // the inverse of the normal distribution's function, from that of erfc
            Self::Normal { mean, deviation } => {
                mean - std::f64::consts::SQRT_2 * erfc_inv(2.0 * level) * deviation
            }
            Self::Paths { values, .. } => {
                let at = level * (values.len() - 1) as f64;
                let (low, share) = (at.floor() as usize, at.fract());
                let high = values.get(low + 1).copied().unwrap_or(values[low]);
                values[low] + share * (high - values[low])
            }
        }
    }

    /// The probability of a value above `from`.
    fn above(&self, from: f64) -> f64 {
        match self {
            Self::Normal { mean, deviation } if *deviation > 0.0 => {
                0.5 * erfc((from - mean) / deviation / std::f64::consts::SQRT_2)
            }
            Self::Normal { mean, .. } => f64::from(*mean > from),
            Self::Paths { values, .. } => {
                let below = values.partition_point(|v| *v <= from);
                1.0 - below as f64 / values.len() as f64
            }
        }
    }
}

impl Outlook {
    fn at_horizon(&self, past: Past, horizon: usize) -> Option<Distribution<'_>> {
        let index = horizon.checked_sub(1)?;
        let step = self.steps.get(index)?;
        let (mean, variance) =
            if past.is_summed() { (step.sum_mean, step.sum_variance) } else { (step.mean, step.variance) };
        if !mean.is_finite() || !variance.is_finite() {
            return None;
        }
        let values = self.paths.get(index).filter(|_| !past.is_summed());
        Some(match values {
            Some(values) => Distribution::Paths { point: mean, values },
            None => Distribution::Normal { mean, deviation: variance.max(0.0).sqrt() },
        })
    }
}

/// A model of the target's own past. Each forecast filters all that is known at its origin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedOwnPast {
    past: Past,
    model: OwnModel,
    quantiles: Vec<f64>,
    /// Other columns that it is regressed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exogenous: Option<Exogenous>,
    /// Whether each forecast first fits again, from the parameters of this fit, on all that is known at its origin.
    #[serde(default)]
    refit: bool,
}

impl FittedOwnPast {
    pub(crate) fn new(past: Past, model: OwnModel, quantiles: &[f64]) -> Self {
        Self { past, model, quantiles: quantiles.to_vec(), exogenous: None, refit: false }
    }

    pub(super) fn with_exogenous(self, exogenous: Option<Exogenous>) -> Self {
        Self { exogenous, ..self }
    }

    pub(super) fn refitting(self, refit: bool) -> Self {
        Self { refit, ..self }
    }

    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        let rising = self.quantiles.windows(2).all(|q| q[0] < q[1]);
        if !self.model.is_sound() {
            return Err(misfit("the parts of the model do not fit together".to_owned()));
        }
        if !rising || self.quantiles.iter().any(|q| !(*q > 0.0 && *q < 1.0)) {
            return Err(misfit(format!("quantile levels {:?}", self.quantiles)));
        }
        Ok(())
    }

    fn outlook(&self, at: &Origin<'_>, steps: usize) -> Result<(Outlook, f64), ForecastError> {
        let date = at.stamp.date;
        let values = self.past.values(&at.frame);
        let values = values.ok_or(ForecastError::Columns { expected: 1, found: 0 })?;
        let Some(last) = values.last().copied() else {
            return Err(ForecastError::TooLittleHistory { date, needed: 1, found: 0 });
        };
        let (first, (regressors, future)) = match &self.exogenous {
            None => (0, (Vec::new(), Vec::new())),
            Some(exogenous) => (exogenous.first(), exogenous.at_origin(at, steps)?),
        };
        let values = values.get(first..).unwrap_or_default();
        let known = Known { values, regressors: &regressors, future: &future, refit: self.refit };
        let outlook = self.model.outlook(&known, steps);
        Ok((outlook.map_err(|e| e.forecasting(at, self.past.column(), first))?, last))
    }
}

impl Fitted for FittedOwnPast {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let Target { kind, horizon } = at.target;
        let date = at.stamp.date;
        let not_finite = |value| ForecastError::NotFiniteOutput { date, value };
        if at.series != 0 {
            return Err(ForecastError::UnknownSeries { series: at.series, fitted: 1 });
        }
        let furthest = at.further.iter().map(|a| a.horizon).fold(horizon, usize::max);
        let (outlook, last) = self.outlook(at, furthest)?;
        let direction = kind == TargetKind::Direction;
        let from = if self.past.is_summed() { 0.0 } else { last };
        if direction && !from.is_finite() {
            let column = self.past.column().to_owned();
            return Err(ForecastError::NotFinite { column, date, value: from });
        }
        let of = |horizon| outlook.at_horizon(self.past, horizon).ok_or(not_finite(f64::NAN));
        let point =
            |d: &Distribution<'_>| if direction { f64::from(d.above(from) >= 0.5) } else { d.point() };
        let main = of(horizon)?;
        let levels: &[f64] = if direction { &[] } else { &self.quantiles };
        let quantiles = |d: &Distribution<'_>| -> Result<Vec<Quantile>, ForecastError> {
            let quantile = |level: &f64| {
                let value = d.quantile(*level);
                if value.is_finite() { Ok(Quantile { level: *level, value }) } else { Err(not_finite(value)) }
            };
            levels.iter().map(quantile).collect()
        };
        let ahead = at.further.iter().map(|a| {
            let found = of(a.horizon)?;
            let probability = direction.then(|| found.above(from));
            Ok(Ahead { horizon: a.horizon, point: point(&found), probability, quantiles: quantiles(&found)? })
        });
        Ok(Forecast {
            origin: date,
            target: at.target,
            point: point(&main),
            quantiles: quantiles(&main)?,
            probability: direction.then(|| main.above(from)),
            ahead: ahead.collect::<Result<_, _>>()?,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::OwnPast(self.clone()), &[])
    }
}
