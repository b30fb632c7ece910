//! Intervals around any forecast, from the volatility of the target.
//!
//! ```text
//! interval of a price:   point · exp(k s_h q(level)),    of a return:   point + k s_h q(level)
//! s_h² = σ²_{t+1} + … + σ²_{t+h}: variances of the next sessions, from all that is known at the origin
//! q: quantiles of the errors' distribution
//! ```
//!
//! What σ² is the variance of, and `k`:
//!
//! - `of = "changes"`: the one-session log changes of the target's own column, so that every horizon has one. `k` puts
//!   them on the scale of the model's errors: the root mean square of the naive forecast's standardised errors over all
//!   samples, times that of the model's errors over that of the naive ones on samples that the model did not learn. These
//!   are the validation part, for a model that only watches it; for others the last quarter of the samples, forecast by
//!   a model fitted to those before, so that it is fitted twice. With fewer than 50 of them, and for models that learn
//!   from no columns, all samples.
//! - `of = "errors"`: the one-session errors of the model itself, those of its training part and then those made since; for
//!   horizon 1. `k` is 1.
//!
//! Under a model of several series each has its own volatility and `k`, of its own past; so has one that is left out, of
//! which the model itself learns nothing.
//!
//! Further horizons have intervals too where σ² is of changes, with the `k` of the main one.
//!
//! Mean models with an interval of this kind are the ARMA-GARCH models of the literature: Bollerslev (1986), *Journal of
//! Econometrics* 31; Engle (1982), *Econometrica* 50. See [`volatility`](super::volatility).

use bellwether_core::{
    Ahead, EpochLoss, FitError, Fitted, Forecast, ForecastError, Forecaster, FrameView, Further, Needs,
    Origin, Quantile, RunContext, Sample, Target, TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::{Changes, refused};
use super::garch::{check_levels, whole};
use super::recipe::{LEVELS, check_quantiles};
use super::volatility::{Errors, FittedVolatility, Mean, Options, Process, fit};
use crate::saved::{self, State};
use crate::supervised::misfit;

/// What a volatility is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VolatilityOf {
    /// The changes of the target's own column, session by session, put on the scale of the model's errors.
    #[default]
    Changes,
    /// The model's own errors one session ahead. In the training part those of a model that has learnt it by heart are too
    /// small; the forecasts made since correct the width.
    Errors,
}

/// An interval around the forecast of any model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Intervals {
    /// How the variance moves. Default GARCH(1, 1).
    pub kind: Process,
    /// The distribution of the errors. Default Student's t.
    pub errors: Errors,
    /// What the volatility is of. Default the changes of the target.
    pub of: VolatilityOf,
    /// Levels of the quantiles, rising. Default .025, .1, .5, .9, .975: the median and the intervals of 80 and 95 %.
    pub quantiles: Vec<f64>,
}

impl Default for Intervals {
    fn default() -> Self {
        let quantiles = LEVELS.to_vec();
        Self { kind: Process::Garch, errors: Errors::StudentT, of: VolatilityOf::Changes, quantiles }
    }
}

impl Intervals {
    /// The kind as a study file writes it.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Process::Garch => "garch",
            Process::GjrGarch => "gjr-garch",
            Process::Ewma => "ewma",
            Process::EwmaFitted => "ewma-fitted",
        }
    }
}

/// The recipe: a model, and the intervals around its forecasts, which replace those of its own.
pub struct WithIntervals {
    model: Box<dyn Forecaster>,
    intervals: Intervals,
}

/// Samples that it takes to tell the scale of the model's errors.
const ENOUGH: usize = 50;

/// Samples that it needs at least: values that a volatility is fitted to.
const LEAST: usize = 20;

impl WithIntervals {
    /// Intervals around the forecasts of `model`.
    pub fn new(model: Box<dyn Forecaster>, intervals: Intervals) -> Self {
        Self { model, intervals }
    }

    fn refuse(&self, value: &str, expected: &'static str) -> FitError {
        let model = self.model.name();
        FitError::Parameter { model, parameter: "intervals", value: value.to_owned(), expected }
    }

