//! `bellwether paper movement`: the ACL18 and KDD17 benchmark on the published features, then StockNet walked forward.

mod benchmark;
mod models;
mod report;
mod score;
mod trial;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bellwether_report::terminal;
use bellwether_study::{Progress, StudyConfig, StudyError};
use rayon::prelude::*;

use self::benchmark::{Benchmark, SETS};
use self::models::Entry;
use self::report::{Report, Row, SetReport};
use self::trial::Outcome;
use super::changes::Changes;
use crate::cli::args::{PaperArgs, RunArgs};
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::screen::{self, Screen};
use crate::cli::{End, output, study_run, threads};

/// The name of the paper on the command line.
pub(crate) const NAME: &str = "movement";
/// Epochs at most of a quick run's walk-forward.
const QUICK_WALK_EPOCHS: u32 = 2;
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const WALK_FORWARD: &str = include_str!("../../../../data/papers/movement/walk-forward.toml");
const DATA: &str = "advalstm/, the features of Feng et al. for ACL18 and KDD17 with their trading dates, and \
    stocknet/prices.parquet and tweets.parquet";

pub(crate) fn run(args: &PaperArgs, screen: &Screen) -> anyhow::Result<End> {
    let folder = args.run.out.clone().unwrap_or_else(|| "bellwether-out/paper-movement".into());
    for file in SETS
        .iter()
        .flat_map(|set| {
            ["features.parquet", "trading_dates.csv"].map(|end| format!("advalstm/{}_{end}", set.file))
        })
        .chain(["stocknet/prices.parquet".to_owned(), "stocknet/tweets.parquet".to_owned()])
    {
        let path = args.data.join(file);
        if !path.exists() {
            return Err(CliError::NoPaperData { path, data: DATA }.into());
        }
    }
    let meter = Meter::new(screen);
    let interrupt = Interrupt::catch(&meter)?;
    let stop = interrupt.run_begins();
    let report = threads::pool(args.run.threads.map(Into::into))?
        .install(|| benchmark(args, &folder.join("trials"), &meter, &stop));
    meter.finish();
    let Some(report) = report? else {
        screen.warn("interrupted: what is done is kept; the same command goes on from there");
        return Ok(End::Interrupted);
    };
    let json_at = folder.join("paper.json");
    let mut json = serde_json::to_vec_pretty(&report)?;
    json.push(b'\n');
    output::write(&json_at, &json)?;
    output::write(&folder.join("paper.html"), report.page().as_bytes())?;
    if !screen.is_json() {
        screen::data(format_args!("{}\n", report.text(screen)))?;
    }

    let path = Path::new("movement/walk-forward.toml");
    let mut config = StudyConfig::parse(WALK_FORWARD, path)?;
    if args.quick {
        let changes = Changes { quick_epochs: Some(QUICK_WALK_EPOCHS), ..Changes::default() };
        config = changes.of(&config, path)?;
    }
    let own = RunArgs { out: Some(folder.join("walk-forward")), ..args.run.clone() };
    let meter = Meter::new(screen);
    let outcome = study_run::compute(&config, &args.data, &own, &meter, &interrupt);
    meter.finish();
    let run = match outcome {
        Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => {
            screen.warn("interrupted: what is done is kept; the same command goes on from there");
            return Ok(End::Interrupted);
        }
        outcome => outcome?,
    };
    let page = study_run::write_report(&run)?;
    study_run::complain(&run.record, screen);
    if screen.is_json() {
        screen::json(&report)?;
    } else {
        screen::data(terminal::leaderboard(&run.record, screen.width, screen.color))?;
        screen::data(format_args!(
            "\nreport  {}\n        {}\ntable   {}\n",
            folder.join("paper.html").display(),
            page.display(),
            json_at.display()
        ))?;
    }
    Ok(if run.record.complete { End::Done } else { End::Interrupted })
}

/// Every trial of both sets; none when it was stopped.
fn benchmark(
    args: &PaperArgs,
    trials: &Path,
    meter: &Meter,
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<Option<Report>> {
    fs::create_dir_all(trials).map_err(|source| CliError::Write { path: trials.to_owned(), source })?;
    meter.stage("reading the tables of ACL18 and KDD17");
    let sets = SETS.iter().map(|set| Benchmark::read(&args.data, set)).collect::<Result<Vec<_>, _>>()?;
    let entries = models::entries(args.quick);
    let seeds = if args.quick { &SEEDS[..1] } else { &SEEDS[..] };
    let own = |entry: &Entry| if entry.spec.build().needs().seeded { seeds.len() } else { 1 };
    let mut planned: Vec<(&Benchmark, &Entry, u64, PathBuf)> = Vec::new();
    for set in &sets {
        for entry in &entries {
            for seed in &seeds[..own(entry)] {
                let key = trial::key(&entry.spec, *seed, set)?;
                planned.push((set, entry, *seed, trials.join(format!("{key}.json"))));
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
            let Some(outcome) = trial::run(&entry.spec, *seed, set, stop) else { return Ok(None) };
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
        let mut rows = vec![row("market's last direction", None, market, benchmark)];
        for entry in &entries {
            let of_seeds: Vec<Outcome> = outcomes.by_ref().take(own(entry)).collect();
            rows.push(row(entry.name, entry.published[i], of_seeds, benchmark));
        }
        let samples = [benchmark.train.len(), benchmark.validation.len(), benchmark.test.len()];
        out.push(SetReport { name: set.name, samples, rows });
    }
    let quick = args.quick.then(|| format!("Quick run: one seed, {} epochs.", models::QUICK_EPOCHS));
    Ok(Some(Report { quick, words: report::DAYS, sets: out }))
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
