//! Runs a study: every trial once, in parallel, from the cache where it has been run before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bellwether_core::{Checkpoints, Needs};
use rayon::prelude::*;

use crate::cache::{Cache, write_atomically};
use crate::dataset::Dataset;
use crate::record::{Arm, RunRecord, TrialCounts};
use crate::samples::{TickerStudy, left_out};
use crate::trial::{FoldIndex, Outcome, Trial};
use crate::{Scope, StudyConfig, StudyError, default_inputs, summary, topics};

/// How a run reports on itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Posts are being scored.
    Scoring {
        /// Posts scored by every scorer.
        done: usize,
        /// Posts in all.
        total: usize,
        /// Whether a slow scorer, a network, is among the scorers.
        slow: bool,
    },
    /// Topics are found fold by fold, before there is any trial.
    Topics {
        /// Folds done.
        done: usize,
        /// Folds in all.
        total: usize,
    },
    /// The trials are known; so many of them were found in the cache.
    Planned {
        /// Trials in all.
        total: usize,
        /// Trials that need not be run.
        cached: usize,
    },
    /// A trial ended.
    Trial {
        /// Trials done, cached ones among them.
        done: usize,
        /// Trials in all.
        total: usize,
        /// Which one it was.
        label: String,
    },
}

/// Where and how a run happens.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Folder of the results; trials are kept in `trials/` below it.
    pub directory: PathBuf,
    /// Set it to stop: the trials under way end unrecorded, but the networks among them go on from their last epoch when
    /// the study is run again; the others are kept.
    pub stop: Arc<AtomicBool>,
    /// Threads; `None` for one a core.
    pub threads: Option<usize>,
    /// Whether finished trials of earlier runs are used.
    pub use_cache: bool,
}

impl RunOptions {
    /// Results below `directory`, one thread a core, with the cache.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), stop: Arc::default(), threads: None, use_cache: true }
    }
}

/// A run that ended or was stopped.
#[derive(Debug, Clone)]
pub struct Run {
    /// What it found.
    pub record: RunRecord,
    /// The record on disk.
    pub record_path: PathBuf,
}

/// Identifies a trial's place in the record: ticker, model, arm, seed, fold.
pub(crate) type Place = (usize, usize, Arm, u64, FoldIndex);

/// Every trial's outcome; trials that were not run are absent.
pub(crate) type Outcomes = BTreeMap<Place, Outcome>;

/// Runs a study on its data and writes the record.
///
/// The record's bytes depend on settings, data and seeds, never on the number of threads or on what was cached. When
/// the run is stopped, the record holds what was done and says that it is not complete.
///
/// # Errors
/// [`StudyError`] when the data do not fit the study, or the results cannot be written. A model that fails is a row of
/// the record, not an error.
pub fn run(
    config: &StudyConfig,
    dataset: &Dataset,
    options: &RunOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Run, StudyError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .build()
        .map_err(|e| StudyError::Threads { reason: e.to_string() })?;
    let config = &*default_inputs::that_are_there(config, dataset);
    pool.install(|| run_here(config, dataset, options, progress))
}

