//! Posts: what people say about a ticker, and when.

mod clean;
mod kind;
mod rows;
mod when;

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Finding, Post, Ticker};
use bytes::Bytes;
use serde::Serialize;

use crate::layout::{Arrangement, Layout};
use crate::source::{self, Source};
use crate::{IngestError, PostOptions};
use rows::Collector;

/// Posts as read, in time order, with what was found on the way.
#[derive(Debug, Clone, Serialize)]
pub struct Posts {
    /// The posts of each ticker in time order; posts of the same instant in the order of the file.
    pub posts: BTreeMap<Ticker, Vec<Post>>,
    /// What was recognised.
    pub layout: Layout,
    /// Rows in the file, those left out included.
    pub rows: usize,
    /// What is odd about the data.
    pub findings: Vec<Finding>,
}

/// Reads a file, a folder of files, or a folder with a folder of files for each ticker.
///
/// A post with a date only is known at the end of that day at the exchange, and so is one of a file in which all
/// times are midnight. A time without a zone is in [`PostOptions::time_zone`], or else UTC.
///
/// # Errors
/// An [`IngestError`] with file, line, column and value when something cannot be read without guessing, or when more
/// than half of the rows cannot be used; fewer are left out and reported.
pub fn read_posts(path: &Path, options: &PostOptions) -> Result<Posts, IngestError> {
    if !path.is_dir() {
        return one(&Source::open(path)?, options);
    }
    let listing = source::list(path, false)?;
    let arrangement =
        if listing.files.is_empty() { Arrangement::FolderPerTicker } else { Arrangement::Folder };
    let mut collector = Collector::new(options, path.display().to_string(), arrangement)?;
    for file in &listing.files {
        collector.add(&Source::open(file)?, None)?;
    }
    for folder in &listing.folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let ticker = source::ticker_of_name(&name);
        for file in &source::list(folder, true)?.files {
            collector.add_day(file, ticker.as_ref())?;
        }
    }
    collector.finish()
}

/// Reads one file's bytes; `name` stands for the file's name, in messages and for the ticker.
///
/// # Errors
/// As [`read_posts`].
pub fn read_posts_bytes(name: &str, bytes: &[u8], options: &PostOptions) -> Result<Posts, IngestError> {
    one(&Source::new(name, Bytes::copy_from_slice(bytes))?, options)
}

fn one(source: &Source, options: &PostOptions) -> Result<Posts, IngestError> {
    let mut collector = Collector::new(options, source.name.clone(), Arrangement::File)?;
    collector.add(source, None)?;
    collector.finish()
}
