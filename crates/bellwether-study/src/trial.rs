//! The unit of work: one model on one ticker, or on all of them, with one set of inputs, one fold and one seed.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::{
    Ahead, Checkpoints, EpochLoss, FeatureFrame, FitError, Forecast, Forecaster, Origin, Quantile,
    RunContext, TrainSet,
};
use serde::{Deserialize, Serialize};

pub(crate) use crate::asked::Asked;
use crate::record::Arm;
use crate::samples::{Part, TickerStudy};
use crate::{ModelEntry, Scope, StudyConfig, importances, left_out};

/// Changes when a trial of the same key would give other numbers.
const TRIAL_VERSION: u32 = 8;

/// Which fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FoldIndex {
    /// One of the protocol's.
    Test(usize),
    /// The one beyond the data.
    Next,
}

/// One trial, not yet run.
pub(crate) struct Trial<'a> {
    pub(crate) config: &'a StudyConfig,
    /// The tickers that it learns from and forecasts; one, unless the model is global.
    pub(crate) tickers: Vec<&'a TickerStudy>,
    /// The place among them of the one that is left out: forecast, and not learnt from. None under every protocol that leaves
    /// none out, when all of them are both.
    pub(crate) held: Option<usize>,
    pub(crate) arm: Arm,
    pub(crate) model: &'a ModelEntry,
    pub(crate) seed: u64,
    pub(crate) fold: FoldIndex,
}

/// What a trial found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// One forecast for each test sample of the fold (one in all for the fold beyond the data), ticker by ticker.
    Forecasts {
        points: Vec<TrialPoint>,
        losses: Vec<EpochLoss>,
        /// Of the columns, as [`Fitted::importances`](bellwether_core::Fitted::importances) summed over the window.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        importances: Vec<f64>,
    },
    /// The model failed, in words.
    Failed(String),
}

/// A forecast as a trial keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrialPoint {
    pub(crate) point: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
    /// At each further horizon of the study; empty when the model makes no such forecasts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ahead: Vec<Ahead>,
    /// The model's own quantiles in rising order of level; empty when it has none, and for direction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) quantiles: Vec<Quantile>,
}

