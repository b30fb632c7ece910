//! Models fitted again on data with another future.

use std::sync::Arc;

use bellwether_core::{Checkpoints, RunContext, Timestamp};

use super::change::Open;
use super::columns::{figure, of_column, sources};
use super::moved::moved;
use super::{AuditOptions, Experiment, Found, Leak, LeakClass, Source};
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::trial::{FoldIndex, Outcome, Trial};
use crate::{RunOptions, Scope, StudyConfig, StudyError, runner, topics};

/// A fit leaves nothing behind.
#[derive(Debug)]
struct Nowhere;

impl Checkpoints for Nowhere {
    fn load(&self) -> Option<Vec<u8>> {
        None
    }

    fn save(&self, _: &[u8]) {}
}

/// The study's tickers, with the topics of their folds.
fn prepared(
    config: &StudyConfig,
    dataset: &Dataset,
    options: &AuditOptions,
) -> Result<Vec<TickerStudy>, StudyError> {
    let mut tickers = runner::prepare(config, dataset)?;
    if config.topics().is_some() {
        let run = RunOptions { stop: Arc::clone(&options.stop), ..RunOptions::new(&options.directory) };
        if topics::fit(config, dataset, &mut tickers, &run, &|_| {})?.is_none() {
            return Err(StudyError::Stopped);
        }
    }
    Ok(tickers)
}

/// Fits each model at the first fold, with one seed; changes everything after the fold's first decision and fits it
/// again: the forecast made there must be the same.
pub(super) fn refitted(
    config: &StudyConfig,
    dataset: &Dataset,
    known: &[Leak],
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let clean = prepared(config, dataset, options)?;
    let fold = FoldIndex::Test(0);
    let learning: Vec<usize> = (0..clean.len())
        .filter(|t| clean[*t].part(config, fold).is_some_and(|p| !p.origins.is_empty()))
        .collect();
    let decisions = learning.iter().filter_map(|t| first_decision(config, &clean[*t], fold));
    let Some(cut) = decisions.min() else {
        found.untested.push("no ticker has a fold".to_owned());
        return Ok(found);
    };
    let open = Open::new(config, dataset);
    let sources = sources(config, dataset);
    let mut all = open.clone();
    for source in &sources {
        all = all.later(config, *source, cut)?;
    }
    let changed = prepared(config, &all.close(dataset)?, options)?;
    let shape = |t: &TickerStudy| {
        t.folds.first().map(|f| (f.clone(), t.samples.iter().map(|s| s.row).collect::<Vec<_>>()))
    };
    if clean.iter().zip(&changed).any(|(a, b)| shape(a) != shape(b)) {
        found.untested.push("with another future the samples are divided otherwise".to_owned());
        return Ok(found);
    }
    let mut alone: Vec<(Source, Vec<TickerStudy>)> = Vec::new();
    let with_text = clean.iter().map(TickerStudy::text_arms).max().unwrap_or(0);
    for model in &config.models {
        for arm in runner::arms(model, with_text) {
            let tickers: Vec<usize> = match model.scope {
                Scope::Global => learning.clone(),
                Scope::PerTicker => learning.iter().take(1).copied().collect(),
            };
            // under a protocol that leaves a ticker out, the one that is tested first
            let held = tickers.iter().position(|t| {
                config.protocol.leaves_ticker_out()
                    && model.scope == Scope::Global
                    && first_decision(config, &clean[*t], fold) == Some(cut)
            });
            let trial = |of: &'_ [TickerStudy]| -> Result<Outcome, StudyError> {
                let tickers: Vec<&TickerStudy> = tickers.iter().map(|t| &of[*t]).collect();
                let seed = config.study.seeds[0];
                let trial = Trial { config, tickers, held, arm, model, seed, fold };
                trial.run(&options.stop, Arc::new(Nowhere)).ok_or(StudyError::Stopped)
            };
            let label = model.label();
            let who = match config.inputs.arm_words(arm) {
                Some(words) if arm.has_text() => format!("{label} {words}"),
                _ => label.clone(),
            };
            let tickers = held.map_or_else(|| tickers.clone(), |held| vec![tickers[held]]);
            let first = |outcome| first_forecasts(config, &clean, &tickers, (fold, cut), outcome);
            let before = match first(trial(&clean)?) {
                Ok(before) => before,
                Err(reason) => {
                    found.untested.push(format!("{who}: {reason}"));
                    continue;
                }
            };
            found.compared += before.len();
            let differs = |after: &Result<Vec<f64>, String>| difference(&before, after);
            let Some(size) = differs(&first(trial(&changed)?)) else { continue };
            if alone.is_empty() {
                for source in &sources {
                    let data = open.clone().later(config, *source, cut)?.close(dataset)?;
                    alone.push((*source, prepared(config, &data, options)?));
                }
            }
            let mut by: Vec<Source> = Vec::new();
            for (source, tickers) in &alone {
                if differs(&first(trial(tickers)?)).is_some() {
                    by.push(*source);
                }
            }
            let one = &clean[tickers[0]];
            let columns = inputs(config, (one, &changed[tickers[0]]), model, arm, fold, cut, &mut found);
            let columns_leak = !columns.is_empty();
            for moved in columns {
                let column = Some(moved.column.as_str());
                if known.iter().chain(&found.leaks).any(|leak| leak.column.as_deref() == column) {
                    continue;
                }
                let class = if model.decomposition.sees_future() {
                    LeakClass::WholeSeries
                } else {
                    LeakClass::LaterTopics
                };
                let leak = of_column(class, Experiment::Refitted, by.first().copied(), one, moved);
                found.leaks.push(Leak { model: Some(label.clone()), ..leak });
            }
            // a leak of the inputs or of the division has been found already, and moves the forecasts too
            let divided = known.iter().any(|leak| leak.experiment == Experiment::Divisions);
            if columns_leak || divided || through_known(known, model, arm) {
                continue;
            }
            let mut leak = chosen(config, one, fold, &by, (&who, size));
            leak.model = Some(label.clone());
            leak.rows = before.len();
            found.leaks.push(leak);
        }
    }
    Ok(found)
}