    /// The model fitted to all series, and the intervals of each.
    fn fit_all(
        &self,
        sets: &[TrainSet<'_>],
        run: &RunContext,
        fit: &FitInner<'_>,
    ) -> Result<Box<dyn Fitted>, FitError> {
        sets.iter().try_for_each(|train| self.check(train))?;
        let inner = fit(sets, run)?;
        let held_out = match self.intervals.of {
            VolatilityOf::Changes => self.held_out(sets, &run.without_checkpoints(), fit)?,
            VolatilityOf::Errors => None,
        };
        let mut series = Vec::with_capacity(sets.len());
        for (i, train) in sets.iter().enumerate() {
            if run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            let changes = Changes::find(self.model.name(), train)?;
            series.push(match self.intervals.of {
                VolatilityOf::Errors => self.of_errors(&*inner, changes, i, train)?,
                VolatilityOf::Changes => {
                    let judged = match &held_out {
                        Some(HeldOut { earlier, samples }) => {
                            (earlier.as_deref().unwrap_or(&*inner), &samples[i][..])
                        }
                        None => (&*inner, &[][..]),
                    };
                    self.of_changes(judged, changes, i, train)?
                }
            });
        }
        let quantiles = self.intervals.quantiles.clone();
        Ok(Box::new(FittedIntervals { inner, state: IntervalState { series, quantiles } }))
    }

    /// Samples that a model did not learn, series by series, and that model; none where there are too few, or nothing
    /// is learnt.
    fn held_out(
        &self,
        sets: &[TrainSet<'_>],
        run: &RunContext,
        fit: &FitInner<'_>,
    ) -> Result<Option<HeldOut>, FitError> {
        let needs = self.model.needs();
        // under a protocol whose test part chooses there is no earlier model to be had
        if !needs.features || sets.iter().any(|train| train.shown_test().is_some()) {
            return Ok(None);
        }
        if needs.validation && sets.iter().all(|train| train.validation().len() >= ENOUGH) {
            let samples = sets.iter().map(|train| train.validation().to_vec()).collect();
            return Ok(Some(HeldOut { earlier: None, samples }));
        }
        let joined: Vec<Joined> = sets.iter().map(Joined::new).collect();
        let decision = |train: &TrainSet<'_>, row: usize| train.frame().stamps()[row].decision;
        // the instant before which the earlier model learns: the same for all series
        let quarter = |(train, all): (&TrainSet<'_>, &Joined)| {
            let first = all.samples.len() - all.samples.len() / 4;
            all.samples.get(first).map(|s| decision(train, s.row))
        };
        let Some(cut) = sets.iter().zip(&joined).filter_map(quarter).min() else { return Ok(None) };
        let mut held = Vec::with_capacity(sets.len());
        let mut learnt = Vec::with_capacity(sets.len());
        for (train, all) in sets.iter().zip(&joined) {
            let known = train.frame().stamps().partition_point(|s| s.decision <= cut);
            let own = all.samples.partition_point(|s| s.row + all.longest < known);
            held.push(all.samples.iter().filter(|s| s.row + 1 >= known).copied().collect::<Vec<_>>());
            learnt.push((known, own));
        }
        if held.iter().any(|h| h.len() < ENOUGH) {
            return Ok(None);
        }
        let further: Vec<Vec<Further<'_>>> =
            joined.iter().zip(&learnt).map(|(all, (_, own))| all.further(*own)).collect();
        let parts = sets.iter().zip(&joined).zip(&learnt).zip(&further);
        let parts: Vec<TrainSet<'_>> = parts
            .map(|(((train, all), (known, own)), further)| {
                let frame = train.frame().first(*known);
                TrainSet::new(frame, &all.samples[..*own], &[], train.target())
                    .with_further(further)
                    .left_out(train.is_left_out())
            })
            .collect();
        Ok(Some(HeldOut { earlier: Some(fit(&parts, run)?), samples: held }))
    }

    fn volatility(&self, values: &[f64], mean: Mean) -> Result<FittedVolatility, FitError> {
        let Intervals { kind: process, errors, of: _, quantiles: _ } = self.intervals;
        let options = Options { process, errors, mean, ..Options::default() };
        fit(values, &options).map_err(|e| refused(self.model.name(), e))
    }

    /// `judged`: a model, and samples that it did not learn; none for all.
    fn of_changes(
        &self,
        judged: (&dyn Fitted, &[Sample]),
        changes: Changes,
        series: usize,
        train: &TrainSet<'_>,
    ) -> Result<SeriesIntervals, FitError> {
        let model = self.model.name();
        let frame = train.frame();
        let values = changes.read(&frame).map_err(|e| e.at_fit(&frame))?;
        let mut volatility = self.volatility(&values, Mean::Constant)?;
        let expected = volatility.filter(&values).map_err(|e| refused(model, e))?;
        let after = volatility.forecast(1)[0];
        let target = train.target();
        let variance = |s: &Sample| {
            volatility.sum_from(expected.get(s.row + 1).copied().unwrap_or(after), target.horizon)
        };
        let naive = |s: &Sample| error_between(target, s.target, s.last_known);
        let all: Vec<Sample> = train.samples().iter().chain(train.validation()).copied().collect();
        let (model_of, samples) = if judged.1.is_empty() { (judged.0, &all[..]) } else { judged };
        let mut own = Squares::default();
        let mut beside = Squares::default();
        for s in samples {
            let error = error_of(model_of, train, series, s);
            // both or neither
            if (error * naive(s)).is_finite() {
                own.add(error * error / variance(s));
                beside.add(naive(s) * naive(s) / variance(s));
            }
        }
        let mut naively = Squares::default();
        all.iter()
            .filter(|s| naive(s).is_finite())
            .for_each(|s| naively.add(naive(s) * naive(s) / variance(s)));
        let scale = (naively.mean() * own.mean() / beside.mean()).sqrt();
        if scale > 0.0 && scale.is_finite() {
            return Ok(SeriesIntervals { changes, volatility, scale, errors: None });
        }
        let reason = format!(
            "{} errors have a mean square of {} beside the variance, and those of the naive forecast {}: no interval",
            own.count,
            own.mean(),
            beside.mean()
        );
        Err(FitError::Numerical { model, reason })
    }

    fn of_errors(
        &self,
        inner: &dyn Fitted,
        changes: Changes,
        series: usize,
        train: &TrainSet<'_>,
    ) -> Result<SeriesIntervals, FitError> {
        let mut errors = vec![f64::NAN; train.frame().len()];
        for sample in train.samples().iter().chain(train.validation()) {
            // the row at which the error is known
            if let Some(slot) = errors.get_mut(sample.row + 1) {
                *slot = error_of(inner, train, series, sample);
            }
        }
        let volatility = self.volatility(&errors, Mean::Zero)?;
        Ok(SeriesIntervals { changes, volatility, scale: 1.0, errors: Some(errors) })
    }
}

/// Fits the model inside to some series.
type FitInner<'a> = dyn Fn(&[TrainSet<'_>], &RunContext) -> Result<Box<dyn Fitted>, FitError> + 'a;