impl Trial<'_> {
    /// A short description for progress and failures.
    pub(crate) fn label(&self) -> String {
        let fold = match self.fold {
            FoldIndex::Test(i) => format!("fold {}", i + 1),
            FoldIndex::Next => "next session".to_owned(),
        };
        let text = self.config.inputs.arm_words(self.arm).map_or(String::new(), |words| format!(" {words}"));
        let text = if self.arm.has_text() { text } else { String::new() };
        let whose = match (self.model.scope, self.tickers.as_slice()) {
            (Scope::PerTicker, [ticker]) => ticker.ticker.to_string(),
            (_, tickers) if self.held.is_some() => {
                self.held.and_then(|held| tickers.get(held)).map_or(String::new(), |t| t.ticker.to_string())
            }
            _ => "all tickers".to_owned(),
        };
        format!("{whose} {}{text}, {fold}, seed {}", self.model.label(), self.seed)
    }

    /// What the fit reads of each ticker.
    ///
    /// A global model must exist when the first of the tickers is tested: what the others know later is cut off, and
    /// what it trains on ends before what it is watched on begins. A split that learns from both sides has no such instant.
    pub(crate) fn parts(&self) -> Result<Vec<Part>, String> {
        if let Some(held) = self.held {
            return left_out::parts(self.config, &self.tickers, held, self.fold);
        }
        let parts: Option<Vec<Part>> = self.tickers.iter().map(|t| t.part(self.config, self.fold)).collect();
        let parts = parts.ok_or_else(|| "the newest session has a missing input".to_owned())?;
        if self.model.scope == Scope::PerTicker || self.config.protocol.learns_from_later() {
            return Ok(parts);
        }
        let whole = || self.tickers.iter().zip(&parts);
        let first_origin = whole().filter_map(|(t, p)| Some(t.decision(p.origins.first()?.0))).min();
        let Some(cut) = first_origin else { return Ok(parts) };
        let watched = whole().filter_map(|(t, p)| t.first_watched(p)).min();
        let mut out = Vec::with_capacity(parts.len());
        for (ticker, part) in self.tickers.iter().zip(parts) {
            let part = ticker.cut(part, cut, watched);
            if part.train.is_empty() {
                return Err(format!("{} has nothing to learn from that was known at {cut}", ticker.ticker));
            }
            out.push(part);
        }
        Ok(out)
    }

    /// Forecasts that it makes for each ticker; for the one that is left out alone where one is.
    fn counts(&self) -> Vec<usize> {
        let count = |t: &&TickerStudy| t.part(self.config, self.fold).map_or(0, |p| p.origins.len());
        self.forecast().iter().map(count).collect()
    }

    /// The tickers that it forecasts.
    fn forecast(&self) -> &[&TickerStudy] {
        match self.held {
            Some(held) => self.tickers.get(held..=held).unwrap_or_default(),
            None => &self.tickers,
        }
    }

    /// Whether a recorded outcome has the forecasts that an intact one has.
    pub(crate) fn fits(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Forecasts { points, .. } => {
                let further = self.config.target.further.len();
                let whole = |p: &TrialPoint| p.ahead.is_empty() || p.ahead.len() == further;
                self.counts().iter().sum::<usize>() == points.len() && points.iter().all(whole)
            }
            Outcome::Failed(_) => true,
        }
    }

    /// The outcome ticker by ticker, of those that it forecasts.
    pub(crate) fn split(&self, outcome: Outcome) -> Vec<Outcome> {
        match outcome {
            Outcome::Failed(reason) => vec![Outcome::Failed(reason); self.forecast().len()],
            Outcome::Forecasts { points, losses, importances } => {
                let mut points = points.into_iter();
                let own = |n: usize| Outcome::Forecasts {
                    points: points.by_ref().take(n).collect(),
                    losses: losses.clone(),
                    importances: importances.clone(),
                };
                self.counts().into_iter().map(own).collect()
            }
        }
    }

    /// The content that the result depends on, and nothing else: data, target, model, seed, code.
    pub(crate) fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("bellwether trial");
        let mut text = |s: &str| {
            hasher.update(&(s.len() as u64).to_le_bytes());
            hasher.update(s.as_bytes());
        };
        text(env!("CARGO_PKG_VERSION"));
        text(&TRIAL_VERSION.to_string());
        text(bellwether_models::instruction_set());
        let ModelEntry { name: _, preset: _, scope, intervals, pca, decomposition, spec } = self.model;
        let recipe = (spec, intervals, scope, pca, decomposition, &self.config.target);
        text(&serde_json::to_string(&recipe).unwrap_or_default());
        let needs = self.model.build().needs();
        text(&if needs.seeded { self.seed.to_string() } else { String::new() });
        if let Some(held) = self.held {
            text(&format!("without {held}"));
        }
        match self.parts() {
            Ok(parts) => {
                for (ticker, part) in self.tickers.iter().zip(&parts) {
                    self.hash(&mut hasher, ticker, part, needs.features);
                }
            }
            Err(reason) => text(&reason),
        }
        hasher.finalize().to_hex().to_string()
    }

    /// What the trial reads of one ticker.
    fn hash(&self, hasher: &mut blake3::Hasher, ticker: &TickerStudy, part: &Part, features: bool) {
        let Part { train, validation, origins, known, shown, .. } = part;
        let last_row = origins.iter().map(|o| o.0).max().unwrap_or(0).max(*known);
        let last_row = ticker.last_shown(self.config, part).unwrap_or(0).max(last_row);
        if features {
            let frame = self.columns(ticker);
            let view =
                frame.first(if self.model.decomposition.sees_future() { frame.len() } else { last_row + 1 });
            for name in view.names() {
                hasher.update(&(name.len() as u64).to_le_bytes());
                hasher.update(name.as_bytes());
            }
            view.values().iter().for_each(|v| {
                hasher.update(&v.to_bits().to_le_bytes());
            });
        }
        let mut number = |v: f64| {
            hasher.update(&v.to_bits().to_le_bytes());
        };
        number(*known as f64);
        for range in [train, validation, shown] {
            number(range.len() as f64);
            for i in range.clone() {
                let s = ticker.samples[i];
                number(s.row as f64);
                number(s.target);
                number(s.last_known);
                ticker.further.iter().for_each(|targets| number(targets[i]));
            }
        }
        number(origins.len() as f64);
        for (row, last_known) in origins {
            number(*row as f64);
            number(*last_known);
            ticker.naive(self.config, *row).iter().for_each(|n| number(n.point));
        }
    }

    /// The columns of a ticker that the model may see, those of the fold's topics among them, before parts of the whole
    /// series are added to them.
    fn columns<'t>(&self, ticker: &'t TickerStudy) -> Cow<'t, FeatureFrame> {
        let columns = if self.model.decomposition.sees_future() {
            ticker.whole_frame(self.arm)
        } else {
            ticker.frame(self.arm)
        };
        ticker.with_topics(columns, self.arm, self.fold)
    }

    /// The columns of a ticker that the model sees.
    pub(crate) fn frame<'t>(
        &self,
        ticker: &'t TickerStudy,
        context: &RunContext,
    ) -> Result<Cow<'t, FeatureFrame>, FitError> {
        let columns = self.columns(ticker);
        if !self.model.decomposition.sees_future() {
            return Ok(columns);
        }
        let whole = self.model.spec.with_whole_series(&columns, self.config.target.main(), context)?;
        Ok(whole.map_or(columns, Cow::Owned))
    }

    /// Fits and forecasts, from where the training was left. `None` when the user stopped the run.
    pub(crate) fn run(&self, stop: &Arc<AtomicBool>, training: Arc<dyn Checkpoints>) -> Option<Outcome> {
        self.run_as(&*self.model.build(), &Asked::default(), stop, training)
    }

    /// The same with a model built already, asked in another way.
    pub(crate) fn run_as(
        &self,
        model: &dyn Forecaster,
        asked: &Asked,
        stop: &Arc<AtomicBool>,
        training: Arc<dyn Checkpoints>,
    ) -> Option<Outcome> {
        let parts = match self.parts() {
            Ok(parts) => parts,
            Err(reason) => return Some(Outcome::Failed(reason)),
        };
        let context = RunContext::with_stop(self.seed, Arc::clone(stop)).with_checkpoints(training);
        // nothing of the trial outlives a panic, which is a fault in a model and must not cost the other trials
        let work = AssertUnwindSafe(|| self.fit_and_forecast(model, asked, &parts, &context));
        match std::panic::catch_unwind(work) {
            Ok(Err(FitError::Cancelled)) => None,
            Ok(Err(e)) => Some(Outcome::Failed(e.to_string())),
            Ok(Ok(outcome)) => Some(outcome),
            Err(panic) => Some(Outcome::Failed(format!("a fault in the model: {}", words(&*panic)))),
        }
    }

    fn fit_and_forecast(
        &self,
        model: &dyn Forecaster,
        asked: &Asked,
        parts: &[Part],
        context: &RunContext,
    ) -> Result<Outcome, FitError> {
        let whole = || self.tickers.iter().zip(parts);
        let further: Vec<_> = whole().map(|(t, p)| t.further_targets(self.config, p)).collect();
        let frames = whole()
            .map(|(t, _)| Ok(asked.dated(self.frame(t, context)?)))
            .collect::<Result<Vec<_>, FitError>>()?;
        let sets: Vec<TrainSet<'_>> = whole()
            .zip(&frames)
            .zip(&further)
            .enumerate()
            .map(|(place, (((t, p), frame), f))| {
                t.train_set(self.config, frame, p, f).left_out(self.held == Some(place))
            })
            .collect();
        let fitted = match (self.model.scope, sets.as_slice()) {
            (Scope::PerTicker, [train]) => model.fit(train, context)?,
            _ => model.fit_global(&sets, context)?,
        };
        let target = self.config.target.main();
        let origins = parts.iter().enumerate();
        let days: Vec<(usize, usize)> =
            origins.flat_map(|(series, p)| (0..p.origins.len()).map(move |i| (series, i))).collect();
        let mut points: Vec<Option<TrialPoint>> = vec![None; days.len()];
        for place in asked.order(days.len()) {
            let (series, i) = days[place];
            let (ticker, frame, (row, last_known)) =
                (self.tickers[series], &frames[series], &parts[series].origins[i]);
            let (view, naive) = (frame.first(row + 1), ticker.naive(self.config, *row));
            let at = Origin {
                frame: view,
                last_known: *last_known,
                target,
                stamp: view.stamps()[*row],
                series,
                further: &naive,
            };
            let point = fitted.forecast(&at).map_err(|e| e.to_string());
            match point.and_then(|forecast| kept(forecast, &self.config.target.further)) {
                Ok(point) => points[place] = Some(point),
                Err(reason) => return Ok(Outcome::Failed(reason)),
            }
        }
        let points = points.into_iter().flatten().collect();
        let width = frames.first().map_or(0, |frame| frame.view().width());
        let importances = importances::by_column(&fitted.importances(), width);
        Ok(Outcome::Forecasts { points, losses: fitted.losses().to_vec(), importances })
    }
}

