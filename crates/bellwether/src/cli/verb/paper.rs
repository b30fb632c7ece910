//! `bellwether paper`: a paper's study as published, then walked forward, beside what the paper states; or all of them.

use std::path::{Path, PathBuf};

use bellwether::papers::{self, Paper};
use bellwether_study::record::RunRecord;
use bellwether_study::{StudyConfig, StudyError};
use serde::Serialize;

use crate::cli::End;
use crate::cli::args::{PaperArgs, RunArgs};
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::nearest::nearest;
use crate::cli::output;
use crate::cli::paper::changes::{self, Changes};
use crate::cli::paper::comparison::{Comparison, Runs};
use crate::cli::paper::data;
use crate::cli::paper::movement;
use crate::cli::paper::page::{self, Page};
use crate::cli::paper::protocol::{Protocol, joined};
use crate::cli::paper::summary::{self, Summary};
use crate::cli::screen::{self, Screen};
use crate::cli::study_run;

/// The name that stands for every paper.
const ALL: &str = "all";
/// Where results go by default.
const DEFAULT_OUT: &str = "bellwether-out";
/// Seeds at most where all papers are run.
const SEEDS_OF_ALL: usize = 5;

pub(crate) fn run(args: &PaperArgs, screen: &Screen) -> anyhow::Result<End> {
    let is_all = args.name == ALL;
    let has_movement = is_all || args.name == movement::NAME;
    let chosen = if args.name == movement::NAME { Vec::new() } else { named(&args.name)? };
    let Some(data) = &args.data else {
        let needed = data::needed((!is_all).then_some(args.name.as_str()));
        return Err(CliError::NoDataFolder { name: args.name.clone(), needed }.into());
    };
    // nothing runs for long before a file turns out to be missing
    for paper in &chosen {
        for protocol in Protocol::ALL {
            check_data(&protocol.study(paper, data)?, paper, data)?;
        }
    }
    if has_movement {
        movement::check_data(data)?;
    }
    let meter = Meter::new(screen);
    let session = Session { args, data, screen, interrupt: Interrupt::catch(&meter)?, meter, is_all };
    let mut comparisons = Vec::new();
    for paper in chosen {
        let folder = folder(args, paper.name, is_all);
        let Some(runs) = session.runs(paper, &folder)? else {
            return Ok(interrupted(screen));
        };
        let quick = args.quick.then(|| changes::quick_words(paper.quick_epochs));
        let comparison = Comparison::new(paper, &runs, quick, &joined(paper, data));
        let links = links(&runs);
        write(&comparison, &comparison.page(links.clone()), page::PAPER, &folder.join("paper"))?;
        if !screen.is_json() {
            let reports: Vec<PathBuf> = links.iter().map(|(_, file)| folder.join(file)).collect();
            let reports: Vec<String> = reports.iter().map(|file| file.display().to_string()).collect();
            screen::data(comparison.page(Vec::new()).text(page::PAPER, screen))?;
            screen::data(format_args!(
                "\nreport  {}\npage    {}\n{}",
                reports.join("\n        "),
                folder.join("paper.html").display(),
                if is_all { "\n" } else { "" }
            ))?;
        }
        comparisons.push((comparison, folder));
    }
    let mut report = None;
    if has_movement {
        let folder = folder(args, movement::NAME, is_all);
        report = session.movement(&folder)?;
        if report.is_none() {
            return Ok(interrupted(screen));
        }
    }
    if is_all {
        session.all(&comparisons, report.as_ref())?;
    } else if let (true, Some(report)) = (screen.is_json(), &report) {
        screen::json(report)?;
    } else if let (true, Some((comparison, _))) = (screen.is_json(), comparisons.first()) {
        screen::json(comparison)?;
    }
    Ok(End::Done)
}

fn interrupted(screen: &Screen) -> End {
    screen.warn("interrupted: what is done is kept; the same command goes on from there");
    End::Interrupted
}

/// The name of results whose folder the user does not say: a quick run has others, so that no run writes over the other's.
fn name(args: &PaperArgs, name: &str) -> String {
    if args.quick { format!("{name}-quick") } else { name.to_owned() }
}

/// Where the results of a paper go.
fn folder(args: &PaperArgs, paper: &str, is_all: bool) -> PathBuf {
    match &args.run.out {
        Some(out) if is_all => out.join(paper),
        Some(out) => out.clone(),
        None => format!("{DEFAULT_OUT}/{}", name(args, &format!("paper-{paper}"))).into(),
    }
}

/// The reports of the runs, relative to the folder of the paper.
fn links(runs: &[Runs]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for run in runs {
        for protocol in Protocol::ALL {
            let name = place(protocol.name(), run.horizon);
            out.push((format!("report {name}"), format!("{name}/report.html")));
        }
    }
    out
}

/// The folder of a run.
fn place(name: &str, horizon: Option<usize>) -> String {
    horizon.map_or_else(|| name.to_owned(), |horizon| format!("{name}-{horizon}"))
}

/// What the runs of one command share.
struct Session<'a> {
    args: &'a PaperArgs,
    data: &'a Path,
    screen: &'a Screen,
    meter: Meter,
    interrupt: Interrupt,
    is_all: bool,
}

/// Every paper, for machines.
#[derive(Serialize)]
struct All<'a> {
    summary: &'a [Summary],
    papers: Vec<&'a Comparison>,
    #[serde(skip_serializing_if = "Option::is_none")]
    movement: Option<&'a movement::Report>,
}

