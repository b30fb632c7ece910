//! A study on one future: the true one, or another.

use std::sync::Arc;

use bellwether_core::{Checkpoints, Forecaster, Timestamp};
use bellwether_models::ModelSpec;
use bellwether_models::naive::PersistenceParams;
use rayon::prelude::*;

use super::{AuditOptions, Found};
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::trial::{Asked, FoldIndex, Outcome, Trial, TrialPoint};
use crate::{ModelEntry, RunOptions, Scope, StudyConfig, StudyError, runner, topics};

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

    /// Folds of the ticker that has most of them.
    pub(super) fn folds(&self) -> usize {
        self.tickers.iter().map(|ticker| ticker.folds.len()).max().unwrap_or(0)
    }

    /// The tickers that a fold is of.
    fn learning(&self, config: &StudyConfig, fold: usize) -> Vec<usize> {
        let part = |t: &usize| self.tickers[*t].part(config, FoldIndex::Test(fold));
        (0..self.tickers.len()).filter(|t| part(t).is_some_and(|p| !p.origins.is_empty())).collect()
    }

    /// The first decision of the fold that a model is fitted at, among its tickers.
    pub(super) fn first_decision(&self, config: &StudyConfig, unit: &Unit) -> Option<Timestamp> {
        unit.tickers.iter().filter_map(|t| self.decision_of(config, unit.fold, *t)).min()
    }

    /// A ticker's first decision of a fold.
    fn decision_of(&self, config: &StudyConfig, fold: usize, ticker: usize) -> Option<Timestamp> {
        let ticker = &self.tickers[ticker];
        Some(ticker.decision(ticker.part(config, FoldIndex::Test(fold))?.origins.first()?.0))
    }

    /// Fits a model at its fold, with the first seed, and asks it for the days of the test.
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
        let (held, arm, fold) = (unit.held, unit.arm, FoldIndex::Test(unit.fold));
        let trial = Trial { config, tickers, held, arm, model: &unit.entry, seed, fold };
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
            let origins = self.tickers[*ticker].part(config, fold).map_or(Vec::new(), |p| p.origins);
            let own = origins.into_iter().zip(points.by_ref());
            days.extend(own.map(|((row, _), point)| Day { ticker: *ticker, row, point }));
        }
        Ok(Ok(days))
    }
}

/// A model with its inputs, put to the test at one fold.
pub(super) struct Unit {
    pub(super) entry: ModelEntry,
    /// Its place among the auditor's own.
    own: Option<usize>,
    pub(super) arm: Arm,
    /// From 0.
    pub(super) fold: usize,
    pub(super) features: bool,
    /// One, unless the model learns from all.
    pub(super) tickers: Vec<usize>,
    /// The place among them of the one that is left out: forecast, and not learnt from.
    held: Option<usize>,
    pub(super) label: String,
    /// With its inputs, in words.
    pub(super) who: String,
    /// The fold in words, where the study has several.
    pub(super) place: String,
}

impl Unit {
    /// Whether it learns from one ticker at a time, as a model of the study.
    pub(super) fn is_of_one_ticker(&self) -> bool {
        self.own.is_none() && self.entry.scope == Scope::PerTicker
    }

    /// The days that it forecasts: those of the test of a fold, of some tickers.
    pub(super) fn days(&self) -> (usize, Vec<usize>) {
        (self.fold, self.forecast().to_vec())
    }

    /// The tickers that it forecasts.
    pub(super) fn forecast(&self) -> &[usize] {
        match self.held {
            Some(held) => self.tickers.get(held..=held).unwrap_or_default(),
            None => &self.tickers,
        }
    }
}

/// Every model with each of its inputs, at each of the folds, for each of the tickers or on all of them.
pub(super) fn units(config: &StudyConfig, world: &World, options: &AuditOptions) -> Vec<Unit> {
    let with_text = world.tickers.iter().map(TickerStudy::text_arms).max().unwrap_or(0);
    let all: Vec<usize> =
        (0..world.folds()).filter(|fold| !world.learning(config, *fold).is_empty()).collect();
    let folds: Vec<(usize, Vec<usize>)> =
        options.folds.of(&all).into_iter().map(|fold| (fold, world.learning(config, fold))).collect();
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
            for (place, (fold, learning)) in folds.iter().enumerate() {
                let groups = match entry.scope {
                    Scope::Global => vec![learning.clone()],
                    Scope::PerTicker => {
                        let last = folds.len() - 1;
                        options.folds.tickers(learning, (place, last)).into_iter().map(|t| vec![t]).collect()
                    }
                };
                let cut = learning.iter().filter_map(|t| world.decision_of(config, *fold, *t)).min();
                for tickers in groups {
                    // under a protocol that leaves a ticker out, the one that is tested first
                    let held = tickers.iter().position(|t| {
                        config.protocol.leaves_ticker_out()
                            && entry.scope == Scope::Global
                            && world.decision_of(config, *fold, *t) == cut
                    });
                    units.push(Unit {
                        entry: entry.clone(),
                        own,
                        arm,
                        fold: *fold,
                        features: needs.features,
                        tickers,
                        held,
                        label: label.clone(),
                        who: who.clone(),
                        place: if all.len() > 1 { format!(" at fold {}", fold + 1) } else { String::new() },
                    });
                }
            }
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
    let run = |unit: Unit| {
        let days = world.run(config, &unit, Asked::default(), options);
        (unit, days)
    };
    let all: Vec<_> = units.into_par_iter().map(run).collect();
    let mut out = Vec::new();
    for (unit, days) in all {
        match days? {
            Ok(days) => out.push((unit, days)),
            Err(reason) => found.not_tested(format!("{}: {reason}", unit.who)),
        }
    }
    Ok(out)
}
