//! Prices: one bar for each ticker and session.

mod checks;
mod clean;
mod rows;
mod split;

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Bar, Finding, Ticker};
use bytes::Bytes;
use serde::Serialize;

use crate::layout::{Arrangement, Layout};
use crate::source::{self, Source};
use crate::{IngestError, PriceOptions};
use rows::Collector;

/// Prices as read, in date order, with what was found on the way.
#[derive(Debug, Clone, Serialize)]
pub struct Prices {
    /// The bars of each ticker in strict date order, one a session.
    pub bars: BTreeMap<Ticker, Vec<Bar>>,
    /// What was recognised.
    pub layout: Layout,
    /// Rows in the file, those left out included.
    pub rows: usize,
    /// What is odd about the data.
    pub findings: Vec<Finding>,
}

/// Reads a file with any number of tickers, or a folder of files, for instance one for each ticker.
///
/// Values that the file does not have are NaN. A date with a time and an offset other than zero is taken as the
/// exchange's own; an instant in UTC is taken as that date when it is midnight, and otherwise converted to the
/// exchange's time zone. Rows on days without a session are left out and reported.
///
/// # Errors
/// An [`IngestError`] with file, line, column and value when something cannot be read without guessing.
pub fn read_prices(path: &Path, options: &PriceOptions) -> Result<Prices, IngestError> {
    if !path.is_dir() {
        return one(&Source::open(path)?, options);
    }
    let listing = source::list(path, false)?;
    if listing.files.is_empty() {
        let entries = listing.folders.iter().map(|f| f.display().to_string()).collect();
        return Err(IngestError::NoFiles { path: path.to_owned(), entries });
    }
    let mut collector = Collector::new(options, path.display().to_string(), Arrangement::Folder);
    for file in &listing.files {
        collector.add(&Source::open(file)?)?;
    }
    collector.finish()
}

/// Reads one file's bytes; `name` stands for the file's name, in messages and for the ticker.
///
/// # Errors
/// As [`read_prices`].
pub fn read_prices_bytes(name: &str, bytes: &[u8], options: &PriceOptions) -> Result<Prices, IngestError> {
    one(&Source::new(name, Bytes::copy_from_slice(bytes))?, options)
}

fn one(source: &Source, options: &PriceOptions) -> Result<Prices, IngestError> {
    let mut collector = Collector::new(options, source.name.clone(), Arrangement::File);
    collector.add(source)?;
    collector.finish()
}