impl Session<'_> {
    /// Runs both protocols at each horizon; none when it was interrupted.
    fn runs(&self, paper: &Paper, folder: &Path) -> anyhow::Result<Option<Vec<Runs>>> {
        let horizons: Vec<Option<usize>> = match paper.horizons {
            [] => vec![None],
            horizons => horizons.iter().copied().map(Some).collect(),
        };
        let mut all = Vec::new();
        for horizon in horizons {
            let Some(as_published) = self.one(paper, Protocol::AsPublished, horizon, folder)? else {
                return Ok(None);
            };
            let Some(walk_forward) = self.one(paper, Protocol::WalkForward, horizon, folder)? else {
                return Ok(None);
            };
            all.push(Runs { horizon, as_published, walk_forward });
        }
        Ok(Some(all))
    }

    fn one(
        &self,
        paper: &Paper,
        protocol: Protocol,
        horizon: Option<usize>,
        folder: &Path,
    ) -> anyhow::Result<Option<RunRecord>> {
        let Self { args, data, screen, meter, interrupt, is_all } = self;
        let name = protocol.name();
        let changes = Changes {
            horizon,
            seeds: is_all.then_some(SEEDS_OF_ALL),
            quick_epochs: args.quick.then_some(paper.quick_epochs),
        };
        let config = changes.of(&protocol.study(paper, data)?, &protocol.file(paper))?;
        let own = RunArgs { out: Some(folder.join(place(name, horizon))), ..args.run.clone() };
        let outcome = study_run::compute(&config, data, &own, meter, interrupt);
        meter.finish();
        let run = match outcome {
            Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => return Ok(None),
            outcome => outcome?,
        };
        let report = study_run::write_report(&run)?;
        study_run::complain(&run.record, screen);
        screen.note(format_args!("{} {}: {}", paper.name, place(name, horizon), report.display()));
        Ok((run.record.complete || !interrupt.is_stopped()).then_some(run.record))
    }

    /// Both parts of the movement task with their page; none when they were interrupted.
    fn movement(&self, folder: &Path) -> anyhow::Result<Option<movement::Report>> {
        let Self { args, data, screen, meter, interrupt, is_all } = self;
        let Some(report) = movement::run(args, data, folder, screen, meter, interrupt)? else {
            return Ok(None);
        };
        write(&report, &report.linked_page(), movement::HEADS, &folder.join("paper"))?;
        if !screen.is_json() {
            screen::data(report.page(Vec::new()).text(movement::HEADS, screen))?;
            screen::data(format_args!(
                "\nreport  {}\npage    {}\n{}",
                folder.join("walk-forward/report.html").display(),
                folder.join("paper.html").display(),
                if *is_all { "\n" } else { "" }
            ))?;
        }
        Ok(Some(report))
    }

    /// The table of all papers.
    fn all(
        &self,
        comparisons: &[(Comparison, PathBuf)],
        task: Option<&movement::Report>,
    ) -> anyhow::Result<()> {
        let mut summaries: Vec<Summary> =
            comparisons.iter().map(|(comparison, _)| Summary::new(comparison)).collect();
        summaries.extend(task.map(Summary::of_movement));
        let (base, own) = match &self.args.run.out {
            Some(out) => (out.clone(), "papers".to_owned()),
            None => (DEFAULT_OUT.into(), name(self.args, "papers")),
        };
        let link = |(comparison, folder): &(Comparison, PathBuf)| {
            let file = folder.strip_prefix(&base).unwrap_or(folder).join("paper.html");
            (comparison.title.to_owned(), file.display().to_string())
        };
        let mut links: Vec<(String, String)> = comparisons.iter().map(link).collect();
        if let Some(report) = task {
            let folder = folder(self.args, movement::NAME, true);
            let file = folder.strip_prefix(&base).unwrap_or(&folder).join("paper.html");
            links.push((report.linked_page().title, file.display().to_string()));
        }
        let page = summary::page(&summaries, links);
        let papers = comparisons.iter().map(|(c, _)| c).collect();
        let all = All { summary: &summaries, papers, movement: task };
        write(&all, &page, page::ALL, &base.join(&own))?;
        if self.screen.is_json() {
            return Ok(screen::json(&all)?);
        }
        screen::data(page.text(page::ALL, self.screen))?;
        Ok(screen::data(format_args!("\npage    {}\n", base.join(own + ".html").display()))?)
    }
}

/// The page as JSON, Markdown and HTML.
fn write(json: &impl Serialize, page: &Page, heads: [&str; 6], path: &Path) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(json)?;
    bytes.push(b'\n');
    output::write(&path.with_extension("json"), &bytes)?;
    output::write(&path.with_extension("md"), page.markdown(heads).as_bytes())?;
    output::write(&path.with_extension("html"), page.html(heads)?.as_bytes())?;
    Ok(())
}

fn named(name: &str) -> Result<Vec<&'static Paper>, CliError> {
    if name == ALL {
        return Ok(papers::ALL.iter().collect());
    }
    papers::ALL.iter().find(|paper| paper.name == name).map(|paper| vec![paper]).ok_or_else(|| {
        let known: Vec<&str> =
            papers::ALL.iter().map(|paper| paper.name).chain([movement::NAME, ALL]).collect();
        let nearest = nearest(name, known.iter().copied()).map(str::to_owned);
        CliError::NoPaper { name: name.to_owned(), nearest, known: known.join(", ") }
    })
}

/// That the files are there, before anything runs.
fn check_data(config: &StudyConfig, paper: &Paper, folder: &Path) -> Result<(), CliError> {
    let series = config.data.series.iter().map(|series| &series.file);
    let files = std::iter::once(&config.data.prices).chain(&config.data.posts).chain(series);
    match files.map(|file| folder.join(file)).find(|path| !path.exists()) {
        Some(path) => Err(CliError::NoPaperData { path, data: paper.data }),
        None => Ok(()),
    }
}
