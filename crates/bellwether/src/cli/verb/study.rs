//! `bellwether study`: runs a study file.

use std::path::Path;

use bellwether_study::StudyConfig;

use crate::cli::End;
use crate::cli::args::StudyArgs;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};
use crate::cli::study_run;

pub(crate) fn run(args: &StudyArgs, screen: &Screen) -> anyhow::Result<End> {
    let Some(file) = &args.file else {
        screen::json(&StudyConfig::schema())?;
        return Ok(End::Done);
    };
    let config = StudyConfig::read(file)?;
    if args.show_settings {
        show(&config, screen)?;
        return Ok(End::Done);
    }
    study_run::run(&config, file.parent().unwrap_or(Path::new("")), &args.run, screen)
}

/// The settings as a study file, or as JSON.
fn show(config: &StudyConfig, screen: &Screen) -> Result<(), CliError> {
    if screen.is_json() { screen::json(config) } else { screen::data(config.to_toml()) }
}