/// Samples of each series, and the model that did not learn them; none for the one that forecasts.
struct HeldOut {
    earlier: Option<Box<dyn Fitted>>,
    samples: Vec<Vec<Sample>>,
}

/// Training and validation part as one.
struct Joined {
    samples: Vec<Sample>,
    further: Vec<(usize, Vec<f64>)>,
    /// The longest horizon.
    longest: usize,
}

impl Joined {
    fn new(train: &TrainSet<'_>) -> Self {
        let mut order: Vec<(Sample, usize)> =
            train.samples().iter().chain(train.validation()).copied().zip(0..).collect();
        // the parts of a random split are interleaved
        order.sort_by_key(|(s, _)| s.row);
        let one = |f: &Further<'_>| {
            let all = [f.train, f.validation].concat();
            (f.horizon, order.iter().map(|(_, i)| all[*i]).collect())
        };
        let further = train.further().iter().map(one).collect();
        let longest = train.further().iter().map(|f| f.horizon).fold(train.target().horizon, usize::max);
        Self { samples: order.iter().map(|(s, _)| *s).collect(), further, longest }
    }

    /// The first `own` targets at further horizons.
    fn further<'a>(&'a self, own: usize) -> Vec<Further<'a>> {
        let one = |(horizon, values): &'a (usize, Vec<f64>)| Further {
            horizon: *horizon,
            train: &values[..own],
            validation: &[],
        };
        self.further.iter().map(one).collect()
    }
}

/// A mean of squares.
#[derive(Debug, Clone, Copy, Default)]
struct Squares {
    sum: f64,
    count: usize,
}

