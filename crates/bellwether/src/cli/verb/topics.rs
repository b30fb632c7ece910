//! `bellwether topics`: what the texts of files are about.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_study::StudyError;
use bellwether_text::Polarity;
use bellwether_topics::TopicsError;
use bellwether_topics::models::TopicModelParams;
use rayon::prelude::*;
use serde::Serialize;

use crate::cli::End;
use crate::cli::args::TopicsArgs;
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::output;
use crate::cli::scoring::spec::{self, NamedScorer};
use crate::cli::screen::{self, Screen};
use crate::cli::table::wrap;
use crate::cli::threads;
use crate::cli::topics::fit::{self, Found};
use crate::cli::topics::folded::{self, Folded};
use crate::cli::topics::leading::Market;
use crate::cli::topics::outcome::{Outcome, Parts};
use crate::cli::topics::read::{Posts, Reading};
use crate::cli::topics::settings::{self, Amount};
use crate::cli::topics::{assign, page, table};

/// Texts that are scored before it is looked whether to stop.
const STEP: usize = 1024;

/// An outcome, as JSON shows it.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    settings: &'a TopicModelParams,
    page: Option<&'a PathBuf>,
    assigned: Option<&'a PathBuf>,
}

pub(crate) fn run(args: &TopicsArgs, screen: &Screen) -> anyhow::Result<End> {
    let started = now();
    let mut scorers = spec::build(std::slice::from_ref(&args.scorer), None)?;
    if scorers.len() != 1 {
        return Err(CliError::OneScorer { found: scorers.len() }.into());
    }
    let scorer = scorers.remove(0);
    for path in args.output.iter().chain(&args.assign) {
        output::check(path, args.files.iter().chain(&args.finding.settings), args.force)?;
    }
    if let Some(path) = args.output.as_ref().filter(|_| args.output == args.assign) {
        return Err(CliError::OutputTwice { path: path.clone() }.into());
    }
    // settings that cannot be used are said before anything is read
    settings::of(args, Amount::PLENTY)?;
    let meter = Meter::new(screen);
    let interrupt = Interrupt::catch_all_or_nothing(&meter)?;
    let stop = interrupt.run_begins();
    let pool = threads::pool(args.finding.threads.map(usize::from))?;
    let outcome = pool.install(|| topics(args, &scorer, &meter, &stop, screen));
    meter.finish();
    match outcome {
        Err(error) if matches!(error.downcast_ref(), Some(TopicsError::Stopped)) => {
            screen.warn("interrupted: nothing is written");
            return Ok(End::Interrupted);
        }
        outcome => outcome?,
    }
    screen.note(format_args!("{:.1} s", started.elapsed().as_secs_f64()));
    Ok(End::Done)
}

fn topics(
    args: &TopicsArgs,
    scorer: &NamedScorer,
    meter: &Meter,
    stop: &Arc<AtomicBool>,
    screen: &Screen,
) -> anyhow::Result<()> {
    let run = RunContext::with_stop(args.finding.seed, Arc::clone(stop));
    meter.stage("reading");
    let reading = Reading {
        files: &args.files,
        text: args.reading.text_column.as_deref(),
        time: args.reading.time_column.as_deref(),
        dates: args.reading.dates.map(Into::into),
    };
    let posts = reading.read(&|| run.is_stopped())?.ok_or(TopicsError::Stopped)?;
    warn(&posts, screen);
    let market = args.reading.prices.as_ref().map(|path| Market::read(path, screen)).transpose()?;
    if market.is_some() && posts.times.is_none() {
        return Err(CliError::PricesWithoutTimes.into());
    }
    if let (Some(market), Some(times)) = (&market, &posts.times)
        && !market.covers(times)
    {
        return Err(CliError::OtherDays.into());
    }
    let folded = Folded::new(&posts.texts, args.reading.texts);
    check(&posts, &folded)?;
    let amount = Amount::of(&folded.documents, args.reading.texts);
    let params = settings::of(args, amount)?;
    // whether there is a map or not, topics are found in the same vectors
    let mapped = args.output.is_some();
    let vectors = if mapped || matches!(params, TopicModelParams::Bertopic(_)) {
        meter.stage("embedding");
        let embed = settings::embed(&params, args.reading.texts, amount);
        if let Some(advice) = embed.advice().filter(|_| mapped) {
            screen.note(wrap(advice, screen.width).join("\n"));
        }
        Some(embed.fit(&folded.documents, &run)?.1)
    } else {
        None
    };
    let found = fit::fit(&params, &folded, vectors.as_ref(), mapped, meter, &run)?;
    meter.stage("scoring");
    let polarities = score(scorer, &args.files, &posts, &run)?;
    let parts = Parts {
        model: args.finding.model.name(),
        seed: args.finding.seed,
        texts: &posts.texts,
        times: posts.times.as_deref(),
        folded: &folded,
        found: &found,
        scorer: scorer.name.clone(),
        polarities: &polarities,
        market: market.as_ref(),
    };
    let outcome = parts.outcome(&run);
    write(args, &params, &posts, &parts, &outcome)?;
    meter.finish();
    if screen.is_json() {
        let (page, assigned) = (args.output.as_ref(), args.assign.as_ref());
        screen::json(&Shown { outcome: &outcome, settings: &params, page, assigned })?;
        return Ok(());
    }
    screen::data(table::text(&outcome, screen))?;
    for (what, path) in [("page", &args.output), ("assigned", &args.assign)] {
        if let Some(path) = path {
            screen::data(format_args!("{what:<9} {}\n", path.display()))?;
        }
    }
    Ok(())
}

