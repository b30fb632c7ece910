//! Every model with every seed on both sets, side by side, each outcome kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bellwether_study::Progress;
use rayon::prelude::*;

use super::benchmark::{Benchmark, SETS, Set};
use super::models::{self, Entry};
use super::report::{MARKET, Row, SetReport};
use super::score;
use super::trial::{self, Outcome};
use crate::cli::args::PaperArgs;
use crate::cli::error::CliError;
use crate::cli::meter::Meter;

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// Every trial of both sets; none when it was stopped.
pub(super) fn run(
    args: &PaperArgs,
    data: &Path,
    trials: &Path,
    meter: &Meter,
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<Option<Vec<SetReport>>> {
    fs::create_dir_all(trials).map_err(|source| CliError::Write { path: trials.to_owned(), source })?;
    meter.stage("reading the tables of ACL18 and KDD17");
    let sets = SETS.iter().map(|set| Benchmark::read(data, set)).collect::<Result<Vec<_>, _>>()?;
    let entries: Vec<Vec<Entry>> =
        SETS.iter().map(|set| models::entries(set, models::epochs(set, args.quick))).collect();
    let mut planned: Vec<(&Benchmark, &Entry, u64, PathBuf)> = Vec::new();
    for ((set, benchmark), entries) in SETS.iter().zip(&sets).zip(&entries) {
        for entry in entries {
            for seed in seeds(set, entry, args.quick) {
                let key = trial::key(&entry.spec, *seed, benchmark)?;
                planned.push((benchmark, entry, *seed, trials.join(format!("{key}.json"))));
            }
        }
    }
    let total = planned.len();
    let kept = |set: &Benchmark, path: &Path| {
        if args.run.no_cache { None } else { trial::kept(path, set) }
    };
    let cached = planned.iter().filter(|(set, _, _, path)| kept(set, path).is_some()).count();
    meter.progress(Progress::Planned { total, cached });
    let done = AtomicUsize::new(cached);
    let outcomes: Vec<Option<Outcome>> = planned
        .par_iter()
        .map(|(set, entry, seed, path)| {
            if let Some(outcome) = kept(set, path) {
                return Ok(Some(outcome));
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let Some(outcome) = trial::run(&entry.spec, entry.lag, *seed, set, stop) else { return Ok(None) };
            trial::keep(path, &outcome)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            meter.progress(Progress::Trial { done, total, label: format!("{}, seed {seed}", entry.name) });
            Ok(Some(outcome))
        })
        .collect::<Result<_, CliError>>()?;
    let Some(outcomes) = outcomes.into_iter().collect::<Option<Vec<Outcome>>>() else { return Ok(None) };
    let mut outcomes = outcomes.into_iter();
    let mut out = Vec::new();
    for (i, (set, benchmark)) in SETS.iter().zip(&sets).enumerate() {
        let market = vec![Outcome::Rises(benchmark.market.clone())];
        let mut rows = vec![row(MARKET, None, market, benchmark)];
        for entry in &entries[i] {
            let of_seeds: Vec<Outcome> =
                outcomes.by_ref().take(seeds(set, entry, args.quick).len()).collect();
            rows.push(row(entry.name, entry.published, of_seeds, benchmark));
        }
        let samples = [benchmark.train.len(), benchmark.validation.len(), benchmark.test.len()];
        let days = benchmark.days.last().map_or(0, |last| last + 1);
        let epochs = models::epochs(set, args.quick);
        let coin = score::coin(&benchmark.actual(), &benchmark.days);
        out.push(SetReport { name: set.name, samples, days, coin, epochs, rows });
    }
    Ok(Some(out))
}

/// Seeds of a model on a set; one where none is used.
fn seeds(set: &Set, entry: &Entry, quick: bool) -> &'static [u64] {
    let seeded = entry.spec.build().needs().seeded;
    &SEEDS[..if quick || !seeded { 1 } else { set.seeds.min(SEEDS.len()) }]
}

/// A model's row: that it failed if any seed did.
fn row(name: &str, published: Option<(f64, f64)>, outcomes: Vec<Outcome>, set: &Benchmark) -> Row {
    let mut rises = Vec::new();
    let mut failed = None;
    for outcome in outcomes {
        match outcome {
            Outcome::Rises(own) => rises.push(own),
            Outcome::Failed(reason) => failed = Some(reason),
        }
    }
    let scores = failed.is_none().then(|| score::scores(&set.actual(), &set.days, &rises));
    Row { model: name.to_owned(), seeds: rises.len(), scores, failed, published }
}