impl Squares {
    fn add(&mut self, square: f64) {
        self.sum += square;
        self.count += 1;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// The error of a forecast: of a price in logarithms.
fn error_between(target: Target, realised: f64, forecast: f64) -> f64 {
    if target.is_price() { (realised / forecast).ln() } else { realised - forecast }
}

/// The error of the model's forecast for a sample of its own; NaN when it makes none.
fn error_of(inner: &dyn Fitted, train: &TrainSet<'_>, series: usize, sample: &Sample) -> f64 {
    let horizons = train.further().iter().map(|f| f.horizon);
    let further: Vec<Ahead> = horizons.map(|horizon| Ahead::of(horizon, sample.last_known)).collect();
    let at = Origin {
        frame: train.frame().first(sample.row + 1),
        last_known: sample.last_known,
        target: train.target(),
        stamp: train.frame().stamps()[sample.row],
        series,
        further: &further,
    };
    error(inner, &at, sample.target)
}

/// The error of the model's forecast; NaN when it makes none.
fn error(inner: &dyn Fitted, at: &Origin<'_>, realised: f64) -> f64 {
    let Ok(forecast) = inner.forecast(at) else { return f64::NAN };
    let error = error_between(at.target, realised, forecast.point);
    if error.is_finite() { error } else { f64::NAN }
}

impl Forecaster for WithIntervals {
    fn name(&self) -> &'static str {
        self.model.name()
    }

    fn needs(&self) -> Needs {
        let needs = self.model.needs();
        // the target's own column
        Needs {
            features: true,
            lookback: needs.lookback.max(1),
            min_samples: needs.min_samples.max(LEAST),
            ..needs
        }
    }

    fn validate(&self) -> Result<(), FitError> {
        self.model.validate()?;
        let Intervals { kind: _, errors: _, of: _, quantiles } = &self.intervals;
        if quantiles.is_empty() {
            return Err(self.refuse("quantiles = []", "name at least one level"));
        }
        check_quantiles(self.model.name(), quantiles)
    }

    fn suits(&self, target: Target, further: &[usize]) -> Result<(), FitError> {
        self.model.suits(target, further)?;
        if target.is_direction() {
            return Err(
                self.refuse(self.intervals.kind_name(), "an interval needs a target that is a number")
            );
        }
        if self.intervals.of == VolatilityOf::Errors && target.horizon > 1 {
            let value = format!("errors, at horizon {}", target.horizon);
            let expected = "errors are those of one session; take `of = \"changes\"` for a longer horizon";
            return Err(self.refuse(&value, expected));
        }
        Ok(())
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.fit_all(std::slice::from_ref(train), run, &|sets, run| match sets {
            [one] => self.model.fit(one, run),
            _ => self.model.fit_global(sets, run),
        })
    }

    fn fit_global(&self, series: &[TrainSet<'_>], run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.fit_all(series, run, &|sets, run| self.model.fit_global(sets, run))
    }
}

impl WithIntervals {
    fn check(&self, train: &TrainSet<'_>) -> Result<(), FitError> {
        self.validate()?;
        if train.target().is_direction() {
            let target = format!("{} with an interval", train.target().kind);
            return Err(FitError::Target { model: self.model.name(), target });
        }
        let further: Vec<usize> = train.further().iter().map(|f| f.horizon).collect();
        self.suits(train.target(), &further)
    }
}

/// The volatility of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SeriesIntervals {
    changes: Changes,
    volatility: FittedVolatility,
    /// `k`.
    scale: f64,
    /// The errors known when the model was fitted, row by row, NaN where there is none; none when it is of changes.
    #[serde(with = "gaps")]
    errors: Option<Vec<f64>>,
}

/// NaN as null, which is how JSON writes it anyway.
mod gaps {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::ref_option, reason = "the signature that serde calls")]
    pub(super) fn serialize<S: Serializer>(errors: &Option<Vec<f64>>, out: S) -> Result<S::Ok, S::Error> {
        let some = |e: &Vec<f64>| e.iter().map(|v| (!v.is_nan()).then_some(*v)).collect::<Vec<_>>();
        errors.as_ref().map(some).serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<f64>>, D::Error> {
        let read = Option::<Vec<Option<f64>>>::deserialize(input)?;
        Ok(read.map(|errors| errors.into_iter().map(|e| e.unwrap_or(f64::NAN)).collect()))
    }
}