fn warn(posts: &Posts, screen: &Screen) {
    for (file, finding) in &posts.findings {
        screen.warn(format_args!("{file}: {}", finding.message));
    }
    posts.warnings.iter().for_each(|warning| screen.warn(warning));
}

fn check(posts: &Posts, folded: &Folded) -> Result<(), CliError> {
    match folded.documents.len() {
        0 => Err(CliError::NoWords { posts: posts.texts.len() }),
        1 => Err(CliError::OneText { posts: posts.texts.len() - folded.without_words() }),
        _ => Ok(()),
    }
}

/// The polarity of each text; each different one is scored once.
fn score(
    scorer: &NamedScorer,
    files: &[PathBuf],
    posts: &Posts,
    run: &RunContext,
) -> anyhow::Result<Vec<Polarity>> {
    let (different, of_row) = folded::different(&posts.texts);
    let of_step = |(step, texts): (usize, &[&str])| -> anyhow::Result<Vec<Polarity>> {
        if run.is_stopped() {
            return Err(TopicsError::Stopped.into());
        }
        scorer.score_all(texts).map_err(|error| match error {
            StudyError::Scorer(source) => {
                let text = source.place().map(|place| step * STEP + place);
                let row = text.and_then(|text| of_row.iter().position(|&own| own == text));
                match row.map(|row| posts.places[row]) {
                    Some((file, row)) => {
                        let (file, scorer) = (files[file].clone(), scorer.name.clone());
                        CliError::Unscored { file, row, scorer, source: Box::new(source) }.into()
                    }
                    None => StudyError::Scorer(source).into(),
                }
            }
            other => other.into(),
        })
    };
    // a slow scorer has all threads for one batch
    let scores: Vec<Vec<Polarity>> = if scorer.scorer.is_slow() {
        different.chunks(STEP).enumerate().map(of_step).collect::<anyhow::Result<_>>()?
    } else {
        different.par_chunks(STEP).enumerate().map(of_step).collect::<anyhow::Result<_>>()?
    };
    Ok(of_row.iter().map(|&at| scores[at / STEP][at % STEP]).collect())
}

fn write(
    args: &TopicsArgs,
    params: &TopicModelParams,
    posts: &Posts,
    parts: &Parts<'_>,
    outcome: &Outcome,
) -> anyhow::Result<()> {
    if let Some(path) = &args.output {
        let page = page::of(args, params, parts, outcome);
        output::write(path, bellwether_report::topics::render(&page)?.as_bytes())?;
    }
    if let Some(path) = &args.assign {
        let Found { labels, .. } = parts.found;
        assign::write(path, &args.files, &posts.places, &parts.topic_of_rows(), labels)?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "wall time is shown on stderr and never recorded")]
fn now() -> Instant {
    Instant::now()
}