/// The forecast as it is kept; refuses further horizons other than those asked for, and quantiles that are none.
fn kept(forecast: Forecast, asked: &[usize]) -> Result<TrialPoint, String> {
    let Forecast { origin, point, probability, ahead, quantiles, target } = forecast;
    if !ahead.is_empty() && !ahead.iter().map(|a| a.horizon).eq(asked.iter().copied()) {
        let given: Vec<usize> = ahead.iter().map(|a| a.horizon).collect();
        return Err(format!(
            "the forecast at {origin} is for the further horizons {given:?}, and {asked:?} were asked for"
        ));
    }
    let direction = target.is_direction();
    let wrong = |a: &&Ahead| if direction { a.point != 0.0 && a.point != 1.0 } else { !a.point.is_finite() };
    if let Some(Ahead { horizon, point, .. }) = ahead.iter().find(wrong) {
        return Err(format!("the forecast at {origin} for {horizon} sessions ahead is {point}"));
    }
    let chance = |a: &Ahead| a.probability.is_some_and(|p| !(0.0..=1.0).contains(&p));
    if let Some(Ahead { horizon, probability: Some(p), .. }) = ahead.iter().find(|a| chance(a)) {
        return Err(format!("the probability at {origin} for {horizon} sessions ahead is {p}"));
    }
    let own = |quantiles: Vec<Quantile>, what: &dyn std::fmt::Display| {
        // a class has no quantiles
        let quantiles = if direction { Vec::new() } else { quantiles };
        if rising(&quantiles) {
            return Ok(quantiles);
        }
        Err(format!(
            "the quantiles of the forecast at {origin}{what} are not finite and rising: {quantiles:?}"
        ))
    };
    let of_horizon = |a: Ahead| {
        let probability = a.probability.filter(|_| direction);
        let quantiles = own(a.quantiles, &format_args!(" for {} sessions ahead", a.horizon))?;
        Ok(Ahead { probability, quantiles, ..a })
    };
    let ahead = ahead.into_iter().map(of_horizon).collect::<Result<_, String>>()?;
    Ok(TrialPoint { point, probability, ahead, quantiles: own(quantiles, &"")? })
}

