//! One model with one seed on one set, kept in a file of its own.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::{FitError, Origin, RunContext, Target, TargetKind, TrainSet};
use bellwether_models::ModelSpec;
use serde::{Deserialize, Serialize};

use super::benchmark::Benchmark;
use crate::cli::error::CliError;
use crate::cli::output;

/// Changes when a trial of the same key would give other numbers.
const VERSION: u32 = 2;

/// What came of it: whether each test sample was forecast to rise, or why there are no forecasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Rises(Vec<bool>),
    Failed(String),
}

/// What the result depends on.
pub(super) fn key(spec: &ModelSpec, seed: u64, set: &Benchmark) -> Result<String, serde_json::Error> {
    let seed = if spec.build().needs().seeded { seed } else { 0 };
    let recipe =
        (env!("CARGO_PKG_VERSION"), VERSION, bellwether_models::instruction_set(), spec, seed, &set.hash);
    Ok(blake3::hash(&serde_json::to_vec(&recipe)?).to_hex().to_string())
}

/// A kept outcome; none of one that is not whole.
pub(super) fn kept(path: &Path, set: &Benchmark) -> Option<Outcome> {
    let outcome: Outcome = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    match &outcome {
        Outcome::Rises(rises) if rises.len() != set.test.len() => None,
        Outcome::Rises(_) | Outcome::Failed(_) => Some(outcome),
    }
}

/// Keeps an outcome.
pub(super) fn keep(path: &Path, outcome: &Outcome) -> Result<(), CliError> {
    output::write(path, &serde_json::to_vec(outcome).unwrap_or_default())
}

/// Fits and forecasts; none when the user stopped it.
pub(super) fn run(
    spec: &ModelSpec,
    lag: usize,
    seed: u64,
    set: &Benchmark,
    stop: &Arc<AtomicBool>,
) -> Option<Outcome> {
    let context = RunContext::with_stop(seed, Arc::clone(stop));
    match rises(spec, lag, set, &context) {
        Err(FitError::Cancelled) => None,
        Err(e) => Some(Outcome::Failed(e.to_string())),
        Ok(outcome) => Some(outcome),
    }
}

fn rises(spec: &ModelSpec, lag: usize, set: &Benchmark, context: &RunContext) -> Result<Outcome, FitError> {
    let short = set.too_short(lag);
    if short > 0 {
        // fewer rows would be another figure
        return Ok(Outcome::Failed(format!("{short} test samples have no whole window of {lag} days")));
    }
    let [train, validation] = set.to_learn(lag);
    let target = Target { kind: TargetKind::Direction, horizon: 1 };
    // one table for all stocks, so that the model does not learn whose a window is: the published ones do not
    let train = TrainSet::new(set.frame.view(), &train, &validation, target);
    let fitted = spec.build().fit_global(&[train], context).or_else(|e| match e {
        FitError::OneSeries { .. } => spec.build().fit(&train, context),
        e => Err(e),
    })?;
    let mut rises = Vec::with_capacity(set.test.len());
    for sample in &set.test {
        let frame = set.frame.first(sample.row + 1);
        let stamp = frame.stamps()[sample.row];
        let at = Origin { frame, last_known: sample.last_known, target, stamp, series: 0, further: &[] };
        match fitted.forecast(&at) {
            Ok(forecast) => rises.push(forecast.point > 0.5),
            Err(e) => return Ok(Outcome::Failed(e.to_string())),
        }
    }
    Ok(Outcome::Rises(rises))
}
