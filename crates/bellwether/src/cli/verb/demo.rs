//! `bellwether demo`: runs the bundled study, or writes it out.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use bellwether::bundled;
use bellwether_study::StudyConfig;

use crate::cli::End;
use crate::cli::args::DemoArgs;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};
use crate::cli::study_run;

pub(crate) fn run(args: &DemoArgs, screen: &Screen) -> anyhow::Result<End> {
    if let Some(folder) = &args.export {
        export(folder, args.force, screen)?;
        return Ok(End::Done);
    }
    let config = StudyConfig::parse(bundled::DEMO_STUDY, Path::new("demo/study.toml"))?;
    study_run::run(&config, Path::new(""), &args.run, screen)
}

/// Writes study files, data and licence; nothing at all when one of them is there already.
fn export(folder: &Path, force: bool, screen: &Screen) -> Result<(), CliError> {
    let study = bundled::with_files(bundled::DEMO_STUDY);
    let networks = bundled::with_files(bundled::NETWORKS_STUDY);
    let baselines = bundled::with_files(bundled::BASELINES_STUDY);
    let directions = bundled::with_files(bundled::DIRECTIONS_STUDY);
    let decompositions = bundled::with_files(bundled::DECOMPOSITIONS_STUDY);
    let whole_series = bundled::with_files(bundled::WHOLE_SERIES_STUDY);
    let scorers = bundled::with_files(bundled::SCORERS_STUDY);
    let topics = bundled::with_files(bundled::TOPICS_STUDY);
    let backtest = bundled::with_files(bundled::BACKTEST_STUDY);
    let new_ticker = bundled::with_files(bundled::NEW_TICKER_STUDY);
    let data = bundled::STOCKNET;
    let files: [(&str, &[u8]); 13] = [
        ("study.toml", study.as_bytes()),
        ("networks.toml", networks.as_bytes()),
        ("baselines.toml", baselines.as_bytes()),
        ("directions.toml", directions.as_bytes()),
        ("decompositions.toml", decompositions.as_bytes()),
        ("whole-series.toml", whole_series.as_bytes()),
        ("scorers.toml", scorers.as_bytes()),
        ("topics.toml", topics.as_bytes()),
        ("backtest.toml", backtest.as_bytes()),
        ("new-ticker.toml", new_ticker.as_bytes()),
        (data.prices_name, data.prices),
        (data.posts_name, data.posts),
        ("LICENSE.stocknet-MIT", bundled::STOCKNET_LICENSE.as_bytes()),
    ];
    if !force && let Some(path) = files.iter().map(|f| folder.join(f.0)).find(|p| p.exists()) {
        return Err(CliError::Exists { path });
    }
    fs::create_dir_all(folder).map_err(CliError::write(folder))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        let file = if force { File::create(&path) } else { File::create_new(&path) };
        file.and_then(|mut f| f.write_all(bytes)).map_err(CliError::write(&path))?;
        if screen.is_json() {
            continue;
        }
        screen::data(format_args!("{}\n", path.display()))?;
    }
    let paths: Vec<String> = files.iter().map(|f| folder.join(f.0).display().to_string()).collect();
    if screen.is_json() {
        screen::json(&paths)?;
    }
    screen.note(format_args!("run it with: bellwether study {}", paths[0]));
    Ok(())
}