/// Whether levels and values are finite, in their range and in order.
fn rising(quantiles: &[Quantile]) -> bool {
    let whole = |q: &Quantile| q.level > 0.0 && q.level < 1.0 && q.value.is_finite();
    quantiles.iter().all(whole)
        && quantiles.windows(2).all(|q| q[0].level < q[1].level && q[0].value <= q[1].value)
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it does not say what")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bellwether_core::{Target, TargetKind};

    use super::*;

    fn forecast(kind: TargetKind, ahead: &[(usize, f64)], quantiles: &[(f64, f64)]) -> Forecast {
        Forecast {
            origin: "2014-01-02".parse().unwrap(),
            target: Target { kind, horizon: 1 },
            point: 1.0,
            quantiles: quantiles.iter().map(|&(level, value)| Quantile { level, value }).collect(),
            probability: None,
            ahead: ahead.iter().map(|&(horizon, point)| Ahead::of(horizon, point)).collect(),
        }
    }

    #[test]
    fn what_was_asked_for_is_kept() {
        let all = forecast(TargetKind::Close, &[(5, 2.0), (3, 3.0)], &[(0.1, 0.0), (0.9, 0.0)]);
        let point = kept(all, &[5, 3]).unwrap();
        let points: Vec<f64> = point.ahead.iter().map(|a| a.point).collect();
        assert_eq!((points, point.quantiles.len()), (vec![2.0, 3.0], 2));
        let levels = |levels: [f64; 2]| levels.map(|level| Quantile { level, value: level }).to_vec();
        let mut own = forecast(TargetKind::Close, &[(5, 2.0)], &[]);
        own.ahead[0].quantiles = levels([0.1, 0.9]);
        assert_eq!(kept(own.clone(), &[5]).unwrap().ahead, own.ahead);
        own.ahead[0].quantiles = levels([0.9, 0.1]);
        assert!(kept(own, &[5]).unwrap_err().contains("for 5 sessions ahead are not finite and rising"));
        let mut rise = forecast(TargetKind::Direction, &[], &[]);
        rise.ahead = vec![Ahead::rise(5, 0.7)];
        assert_eq!(kept(rise.clone(), &[5]).unwrap().ahead[0].probability, Some(0.7));
        rise.ahead[0].probability = Some(1.5);
        assert!(kept(rise, &[5]).unwrap_err().ends_with("for 5 sessions ahead is 1.5"));
        // a model may leave further horizons out, and classes have no quantiles
        let point = kept(forecast(TargetKind::Direction, &[], &[(0.5, 1.0)]), &[5]).unwrap();
        assert!(point.ahead.is_empty() && point.quantiles.is_empty());
    }

    #[test]
    fn what_is_none_is_refused_with_the_values() {
        let refused = |kind, ahead: &[(usize, f64)], quantiles: &[(f64, f64)]| {
            kept(forecast(kind, ahead, quantiles), &[5, 3]).unwrap_err()
        };
        let close = TargetKind::Close;
        assert_eq!(
            refused(close, &[(3, 2.0), (5, 3.0)], &[]),
            "the forecast at 2014-01-02 is for the further horizons [3, 5], and [5, 3] were asked for"
        );
        assert!(refused(close, &[(5, 2.0), (3, f64::NAN)], &[]).ends_with("3 sessions ahead is NaN"));
        assert!(refused(TargetKind::Direction, &[(5, 1.0), (3, 0.7)], &[]).ends_with("is 0.7"));
        for quantiles in [
            [(0.1, 1.0), (0.9, 0.0)],
            [(0.9, 0.0), (0.1, 1.0)],
            [(0.1, 0.0), (1.0, 1.0)],
            [(0.1, 0.0), (0.9, f64::INFINITY)],
        ] {
            assert!(refused(close, &[], &quantiles).contains("not finite and rising"), "{quantiles:?}");
        }
    }
}
