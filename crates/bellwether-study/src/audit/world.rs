//! A study on one future: the true one, or another.

use std::sync::Arc;

use bellwether_core::{Checkpoints, Forecaster, Timestamp};
use bellwether_models::ModelSpec;
use bellwether_models::naive::PersistenceParams;

use super::{AuditOptions, Found};
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::trial::{Asked, FoldIndex, Outcome, Trial, TrialPoint};
use crate::{ModelEntry, RunOptions, Scope, StudyConfig, StudyError, runner, topics};

/// The fold that models are fitted at.
pub(super) const FOLD: FoldIndex = FoldIndex::Test(0);

/// A fit leaves nothing behind.
#[derive(Debug)]
struct Nowhere;

impl Checkpoints for Nowhere {
    fn load(&self) -> Option<Vec<u8>> {
        None
    }

    fn save(&self, _: &[u8]) {}
}

/// The study's tickers with the topics of their folds, and the models of the auditor's own.
pub(super) struct World {
    pub(super) tickers: Vec<TickerStudy>,
    own: Vec<Box<dyn Forecaster>>,
}

impl World {
    pub(super) fn new(
        config: &StudyConfig,
        dataset: &Dataset,
        options: &AuditOptions,
    ) -> Result<Self, StudyError> {
        let mut tickers = runner::prepare(config, dataset)?;
        if config.topics().is_some() {
            let run = RunOptions { stop: Arc::clone(&options.stop), ..RunOptions::new(&options.directory) };
            if topics::fit(config, dataset, &mut tickers, &run, &|_| {})?.is_none() {
                return Err(StudyError::Stopped);
            }
        }
        Ok(Self { tickers, own: options.own.iter().map(|own| own.build(dataset)).collect() })
    }

    /// The tickers that the first fold is of.
    pub(super) fn learning(&self, config: &StudyConfig) -> Vec<usize> {
        let has_fold = |t: &usize| self.tickers[*t].part(config, FOLD).is_some_and(|p| !p.origins.is_empty());
        (0..self.tickers.len()).filter(has_fold).collect()
    }

    /// The first decision of the fold.
    pub(super) fn first_decision(&self, config: &StudyConfig) -> Option<Timestamp> {
        self.learning(config).into_iter().filter_map(|t| self.decision_of(config, t)).min()
    }

    /// A ticker's first decision of the fold.
    fn decision_of(&self, config: &StudyConfig, ticker: usize) -> Option<Timestamp> {
        let ticker = &self.tickers[ticker];
        Some(ticker.decision(ticker.part(config, FOLD)?.origins.first()?.0))
    }

    /// Fits a model at the first fold, with the first seed, and asks it for the days of the test.
    ///
    /// # Errors
    /// [`StudyError::Stopped`]; a model that fails is told within.
    pub(super) fn run(
        &self,
        config: &StudyConfig,
        unit: &Unit,
        asked: Asked,
        options: &AuditOptions,
    ) -> Result<Result<Vec<Day>, String>, StudyError> {
        let tickers: Vec<&TickerStudy> = unit.tickers.iter().map(|t| &self.tickers[*t]).collect();
        let seed = config.study.seeds[0];
        let trial =
            Trial { config, tickers, held: unit.held, arm: unit.arm, model: &unit.entry, seed, fold: FOLD };
        let built;
        let model = if let Some(own) = unit.own {
            &*self.own[own]
        } else {
            built = unit.entry.build();
            &*built
        };
        let outcome = trial.run_as(model, &asked, &options.stop, Arc::new(Nowhere));
        let points = match outcome.ok_or(StudyError::Stopped)? {
            Outcome::Failed(reason) => return Ok(Err(reason)),
            Outcome::Forecasts { points, .. } => points,
        };
        let mut points = points.into_iter();
        let mut days = Vec::new();
        for ticker in unit.forecast() {
            let origins = self.tickers[*ticker].part(config, FOLD).map_or(Vec::new(), |p| p.origins);
            let own = origins.into_iter().zip(points.by_ref());
            days.extend(own.map(|((row, _), point)| Day { ticker: *ticker, row, point }));
        }
        Ok(Ok(days))
    }
}