fn run_here(
    config: &StudyConfig,
    dataset: &Dataset,
    options: &RunOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Run, StudyError> {
    let mut tickers = prepare(config, dataset)?;
    let topics = topics::fit(config, dataset, &mut tickers, options, progress)?;
    if topics.is_none() && config.topics().is_some() {
        return Err(StudyError::Stopped);
    }
    let tickers = tickers;
    let Plan { trials, refused } = plan(config, &tickers);
    let cache = Cache::open(&options.directory.join("trials"))?;
    let keyed: Vec<_> = trials
        .par_iter()
        .map(|planned| {
            let key = planned.trial.key();
            let found = options.use_cache.then(|| cache.get(&key)).flatten();
            (planned, key, found.filter(|o| planned.trial.fits(o)))
        })
        .collect();
    let total = keyed.len() + refused.len();
    let cached = keyed.iter().filter(|k| k.2.is_some()).count() + refused.len();
    progress(Progress::Planned { total, cached });
    let done = AtomicUsize::new(cached);

    let found: Result<Vec<Option<(&Planned<'_>, Outcome)>>, StudyError> = keyed
        .into_par_iter()
        .with_max_len(1)
        .map(|(planned, key, found)| {
            if let Some(outcome) = found {
                return Ok(Some((planned, outcome)));
            }
            if options.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let training = Arc::new(cache.training(&key, options.use_cache));
            let outcome = planned.trial.run(&options.stop, Arc::clone(&training) as Arc<dyn Checkpoints>);
            let Some(outcome) = outcome else {
                training.end(false)?;
                return Ok(None);
            };
            cache.put(&key, &outcome)?;
            training.end(true)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress::Trial { done, total, label: planned.trial.label() });
            Ok(Some((planned, outcome)))
        })
        .collect();
    let found: Vec<_> = found?.into_iter().flatten().collect();
    let failed = found.iter().filter(|(_, o)| matches!(o, Outcome::Failed(_))).count() + refused.len();
    let counts = TrialCounts {
        total,
        succeeded: found.len() + refused.len() - failed,
        failed,
        missing: total - found.len() - refused.len(),
    };
    let mut outcomes: Outcomes =
        refused.into_iter().map(|(place, reason)| (place, Outcome::Failed(reason))).collect();
    for (planned, outcome) in found {
        let own = planned.trial.split(outcome);
        outcomes.extend(planned.places.iter().copied().zip(own));
    }
    let record = summary::record(config, dataset, &tickers, &outcomes, counts)?;
    let record = RunRecord { topics, ..record };
    let record_path = write_record(&record, &options.directory)?;
    Ok(Run { record, record_path })
}

pub(crate) fn write_record(record: &RunRecord, directory: &Path) -> Result<PathBuf, StudyError> {
    let path = directory.join("record.json");
    write_atomically(&path, (record.to_json() + "\n").as_bytes())?;
    Ok(path)
}

/// The tickers with their samples and folds.
///
/// # Errors
/// Data that cannot be used; tickers that cannot be split only when there is no other.
pub(crate) fn prepare(config: &StudyConfig, dataset: &Dataset) -> Result<Vec<TickerStudy>, StudyError> {
    let lookbacks: Vec<usize> = config.models.iter().map(|m| m.build().needs().lookback).collect();
    let history = dataset.history();
    let build = |t| TickerStudy::build(config, &history, t, &lookbacks);
    if let ([only], true) = (dataset.tickers(), config.protocol.leaves_ticker_out()) {
        return Err(StudyError::OneTicker { ticker: only.clone(), protocol: config.protocol.kind() });
    }
    let mut tickers: Vec<TickerStudy> = dataset.tickers().par_iter().map(build).collect::<Result<_, _>>()?;
    if tickers.iter().all(|t| t.unfit.is_some())
        && let Some(error) = tickers.iter_mut().find_map(|t| t.unfit.take())
    {
        return Err(error);
    }
    Ok(tickers)
}

/// The arms that a model is run with, where there are so many with text.
pub(crate) fn arms(model: &crate::ModelEntry, with_text: usize) -> Vec<Arm> {
    arms_of(model.build().needs(), with_text)
}

/// The arms of a model with these needs.
pub(crate) fn arms_of(needs: Needs, with_text: usize) -> Vec<Arm> {
    if !needs.features {
        return vec![Arm::NoInputs];
    }
    let with_text = if needs.text { with_text } else { 0 };
    std::iter::once(Arm::WithoutText).chain((0..with_text).map(Arm::WithText)).collect()
}

/// The seeds that a model is run with: one when it draws no random numbers.
pub(crate) fn seeds<'a>(model: &crate::ModelEntry, config: &'a StudyConfig) -> &'a [u64] {
    let all = &config.study.seeds;
    if model.build().needs().seeded { all } else { &all[..1] }
}

/// A trial and its places in the record, one for each of its tickers.
struct Planned<'a> {
    trial: Trial<'a>,
    places: Vec<Place>,
}

/// All trials, and the places that need none because the model's window, or the protocol, does not fit the ticker's data.
struct Plan<'a> {
    trials: Vec<Planned<'a>>,
    refused: Vec<(Place, String)>,
}

