//! Series beside prices and posts, joined by when they were available.

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Datum, Finding, Ticker};

use super::Dataset;
use crate::{StudyConfig, StudyError};

/// The series of a study by the names that they have among its inputs, and what is odd about them.
pub(super) struct Read {
    data: BTreeMap<String, BTreeMap<Option<Ticker>, Vec<Datum>>>,
    findings: Vec<Finding>,
}

/// Reads the files that the study names.
pub(super) fn read(config: &StudyConfig, base: &Path) -> Result<Read, StudyError> {
    let mut all = Vec::new();
    let mut findings = Vec::new();
    for entry in &config.data.series {
        let read = bellwether_ingest::read_series(&base.join(&entry.file), &entry.options(config))
            .map_err(|source| StudyError::Ingest { what: "series", source })?;
        findings.extend(read.findings);
        all.extend(read.data.into_iter().map(|(column, data)| {
            let data = data.into_iter().map(|(ticker, data)| (ticker.map(|t| entry.renamed(t)), data));
            (entry.name(&column), data.collect())
        }));
    }
    StudyConfig::check_series_names(all.iter().map(|(name, _)| name)).map_err(StudyError::Config)?;
    Ok(Read { data: all.into_iter().collect(), findings })
}

impl Read {
    /// The data set with the series.
    pub(super) fn join(self, dataset: Dataset) -> Result<Dataset, StudyError> {
        let Self { data, findings } = self;
        if data.is_empty() {
            return Ok(dataset);
        }
        for (name, by_ticker) in &data {
            let lacking =
                |t: &&Ticker| !by_ticker.contains_key(&None) && !by_ticker.contains_key(&Some((*t).clone()));
            if let Some(ticker) = dataset.tickers.iter().find(lacking) {
                return Err(StudyError::NoSeries { ticker: ticker.clone(), series: name.clone() });
            }
        }
        let mut hasher = blake3::Hasher::new_derive_key("bellwether series");
        let mut panel = dataset.panel.clone();
        for (name, by_ticker) in data {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            for (ticker, values) in by_ticker {
                hasher.update(ticker.as_ref().map_or("", Ticker::as_str).as_bytes());
                hasher.update(&(values.len() as u64).to_le_bytes());
                for datum in &values {
                    hasher.update(&datum.available_at.as_nanosecond().to_le_bytes());
                    hasher.update(&datum.value.to_bits().to_le_bytes());
                }
                panel = panel.with_series(&name, ticker, values);
            }
        }
        let tickers = &dataset.tickers;
        let findings = findings.into_iter().filter(|f| f.ticker.as_ref().is_none_or(|t| tickers.contains(t)));
        let findings = dataset.findings.iter().cloned().chain(findings).collect();
        let series_hash = hasher.finalize().to_hex().to_string();
        Ok(Dataset { panel, findings, series_hash, ..dataset })
    }
}