/// A model with its inputs, put to the test.
pub(super) struct Unit {
    pub(super) entry: ModelEntry,
    /// Its place among the auditor's own.
    own: Option<usize>,
    pub(super) arm: Arm,
    pub(super) features: bool,
    /// One, unless the model learns from all.
    pub(super) tickers: Vec<usize>,
    /// The place among them of the one that is left out: forecast, and not learnt from.
    held: Option<usize>,
    pub(super) label: String,
    /// With its inputs, in words.
    pub(super) who: String,
}

impl Unit {
    /// Whether it learns from one ticker at a time, as a model of the study.
    pub(super) fn is_of_one_ticker(&self) -> bool {
        self.own.is_none() && self.entry.scope == Scope::PerTicker
    }

    /// The tickers that it forecasts.
    pub(super) fn forecast(&self) -> &[usize] {
        match self.held {
            Some(held) => self.tickers.get(held..=held).unwrap_or_default(),
            None => &self.tickers,
        }
    }
}

/// Every model with each of its inputs, on the first of the tickers that learn, or on all of them.
pub(super) fn units(config: &StudyConfig, world: &World, options: &AuditOptions) -> Vec<Unit> {
    let with_text = world.tickers.iter().map(TickerStudy::text_arms).max().unwrap_or(0);
    let learning = world.learning(config);
    let cut = world.first_decision(config);
    if learning.is_empty() {
        return Vec::new();
    }
    let of_study = config.models.iter().map(|entry| (entry.clone(), None, entry.build().needs()));
    let own = options.own.iter().enumerate().map(|(place, own)| {
        // what stands for it where a study asks for an entry
        let placeholder = ModelSpec::Persistence(PersistenceParams::default());
        let entry = ModelEntry { name: Some(own.name.clone()), ..ModelEntry::new(placeholder) };
        (entry, Some(place), world.own[place].needs())
    });
    let mut units = Vec::new();
    for (entry, own, needs) in of_study.chain(own) {
        for arm in runner::arms_of(needs, with_text) {
            let label = entry.label();
            let who = match config.inputs.arm_words(arm) {
                Some(words) if arm.has_text() => format!("{label} {words}"),
                _ => label.clone(),
            };
            let tickers = match entry.scope {
                Scope::Global => learning.clone(),
                Scope::PerTicker => learning.iter().take(1).copied().collect(),
            };
            // under a protocol that leaves a ticker out, the one that is tested first
            let held = tickers.iter().position(|t| {
                config.protocol.leaves_ticker_out()
                    && entry.scope == Scope::Global
                    && world.decision_of(config, *t) == cut
            });
            let (entry, features) = (entry.clone(), needs.features);
            units.push(Unit { entry, own, arm, features, tickers, held, label, who });
        }
    }
    units
}

/// The forecast of one day of the test.
pub(super) struct Day {
    pub(super) ticker: usize,
    pub(super) row: usize,
    pub(super) point: TrialPoint,
}

impl Day {
    /// Every number of it.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        let TrialPoint { point, probability, ahead, quantiles } = &self.point;
        let further = ahead.iter().flat_map(|a| {
            let quantiles = a.quantiles.iter().map(|q| q.value);
            std::iter::once(a.point).chain(a.probability).chain(quantiles)
        });
        let own = quantiles.iter().map(|q| q.value);
        std::iter::once(*point).chain(*probability).chain(further).chain(own)
    }

    /// By how much it differs, if by one bit.
    pub(super) fn moved(&self, other: &Self) -> Option<f64> {
        let (was, is): (Vec<f64>, Vec<f64>) = (self.numbers().collect(), other.numbers().collect());
        if was.len() != is.len() {
            return Some(f64::MAX);
        }
        if was.iter().zip(&is).all(|(a, b)| a.to_bits() == b.to_bits()) {
            return None;
        }
        Some(was.iter().zip(&is).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
    }
}

/// What each model forecasts on the true data; those that fail are told.
pub(super) fn bases(
    config: &StudyConfig,
    world: &World,
    units: Vec<Unit>,
    options: &AuditOptions,
    found: &mut Found,
) -> Result<Vec<(Unit, Vec<Day>)>, StudyError> {
    let mut out = Vec::new();
    for unit in units {
        match world.run(config, &unit, Asked::default(), options)? {
            Ok(days) => out.push((unit, days)),
            Err(reason) => found.untested.push(format!("{}: {reason}", unit.who)),
        }
    }
    Ok(out)
}
