//! Runs a study and shows what came out: what `demo` and `study` share.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bellwether::bundled;
use bellwether_core::{Finding, FindingKind, Ticker};
use bellwether_report::{html, terminal};
use bellwether_study::record::RunRecord;
use bellwether_study::{Dataset, Progress, Run, RunOptions, Scoring, StudyConfig, StudyError};

use super::End;
use super::args::RunArgs;
use super::cache_folder;
use super::count::count;
use super::error::CliError;
use super::interrupt::Interrupt;
use super::meter::Meter;
use super::proxy;
use super::screen::{self, Screen};
use super::threads;

/// Runs `config` on the data that it names, relative to `base`, and prints and writes the results.
pub(crate) fn run(config: &StudyConfig, base: &Path, args: &RunArgs, screen: &Screen) -> anyhow::Result<End> {
    let started = now();
    let meter = Meter::new(screen);
    let interrupt = Interrupt::catch(&meter)?;
    let outcome = compute(config, base, args, &meter, &interrupt);
    meter.finish();
    let run = match outcome {
        Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => {
            let kept = if args.no_cache || cache_folder::scores().is_none() {
                "nothing is kept"
            } else {
                "what networks said, and topics that were found, are kept; the same command goes on from there"
            };
            screen.warn(format_args!("interrupted before any model was run: {kept}"));
            return Ok(End::Interrupted);
        }
        outcome => outcome?,
    };
    let report = write_report(&run)?;
    show(&run, &report, screen, started.elapsed())?;
    complain(&run.record, screen);
    if interrupt.is_stopped() && !run.record.complete {
        return Ok(End::Interrupted);
    }
    Ok(End::Done)
}

/// Reads the data and runs the study.
pub(crate) fn compute(
    config: &StudyConfig,
    base: &Path,
    args: &RunArgs,
    meter: &Meter,
    interrupt: &Interrupt,
) -> anyhow::Result<Run> {
    meter.stage(if config.data.posts.is_some() {
        "reading prices, reading and scoring posts"
    } else {
        "reading prices"
    });
    // until posts are scored there is nothing to keep
    let progress = |p: Progress| {
        if let Progress::Scoring { slow: true, .. } = p {
            interrupt.run_begins();
        }
        meter.progress(p);
    };
    let mut config = config.clone();
    if let Some(proxy) = proxy::proxy() {
        config.inputs.fetch_through(&proxy);
    }
    let config = &config;
    let kept = if args.no_cache { None } else { cache_folder::scores() };
    let scoring = Scoring { scores: kept.as_deref(), stop: interrupt.signal(), progress: Some(&progress) };
    let load = || Dataset::load_with(config, base, &bundled::ALL, &scoring);
    let dataset = threads::pool(args.threads.map(Into::into))?.install(load)?;
    let mut options = RunOptions::new(args.out.clone().unwrap_or_else(|| config.output_directory()));
    options.threads = args.threads.map(Into::into);
    options.use_cache = !args.no_cache;
    options.stop = interrupt.run_begins();
    Ok(bellwether_study::run(config, &dataset, &options, &|p: Progress| meter.progress(p))?)
}

/// The report, whole or not at all, beside the record.
pub(crate) fn write_report(run: &Run) -> anyhow::Result<PathBuf> {
    let html = html::render(&run.record)?;
    let path = run.record_path.with_file_name("report.html");
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&beside, html).map_err(CliError::write(&beside))?;
    fs::rename(&beside, &path).map_err(CliError::write(&path))?;
    Ok(path)
}

fn show(run: &Run, report: &Path, screen: &Screen, took: Duration) -> Result<(), CliError> {
    let record = &run.record;
    let files = format!("report  {}\nrecord  {}", report.display(), run.record_path.display());
    if screen.is_json() {
        screen::json(record)?;
        screen.note(files);
    } else {
        let board = terminal::leaderboard(record, screen.width, screen.color);
        screen::data(format_args!("{}\n\n{}\n{files}\n", board.trim_end(), findings(record)))?;
    }
    let done = record.trials.total - record.trials.missing;
    screen.note(format_args!(
        "{done} of {} done, {:.1} s",
        count(record.trials.total as u64, "trial"),
        took.as_secs_f64()
    ));
    Ok(())
}

/// How much is odd about the data, in a line.
pub(crate) fn findings(record: &RunRecord) -> String {
    let all: Vec<&Finding> =
        record.findings.iter().chain(record.tickers.iter().flat_map(|t| &t.findings)).collect();
    // as the report counts them: samples that a ticker cannot use are a finding of it
    let unusable = record.tickers.iter().filter(|t| t.skipped_samples > 0).count();
    if all.is_empty() && unusable == 0 {
        return "data    nothing odd".to_owned();
    }
    let kinds: BTreeSet<FindingKind> = all.iter().map(|f| f.kind).collect();
    let mut kinds: Vec<String> = kinds.iter().map(|k| kind_words(*k)).collect();
    kinds.extend((unusable > 0).then(|| "samples left out".to_owned()));
    let total = count((all.len() + unusable) as u64, "finding");
    format!("data    {total} ({}); see the report", kinds.join(", "))
}

/// `likely-split` as in the record, without the dash.
fn kind_words(kind: FindingKind) -> String {
    let name = serde_json::to_value(kind).unwrap_or_default();
    name.as_str().unwrap_or("oddity").replace('-', " ")
}

/// What must not be taken for a plain success.
pub(crate) fn complain(record: &RunRecord, screen: &Screen) {
    let findings = || record.findings.iter().chain(record.tickers.iter().flat_map(|t| &t.findings));
    for finding in findings().filter(|f| f.kind == FindingKind::LikelySplit) {
        let ticker = finding.ticker.as_ref().map_or(String::new(), |t| format!("{t}: "));
        screen.warn(format_args!("{ticker}{}", finding.message));
    }
    let silent = findings().filter(|f| f.kind == FindingKind::NoPosts).filter_map(|f| f.ticker.as_ref());
    let silent: Vec<&str> = silent.map(Ticker::as_str).collect();
    if !silent.is_empty() {
        screen
            .warn(format_args!("no posts for {}: the effect of text is not tested there", silent.join(", ")));
    }
    let counts = record.trials;
    if counts.failed > 0 {
        let first = record.tickers.iter().find_map(|t| {
            let row = t.rows.iter().find(|r| !r.failures.is_empty())?;
            Some(format!("{} {}: {}", t.ticker, row.model, row.failures.first()?))
        });
        screen.warn(format_args!(
            "{} of {} failed, and their rows have no scores; the first: {}",
            counts.failed,
            count(counts.total as u64, "trial"),
            first.unwrap_or_default()
        ));
    }
    if counts.missing > 0 {
        screen.warn(format_args!(
            "interrupted: {} of {} trials are done and kept; the same command goes on from there",
            counts.total - counts.missing,
            counts.total
        ));
    }
}

#[expect(clippy::disallowed_methods, reason = "wall time is shown on stderr and never recorded")]
fn now() -> Instant {
    Instant::now()
}