/// When the first forecast of a fold is made.
fn first_decision(config: &StudyConfig, ticker: &TickerStudy, fold: FoldIndex) -> Option<Timestamp> {
    Some(ticker.decision(ticker.part(config, fold)?.origins.first()?.0))
}

/// The forecasts at each ticker's first origin of the fold, where that is not behind the cut.
fn first_forecasts(
    config: &StudyConfig,
    clean: &[TickerStudy],
    tickers: &[usize],
    (fold, cut): (FoldIndex, Timestamp),
    outcome: Outcome,
) -> Result<Vec<f64>, String> {
    let points = match outcome {
        Outcome::Failed(reason) => return Err(reason),
        Outcome::Forecasts { points, .. } => points,
    };
    let mut out = Vec::new();
    let mut rest = &points[..];
    for t in tickers {
        let part = clean[*t].part(config, fold);
        let own = part.as_ref().map_or(0, |p| p.origins.len());
        let (mine, others) = rest.split_at(own.min(rest.len()));
        let row = part.and_then(|p| Some(p.origins.first()?.0));
        if let (Some(row), Some(p)) = (row, mine.first())
            && clean[*t].decision(row) <= cut
        {
            let further = p.ahead.iter().map(|a| a.point).chain(p.quantiles.iter().map(|q| q.value));
            out.extend(std::iter::once(p.point).chain(p.probability).chain(further));
        }
        rest = others;
    }
    Ok(out)
}

/// By how much forecasts differ, if by one bit; a model that fails only now differs by all.
fn difference(before: &[f64], after: &Result<Vec<f64>, String>) -> Option<f64> {
    let Ok(after) = after else { return Some(f64::MAX) };
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
    if before.len() == after.len() && before.iter().zip(after).all(same) {
        return None;
    }
    Some(before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
}

fn chosen(
    config: &StudyConfig,
    one: &TickerStudy,
    fold: FoldIndex,
    by: &[Source],
    (who, size): (&str, f64),
) -> Leak {
    let sources = by.iter().map(|s| s.words()).collect::<Vec<_>>().join(" and ");
    let row = one.part(config, fold).and_then(|p| Some(p.origins.first()?.0)).unwrap_or(0);
    Leak {
        source: by.first().copied(),
        ticker: Some(one.ticker.clone()),
        date: Some(one.stamp(row).date),
        size,
        words: format!(
            "the first forecast of {who} for {} moves by {} with {sources} of the tested days, which it has not seen through its \
             inputs: it was chosen or fitted by them",
            one.ticker,
            figure(size)
        ),
        ..Leak::new(LeakClass::ChosenByTest, Experiment::Refitted)
    }
}

/// Whether a column that is known to leak is among what the model sees.
fn through_known(known: &[Leak], model: &crate::ModelEntry, arm: Arm) -> bool {
    let needs = model.build().needs().features;
    let seen = |leak: &Leak| match leak.source {
        Some(Source::Posts) => arm.has_text(),
        _ => true,
    };
    needs
        && known
            .iter()
            .any(|leak| leak.column.is_some() && leak.experiment == Experiment::FutureInputs && seen(leak))
}

/// The columns of one model that moved, those of topics and of decompositions of its own among them.
fn inputs(
    config: &StudyConfig,
    (before, after): (&TickerStudy, &TickerStudy),
    model: &crate::ModelEntry,
    arm: Arm,
    fold: FoldIndex,
    cut: Timestamp,
    found: &mut Found,
) -> Vec<super::moved::Moved> {
    let context = RunContext::new(config.study.seeds[0]);
    let seed = config.study.seeds[0];
    let trial = |of| Trial { config, tickers: vec![of], held: None, arm, model, seed, fold };
    let (was, is) = (trial(before).frame(before, &context), trial(after).frame(after, &context));
    let (Ok(was), Ok(is)) = (was, is) else { return Vec::new() };
    let (columns, compared) = moved(&was.view(), &is.view(), cut);
    found.compared += compared;
    columns
}
