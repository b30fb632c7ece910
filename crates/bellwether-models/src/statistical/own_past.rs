//! The target's own past among the columns, and forecasts from a model of it.

use bellwether_core::{
    Ahead, FitError, Fitted, Forecast, ForecastError, FrameView, Origin, Quantile, Target, TargetKind,
    TrainSet,
};
use serde::{Deserialize, Serialize};
use statrs::function::erf::{erfc, erfc_inv};

use super::arima::{ArimaError, FittedArima, Prediction};
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
        let column = frame.column(self.column())?;
        Some(frame.values().iter().skip(column).step_by(frame.width()).copied().collect())
    }
}

/// The error of a fit, in the words of forecasters.
pub(super) fn refused(model: &'static str, error: ArimaError) -> FitError {
    match error {
        ArimaError::TooShort { needed, found, .. } => FitError::TooFewSamples { model, needed, found },
        other => FitError::Numerical { model, reason: other.to_string() },
    }
}

/// A model of the target's own past. Each forecast filters all that is known at its origin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedOwnPast {
    pub(super) past: Past,
    pub(super) model: FittedArima,
    pub(super) quantiles: Vec<f64>,
}

impl FittedOwnPast {
    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        let rising = self.quantiles.windows(2).all(|q| q[0] < q[1]);
        if !self.model.is_sound() {
            return Err(misfit(format!("the parts of ARIMA{} do not fit together", self.model.order())));
        }
        if !rising || self.quantiles.iter().any(|q| !(*q > 0.0 && *q < 1.0)) {
            return Err(misfit(format!("quantile levels {:?}", self.quantiles)));
        }
        Ok(())
    }

    fn state(&self, at: &Origin<'_>) -> Result<(FittedArima, f64), ForecastError> {
        let date = at.stamp.date;
        let found = at.frame.len();
        let values = self.past.values(&at.frame);
        let values = values.ok_or(ForecastError::Columns { expected: 1, found: 0 })?;
        let Some(last) = values.last().copied() else {
            return Err(ForecastError::TooLittleHistory { date, needed: 1, found });
        };
        let mut model = self.model.clone();
        model.filter(&values, &[]).map_err(|e| match e {
            ArimaError::NotFinite { index, value } => ForecastError::NotFinite {
                column: self.past.column().to_owned(),
                date: at.frame.stamps()[index].date,
                value,
            },
            ArimaError::TooShort { needed, .. } | ArimaError::EarlyGap { needed, .. } => {
                ForecastError::TooLittleHistory { date, needed, found }
            }
            _ => ForecastError::NotFiniteOutput { date, value: f64::NAN },
        })?;
        Ok((model, last))
    }
}

/// Expectation and standard deviation of the target's quantity at a horizon.
fn at_horizon(steps: &[Prediction], past: Past, horizon: usize) -> Option<(f64, f64)> {
    let step = steps.get(horizon.checked_sub(1)?)?;
    let (mean, variance) =
        if past.is_summed() { (step.sum_mean, step.sum_variance) } else { (step.mean, step.variance) };
    (mean.is_finite() && variance.is_finite()).then(|| (mean, variance.max(0.0).sqrt()))
}

/// P(Z > −(mean − from) / deviation).
pub(crate) fn probability_of_rise(mean: f64, deviation: f64, from: f64) -> f64 {
    if deviation > 0.0 {
        0.5 * erfc((from - mean) / deviation / std::f64::consts::SQRT_2)
    } else {
        f64::from(mean > from)
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
        let (model, last) = self.state(at)?;
        let direction = kind == TargetKind::Direction;
        let from = if self.past.is_summed() { 0.0 } else { last };
        if direction && !from.is_finite() {
            let column = self.past.column().to_owned();
            return Err(ForecastError::NotFinite { column, date, value: from });
        }
        let furthest = at.further.iter().map(|a| a.horizon).fold(horizon, usize::max);
        let steps = model.forecast(furthest, &[]).map_err(|e| match e {
            ArimaError::Forecast { value, .. } => not_finite(value),
            _ => not_finite(f64::NAN),
        })?;
        let of = |horizon| at_horizon(&steps, self.past, horizon).ok_or(not_finite(f64::NAN));
        let rises = |(mean, deviation): (f64, f64)| probability_of_rise(mean, deviation, from);
        let point = |found: (f64, f64)| if direction { f64::from(rises(found) >= 0.5) } else { found.0 };
        let main = of(horizon)?;
        let ahead = at.further.iter().map(|a| Ok(Ahead { horizon: a.horizon, point: point(of(a.horizon)?) }));
        let quantile = |level: &f64| {
            // the inverse of the normal distribution's function, from that of erfc
            let z = -std::f64::consts::SQRT_2 * erfc_inv(2.0 * level);
            Quantile { level: *level, value: main.0 + z * main.1 }
        };
        let levels: &[f64] = if direction { &[] } else { &self.quantiles };
        let quantiles: Vec<Quantile> = levels.iter().map(quantile).collect();
        if let Some(q) = quantiles.iter().find(|q| !q.value.is_finite()) {
            return Err(not_finite(q.value));
        }
        Ok(Forecast {
            origin: date,
            target: at.target,
            point: point(main),
            quantiles,
            probability: direction.then(|| rises(main)),
            ahead: ahead.collect::<Result<_, _>>()?,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::OwnPast(self.clone()), &[])
    }
}
