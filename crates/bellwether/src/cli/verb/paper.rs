//! `bellwether paper`: a paper's study as published, then walked forward, beside what the paper states.

use std::path::Path;

use bellwether::papers::{self, Paper};
use bellwether_study::record::RunRecord;
use bellwether_study::{StudyConfig, StudyError};

use crate::cli::End;
use crate::cli::args::{PaperArgs, RunArgs};
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::nearest::nearest;
use crate::cli::output;
use crate::cli::paper::comparison::Comparison;
use crate::cli::paper::quick;
use crate::cli::screen::{self, Screen};
use crate::cli::study_run;

pub(crate) fn run(args: &PaperArgs, screen: &Screen) -> anyhow::Result<End> {
    let paper = named(&args.name)?;
    let folder =
        args.run.out.clone().unwrap_or_else(|| format!("bellwether-out/paper-{}", paper.name).into());
    let meter = Meter::new(screen);
    let interrupt = Interrupt::catch(&meter)?;
    let mut records = Vec::new();
    for (name, text) in [("as-published", paper.as_published), ("walk-forward", paper.walk_forward)] {
        let path = format!("{}/{name}.toml", paper.name);
        let mut config = StudyConfig::parse(text, Path::new(&path))?;
        check_data(&config, paper, &args.data)?;
        if args.quick {
            config = quick::shortened(&config, Path::new(&path))?;
        }
        let own = RunArgs { out: Some(folder.join(name)), ..args.run.clone() };
        let outcome = study_run::compute(&config, &args.data, &own, &meter, &interrupt);
        meter.finish();
        let run = match outcome {
            Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => {
                screen.warn("interrupted: what is done is kept; the same command goes on from there");
                return Ok(End::Interrupted);
            }
            outcome => outcome?,
        };
        let report = study_run::write_report(&run)?;
        study_run::complain(&run.record, screen);
        screen.note(format_args!("{name}: {}", report.display()));
        if interrupt.is_stopped() && !run.record.complete {
            return Ok(End::Interrupted);
        }
        records.push(run.record);
    }
    let [as_published, walk_forward]: [RunRecord; 2] =
        records.try_into().unwrap_or_else(|_| unreachable!("two studies"));
    let comparison = Comparison::new(paper, &as_published, &walk_forward, args.quick.then_some(quick::WORDS));
    let path = folder.join("paper.json");
    let mut json = serde_json::to_vec_pretty(&comparison)?;
    json.push(b'\n');
    output::write(&path, &json)?;
    if screen.is_json() {
        screen::json(&comparison)?;
        return Ok(End::Done);
    }
    screen::data(comparison.text(screen))?;
    let of = |name: &str| folder.join(name).join("report.html").display().to_string();
    screen::data(format_args!(
        "\nreport  {}\n        {}\ntable   {}\n",
        of("as-published"),
        of("walk-forward"),
        path.display()
    ))?;
    Ok(End::Done)
}

fn named(name: &str) -> Result<&'static Paper, CliError> {
    papers::ALL.iter().find(|paper| paper.name == name).ok_or_else(|| {
        let known: Vec<&str> = papers::ALL.iter().map(|paper| paper.name).collect();
        let nearest = nearest(name, known.iter().copied()).map(str::to_owned);
        CliError::NoPaper { name: name.to_owned(), nearest, known: known.join(", ") }
    })
}

/// That the files are there, before anything runs.
fn check_data(config: &StudyConfig, paper: &Paper, folder: &Path) -> Result<(), CliError> {
    let files = std::iter::once(&config.data.prices).chain(&config.data.posts);
    match files.map(|file| folder.join(file)).find(|path| !path.exists()) {
        Some(path) => Err(CliError::NoPaperData { path, data: paper.data }),
        None => Ok(()),
    }
}