/// What is saved beside the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IntervalState {
    series: Vec<SeriesIntervals>,
    quantiles: Vec<f64>,
}

/// A fitted model with intervals. Each forecast filters all that is known at its origin.
pub(crate) struct FittedIntervals {
    inner: Box<dyn Fitted>,
    state: IntervalState,
}

impl FittedIntervals {
    /// From saved state and the model that was saved in it.
    pub(crate) fn restore(state: IntervalState, inner: Box<dyn Fitted>) -> Result<Self, ForecastError> {
        check_levels(&state.quantiles)?;
        for one in &state.series {
            let whole = |errors: &Vec<f64>| errors.iter().all(|e| !e.is_infinite());
            let scaled = one.scale > 0.0 && one.scale.is_finite();
            if !(one.volatility.is_sound() && scaled && one.errors.as_ref().is_none_or(whole)) {
                return Err(misfit(format!(
                    "an interval with scale {} and the parameters {:?}",
                    one.scale,
                    one.volatility.parameters()
                )));
            }
        }
        Ok(Self { inner, state })
    }

    /// What the volatility is of, up to the origin.
    fn values(&self, own: &SeriesIntervals, at: &Origin<'_>) -> Result<Vec<f64>, ForecastError> {
        let frame = at.frame;
        let Some(known) = &own.errors else {
            return own.changes.read(&frame).map_err(|e| e.at_forecast(&frame));
        };
        let mut errors = known[..known.len().min(frame.len())].to_vec();
        for row in errors.len()..frame.len() {
            errors.push(row.checked_sub(1).map_or(f64::NAN, |before| self.error_at(own, at, frame, before)));
        }
        Ok(errors)
    }

    /// The error of the forecast made at a row before the origin for the row after it.
    fn error_at(&self, own: &SeriesIntervals, at: &Origin<'_>, frame: FrameView<'_>, row: usize) -> f64 {
        let last_known = own.changes.last_known(&frame, row, at.target);
        let further: Vec<Ahead> = at.further.iter().map(|a| Ahead::of(a.horizon, last_known)).collect();
        let before = Origin {
            frame: frame.first(row + 1),
            last_known,
            stamp: frame.stamps()[row],
            further: &further,
            ..*at
        };
        error(&*self.inner, &before, own.changes.realised(&frame, row + 1, at.target))
    }
}

impl Fitted for FittedIntervals {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let mut forecast = self.inner.forecast(at)?;
        let date = at.stamp.date;
        let fitted = self.state.series.len();
        let own = self.state.series.get(at.series);
        let own = own.ok_or(ForecastError::UnknownSeries { series: at.series, fitted })?;
        let point = forecast.point;
        if at.target.is_price() && point <= 0.0 {
            return Err(ForecastError::NotPositive { date, value: point });
        }
        let mut volatility = own.volatility.clone();
        let values = self.values(own, at)?;
        volatility.filter(&values).map_err(|_| ForecastError::NotFiniteOutput { date, value: f64::NAN })?;
        let next = volatility.forecast(1)[0];
        let around = |point: f64, horizon: usize| -> Vec<Quantile> {
            let deviation = own.scale * volatility.sum_from(next, horizon).sqrt();
            let quantile = |level: &f64| {
                let error = deviation * volatility.quantile(*level);
                let value = if at.target.is_price() { point * error.exp() } else { point + error };
                Quantile { level: *level, value }
            };
            self.state.quantiles.iter().map(quantile).collect()
        };
        forecast.quantiles = around(point, at.target.horizon);
        for further in &mut forecast.ahead {
            if at.target.is_price() && further.point <= 0.0 {
                return Err(ForecastError::NotPositive { date, value: further.point });
            }
            // errors of one session say nothing of those over several
            let known = own.errors.is_none();
            further.quantiles = if known { around(further.point, further.horizon) } else { Vec::new() };
        }
        whole(forecast)
    }

    fn losses(&self) -> &[EpochLoss] {
        self.inner.losses()
    }

    fn importances(&self) -> Vec<f64> {
        self.inner.importances()
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Intervals(self.state.clone()), &self.inner.to_bytes())
    }
}