fn plan<'a>(config: &'a StudyConfig, tickers: &'a [TickerStudy]) -> Plan<'a> {
    let mut plan = Plan { trials: Vec::new(), refused: Vec::new() };
    let all: Vec<(usize, &TickerStudy)> = tickers.iter().enumerate().collect();
    for one in all.chunks(1) {
        for (m, model) in config.models.iter().enumerate().filter(|(_, m)| m.scope == Scope::PerTicker) {
            plan.add(config, one, m, model);
        }
    }
    for (m, model) in config.models.iter().enumerate().filter(|(_, m)| m.scope == Scope::Global) {
        if config.protocol.leaves_ticker_out() {
            (0..all.len()).for_each(|held| plan.add_left_out(config, &all, held, (m, model)));
        } else {
            plan.add(config, &all, m, model);
        }
    }
    plan
}

impl<'a> Plan<'a> {
    /// The trials of one model on some tickers together.
    fn add(
        &mut self,
        config: &'a StudyConfig,
        tickers: &[(usize, &'a TickerStudy)],
        m: usize,
        model: &'a crate::ModelEntry,
    ) {
        let lookback = model.build().needs().lookback;
        let scorers = tickers.iter().map(|(_, t)| t.text_arms()).max().unwrap_or(0);
        let most = tickers.iter().map(|(_, t)| t.folds.len()).max().unwrap_or(0);
        for arm in arms(model, scorers) {
            for &seed in seeds(model, config) {
                // nobody could forecast beyond the data by a decomposition of what is to come
                let next = (!model.decomposition.sees_future()).then_some(FoldIndex::Next);
                for fold in (0..most).map(FoldIndex::Test).chain(next) {
                    let (mut places, mut learning) = (Vec::new(), Vec::new());
                    for (t, ticker) in tickers {
                        if fold == FoldIndex::Next
                            && let Some(error) = &ticker.unfit
                        {
                            self.refused.push(((*t, m, arm, seed, fold), left_out(error)));
                        }
                        if ticker.part(config, fold).is_none() {
                            continue;
                        }
                        let place = (*t, m, arm, seed, fold);
                        let reason = ticker.misfit(lookback).or_else(|| ticker.without_topics(arm, fold));
                        if let Some(reason) = reason {
                            self.refused.push((place, reason.to_owned()));
                            continue;
                        }
                        places.push(place);
                        learning.push(*ticker);
                    }
                    if !learning.is_empty() {
                        let trial = Trial { config, tickers: learning, held: None, arm, model, seed, fold };
                        self.trials.push(Planned { trial, places });
                    }
                }
            }
        }
    }

    /// The trials of one model that forecast the ticker at the place `held` and learn from the others.
    fn add_left_out(
        &mut self,
        config: &'a StudyConfig,
        tickers: &[(usize, &'a TickerStudy)],
        held: usize,
        (m, model): (usize, &'a crate::ModelEntry),
    ) {
        let (t, own) = tickers[held];
        let lookback = model.build().needs().lookback;
        let learnt = |(place, ticker): &&(usize, &TickerStudy)| {
            *place == t || (ticker.unfit.is_none() && ticker.misfit(lookback).is_none())
        };
        let learning: Vec<(usize, &'a TickerStudy)> = tickers.iter().filter(learnt).copied().collect();
        let at = learning.iter().position(|(place, _)| *place == t);
        let scorers = tickers.iter().map(|(_, t)| t.text_arms()).max().unwrap_or(0);
        for arm in arms(model, scorers) {
            for &seed in seeds(model, config) {
                let next = (!model.decomposition.sees_future()).then_some(FoldIndex::Next);
                for fold in (0..own.folds.len()).map(FoldIndex::Test).chain(next) {
                    let place = (t, m, arm, seed, fold);
                    if fold == FoldIndex::Next
                        && let Some(error) = &own.unfit
                    {
                        self.refused.push((place, left_out(error)));
                    }
                    if own.part(config, fold).is_none() {
                        continue;
                    }
                    if let Some(reason) = own.misfit(lookback).or_else(|| own.without_topics(arm, fold)) {
                        self.refused.push((place, reason.to_owned()));
                        continue;
                    }
                    let tickers = learning.iter().map(|(_, ticker)| *ticker).collect();
                    let trial = Trial { config, tickers, held: at, arm, model, seed, fold };
                    self.trials.push(Planned { trial, places: vec![place] });
                }
            }
        }
    }
}
