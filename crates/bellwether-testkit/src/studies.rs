//! Whole studies on synthetic markets.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::Panel;
use bellwether_ingest::{PostOptions, PriceOptions, read_posts_bytes, read_prices_bytes};
use bellwether_models::ModelSpec;
use bellwether_study::{ConfigError, Dataset, ModelEntry, Run, RunOptions, StudyConfig, StudyError};

use crate::Market;

/// The settings in `text` (a study file without models), with these models, read back from their own TOML.
///
/// # Errors
/// [`ConfigError`] as of any study file.
pub fn config(text: &str, models: &[ModelSpec]) -> Result<StudyConfig, ConfigError> {
    let path = Path::new("study.toml");
    let placeholder = format!("{text}\n[[models]]\nkind = \"persistence\"\n");
    let mut config = StudyConfig::parse(&placeholder, path)?;
    config.models = models.iter().map(|spec| ModelEntry::new(spec.clone())).collect();
    StudyConfig::parse(&config.to_toml(), path)
}

/// The market as the data of a study, as if it had been read from files.
///
/// # Errors
/// [`StudyError`] when the study cannot use it.
pub fn dataset(config: &StudyConfig, market: &Market) -> Result<Dataset, StudyError> {
    // what the readers say about a file comes from the smallest one; bars and posts are the market's
    let csv = b"Date,Open,High,Low,Close,Volume\n2014-01-02,1,1,1,1,1\n";
    let mut prices = read_prices_bytes("AAA.csv", csv, &PriceOptions::default()).map_err(ingest("prices"))?;
    prices.bars.clone_from(&market.bars);
    prices.findings.clear();
    let line = b"{\"date\":\"2014-01-02T10:00:00Z\",\"text\":\"a\",\"ticker\":\"AAA\"}\n";
    let mut posts =
        read_posts_bytes("posts.jsonl", line, &PostOptions::default()).map_err(ingest("posts"))?;
    posts.posts.clone_from(&market.posts);
    posts.findings.clear();
    Dataset::from_parts(config, Path::new("."), prices, config.data.posts.is_some().then_some(posts))
}

fn ingest(what: &'static str) -> impl Fn(bellwether_ingest::IngestError) -> StudyError {
    move |source| StudyError::Ingest { what, source }
}

/// The same data with another panel.
///
/// # Errors
/// As [`dataset`].
pub fn with_panel(config: &StudyConfig, market: &Market, panel: Panel) -> Result<Dataset, StudyError> {
    Ok(dataset(config, market)?.with_panel(panel))
}

/// Runs a study below `directory`.
///
/// # Errors
/// [`StudyError`] as [`bellwether_study::run`].
pub fn run(
    config: &StudyConfig,
    dataset: &Dataset,
    directory: &Path,
    threads: usize,
    stopped: bool,
) -> Result<Run, StudyError> {
    let options = RunOptions {
        threads: Some(threads),
        stop: Arc::new(AtomicBool::new(stopped)),
        ..RunOptions::new(directory)
    };
    bellwether_study::run(config, dataset, &options, &|_| {})
}
