//! `bellwether sentiment score`: the polarity of every text of files of any size.

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::time::{Duration, Instant};

use bellwether_ingest::{RowOptions, RowReader};
use bellwether_study::ScoreFolder;
use serde::Serialize;

use crate::cli::End;
use crate::cli::args::{Keep, ScoreArgs};
use crate::cli::clean::Clean;
use crate::cli::count::count;
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::output;
use crate::cli::scoring::journal::Journal;
use crate::cli::scoring::pipeline::{self, Done, Job};
use crate::cli::scoring::sink::{self, OutputColumns, OutputForm};
use crate::cli::scoring::spec::{self, NamedScorer};
use crate::cli::screen::{self, Screen};
use crate::cli::threads;

/// What was done, as JSON shows it.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    output: &'a Path,
    posts: u64,
    files: usize,
    scorers: Vec<&'a str>,
}

pub(crate) fn run(args: &ScoreArgs, screen: &Screen) -> anyhow::Result<End> {
    let started = now();
    let form = OutputForm::of(&args.output)?;
    let mut scorers = spec::build(&args.scorers.list, args.scorers.clean.map(Clean::preset))?;
    output::check(&args.output, &args.files, args.force)?;
    let kept = if args.no_cache { None } else { spec::keep(&mut scorers)? };
    let meter = Meter::new(screen);
    let outcome = score(args, form, &scorers, kept.as_ref(), &meter, screen);
    meter.finish();
    let done = outcome?;
    for (file, finding) in &done.findings {
        screen.warn(format_args!("{file}: {}", finding.message));
    }
    let journal = Journal::path_of(&args.output);
    if !done.complete {
        let command = "the same command goes on from there";
        screen.warn(format_args!(
            "interrupted: the scores of {} are kept in {}; {command}",
            count(done.rows, "post"),
            journal.display()
        ));
        return Ok(End::Interrupted);
    }
    show(args, &scorers, &done, screen, started.elapsed())?;
    Ok(End::Done)
}

fn score(
    args: &ScoreArgs,
    form: OutputForm,
    scorers: &[NamedScorer],
    kept: Option<&ScoreFolder>,
    meter: &Meter,
    screen: &Screen,
) -> anyhow::Result<Done> {
    let options = RowOptions { text: args.text_column.clone(), text_only: args.keep != Keep::All };
    let first = RowReader::open(&args.files[0], &options)?;
    let mut bytes = first.bytes();
    for file in &args.files[1..] {
        // a missing file is said now and not hours later
        bytes += RowReader::open(file, &options)?.bytes();
    }
    let scores = scorers.iter().flat_map(NamedScorer::columns).collect();
    let columns = OutputColumns::new(&args.files, args.keep, first.names(), first.text_column(), scores)?;
    let interrupt = Interrupt::catch(meter)?;
    let journal_path = Journal::path_of(&args.output);
    let opened = Journal::open(&args.output, &pipeline::settings(scorers), !args.no_cache);
    let (mut journal, earlier) =
        opened.map_err(|source| CliError::Journal { path: journal_path.clone(), source })?;
    let part = output::beside(&args.output);
    let stop = interrupt.run_begins();
    meter.scoring(bytes);
    let threads = args.threads.map_or_else(cores, usize::from);
    let pool = threads::pool(Some(threads))?;
    let job = Job {
        files: &args.files,
        options,
        scorers,
        kept,
        threads,
        pool: &pool,
        stop: &stop,
        progress: &|posts, read| meter.scored(posts, read, bytes),
    };
    let written = (|| {
        let mut sink = sink::open(form, &part, columns)?;
        let done = pipeline::run(&job, first, earlier, &mut journal, &mut *sink)?;
        if done.complete {
            sink.finish()?;
            fs::rename(&part, &args.output).map_err(CliError::write(&args.output))?;
        }
        Ok::<Done, anyhow::Error>(done)
    })();
    let is_whole = written.as_ref().is_ok_and(|done| done.complete);
    if is_whole {
        journal.remove().map_err(CliError::write(&journal_path))?;
    } else {
        // the next run writes it anew from the journal; on a full disk it would only be in the way
        let _ = fs::remove_file(&part);
    }
    let done = written.inspect_err(|_| {
        let kept = fs::metadata(&journal_path).is_ok_and(|m| m.len() > 64);
        if kept {
            meter.finish();
            screen.note(format_args!("what was scored is kept in {}", journal_path.display()));
        }
    })?;
    if done.taken_up > 0 {
        meter.finish();
        let were = if done.taken_up == 1 { "was" } else { "were" };
        screen.note(format_args!("{} {were} scored by an earlier run", count(done.taken_up, "post")));
    }
    Ok(done)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn show(
    args: &ScoreArgs,
    scorers: &[NamedScorer],
    done: &Done,
    screen: &Screen,
    took: Duration,
) -> Result<(), CliError> {
    let names: Vec<&str> = scorers.iter().map(|s| s.name.as_str()).collect();
    if screen.is_json() {
        let (posts, files) = (done.rows, args.files.len());
        return screen::json(&Summary { output: &args.output, posts, files, scorers: names });
    }
    screen::data(format_args!(
        "{} scored by {}\nscores  {}\n",
        count(done.rows, "post"),
        names.join(", "),
        args.output.display()
    ))?;
    let seconds = took.as_secs_f64();
    screen.note(format_args!("{seconds:.1} s, {:.0} posts a second", done.rows as f64 / seconds.max(1e-3)));
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "wall time is shown on stderr and never recorded")]
fn now() -> Instant {
    Instant::now()
}
