//! From arguments to an exit code: one verb is called, and whatever went wrong is said on stderr.

mod args;
mod cache_folder;
mod class_metrics;
mod clean;
mod count;
mod error;
mod hint;
mod hint_data;
mod interrupt;
mod labelled;
mod meter;
mod nearest;
mod output;
mod paper;
mod proxy;
mod scoring;
mod screen;
mod study_run;
mod table;
mod threads;
mod topics;
mod verb;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, SentimentVerb, Verb};
use screen::Screen;

/// The user's data, study file or arguments.
const USER: u8 = 1;
/// A fault of the program.
const OURS: u8 = 2;
/// Stopped by the user.
const INTERRUPTED: u8 = 130;

/// What a verb that did not fail has to say to the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// All done.
    Done,
    /// Done, and what was looked for was found.
    Found,
    /// Stopped by the user; what was done is kept.
    Interrupted,
}

pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // help and version come this way too, and are no error
            let code = if e.use_stderr() { USER } else { 0 };
            return match e.print() {
                Ok(()) => ExitCode::from(code),
                Err(_) => ExitCode::from(USER),
            };
        }
    };
    let screen = Screen::new(&cli.global);
    let outcome = catch_unwind(AssertUnwindSafe(|| call(&cli, &screen)));
    match outcome {
        Ok(Ok(End::Done)) => ExitCode::SUCCESS,
        Ok(Ok(End::Found)) => ExitCode::from(USER),
        Ok(Ok(End::Interrupted)) => ExitCode::from(INTERRUPTED),
        Ok(Err(e)) if error::is_broken_pipe(&e) => ExitCode::SUCCESS,
        Ok(Err(e)) => {
            error::print(&screen, &e);
            ExitCode::from(error::exit_code(&e))
        }
        Err(_) => {
            error::print_bug(&screen);
            ExitCode::from(OURS)
        }
    }
}

fn call(cli: &Cli, screen: &Screen) -> anyhow::Result<End> {
    match &cli.verb {
        Verb::Demo(args) => verb::demo::run(args, screen),
        Verb::Study(args) => verb::study::run(args, screen),
        Verb::Check(args) => verb::check::run(args, screen),
        Verb::Audit(args) => verb::audit::run(args, screen),
        Verb::Models(args) => verb::models::run(args, screen),
        Verb::Features => verb::features::run(screen),
        Verb::Data(args) => verb::data::run(args, screen),
        Verb::Topics(args) => verb::topics::run(args, screen),
        Verb::Paper(args) => verb::paper::run(args, screen),
        Verb::Sentiment(args) => match &args.verb {
            SentimentVerb::Score(args) => verb::score::run(args, screen),
            SentimentVerb::Compare(args) => verb::compare::run(args, screen),
            SentimentVerb::Train(args) => verb::train::run(args, screen),
            SentimentVerb::Explain(args) => verb::explain::run(args, screen),
            SentimentVerb::Scorers => verb::scorers::run(screen),
        },
    }
}
