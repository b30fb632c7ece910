//! Prices and posts as a study file names them.

use std::path::Path;

use bellwether_core::Ticker;
use bellwether_ingest::{PostOptions, Posts, PriceOptions, Prices};

use super::Bundle;
use crate::{StudyConfig, StudyError, posts};

pub(super) fn read_prices(
    config: &StudyConfig,
    base: &Path,
    bundles: &[Bundle],
) -> Result<Prices, StudyError> {
    let data = &config.data;
    let options = PriceOptions {
        columns: data.price_columns.clone().unwrap_or_default(),
        tickers: (!data.tickers.is_empty()).then(|| data.tickers.iter().cloned().collect()),
        ticker: the_ticker(config),
        dates: data.dates,
        decimal: data.decimal,
        calendar: data.calendar.clone(),
    };
    let read = match bundle(&data.prices, bundles, "data.prices")? {
        Some(b) => bellwether_ingest::read_prices_bytes(b.prices_name, b.prices, &options),
        None => bellwether_ingest::read_prices(&base.join(&data.prices), &options),
    };
    read.map_err(|source| StudyError::Ingest { what: "prices", source })
}

pub(super) fn read_posts(
    config: &StudyConfig,
    base: &Path,
    bundles: &[Bundle],
) -> Result<Option<Posts>, StudyError> {
    let data = &config.data;
    let Some(path) = &data.posts else { return Ok(None) };
    let options = PostOptions {
        columns: data.post_columns.clone().unwrap_or_default(),
        tickers: (!data.tickers.is_empty() && data.matching.is_none())
            .then(|| data.tickers.iter().cloned().collect()),
        ticker: posts::placeholder(config).or_else(|| the_ticker(config)),
        ignore_tickers: posts::placeholder(config).is_some(),
        dates: data.dates,
        time_zone: data.time_zone.clone(),
        calendar: data.calendar.clone(),
    };
    let read = match bundle(path, bundles, "data.posts")? {
        Some(b) => bellwether_ingest::read_posts_bytes(b.posts_name, b.posts, &options),
        None => bellwether_ingest::read_posts(&base.join(path), &options),
    };
    read.map(Some).map_err(|source| StudyError::Ingest { what: "posts", source })
}

/// The ticker of files that name none, in a study of one ticker.
fn the_ticker(config: &StudyConfig) -> Option<Ticker> {
    match config.data.tickers.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn bundle(name: &str, bundles: &[Bundle], key: &str) -> Result<Option<Bundle>, StudyError> {
    let Some(name) = name.strip_prefix("bundled:") else { return Ok(None) };
    let known: Vec<&str> = bundles.iter().map(|b| b.name).collect();
    bundles.iter().find(|b| b.name == name).copied().map(Some).ok_or_else(|| {
        StudyError::Config(crate::ConfigError::Value {
            key: key.to_owned(),
            value: format!("bundled:{name}"),
            expected: format!("the bundled data sets are: {}", known.join(", ")),
        })
    })
}
