//! What is in a file: prices or posts, of which tickers, from when to when, and what is odd.

use std::path::Path;

use bellwether_core::{Date, Finding, Ticker};
use serde::Serialize;

use crate::columns::{self, Roles};
use crate::layout::Layout;
use crate::source::{self, Source};
use crate::table::Reader;
use crate::{IngestError, PostOptions, PriceOptions, read_posts, read_prices};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InspectionKind {
    /// Prices.
    Prices,
    /// Posts.
    Posts,
}

/// One ticker's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TickerSummary {
    /// The ticker.
    pub ticker: Ticker,
    /// Its bars or posts, without those left out.
    pub rows: usize,
    /// The first session, or the first post's day at the exchange.
    pub first: Option<Date>,
    /// The last one.
    pub last: Option<Date>,
}

/// A summary of a file or folder.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// Prices or posts.
    pub kind: InspectionKind,
    /// What was recognised.
    pub layout: Layout,
    /// Rows in the file, those left out included.
    pub rows: usize,
    /// Ticker by ticker.
    pub tickers: Vec<TickerSummary>,
    /// What is odd about the data.
    pub findings: Vec<Finding>,
}

/// Decides by the columns whether a file or folder holds prices or posts, reads it, and summarises.
///
/// # Errors
/// [`IngestError::Undecided`] when the columns fit neither or both, or whatever [`read_prices`] and [`read_posts`]
/// report.
pub fn inspect(path: &Path, prices: &PriceOptions, posts: &PostOptions) -> Result<Inspection, IngestError> {
    match kind(path, prices, posts)? {
        InspectionKind::Prices => {
            let read = read_prices(path, prices)?;
            let summary = |(ticker, bars): (&Ticker, &Vec<bellwether_core::Bar>)| TickerSummary {
                ticker: ticker.clone(),
                rows: bars.len(),
                first: bars.first().map(bellwether_core::Bar::date),
                last: bars.last().map(bellwether_core::Bar::date),
            };
            let tickers = read.bars.iter().map(summary).collect();
            Ok(Inspection {
                kind: InspectionKind::Prices,
                layout: read.layout,
                rows: read.rows,
                tickers,
                findings: read.findings,
            })
        }
        InspectionKind::Posts => {
            let read = read_posts(path, posts)?;
            let zone = posts.calendar.time_zone()?;
            let day = |post: &bellwether_core::Post| zone.to_datetime(post.created_at).date();
            let summary = |(ticker, posts): (&Ticker, &Vec<bellwether_core::Post>)| TickerSummary {
                ticker: ticker.clone(),
                rows: posts.len(),
                first: posts.first().map(day),
                last: posts.last().map(day),
            };
            let tickers = read.posts.iter().map(summary).collect();
            Ok(Inspection {
                kind: InspectionKind::Posts,
                layout: read.layout,
                rows: read.rows,
                tickers,
                findings: read.findings,
            })
        }
    }
}

/// Judges by the columns of the first file.
fn kind(path: &Path, prices: &PriceOptions, posts: &PostOptions) -> Result<InspectionKind, IngestError> {
    let first = if path.is_dir() {
        let listing = source::list(path, false)?;
        match (listing.files.into_iter().next(), listing.folders.first()) {
            (Some(file), _) => file,
            (None, Some(folder)) => {
                let files = source::list(folder, true)?.files;
                files.into_iter().next().unwrap_or_else(|| folder.clone())
            }
            (None, None) => path.to_owned(),
        }
    } else {
        path.to_owned()
    };
    let source = Source::open(&first)?;
    let reader = Reader::open(&source)?;
    let (file, names) = (&source.name, reader.names());
    let has = |roles: Result<Roles, IngestError>, needed: [&str; 2]| {
        roles.map(|roles| needed.iter().all(|role| roles.get(role).is_some()))
    };
    // a name given for the other kind is not a mistake in this one
    let as_prices = has(Roles::prices(file, names, &prices.columns), ["date", "close"]);
    let as_posts = has(Roles::posts(file, names, posts), ["created_at", "text"]);
    match (as_prices, as_posts) {
        (Ok(true), Ok(false) | Err(_)) => Ok(InspectionKind::Prices),
        (Ok(false) | Err(_), Ok(true)) => Ok(InspectionKind::Posts),
        // a column named by the user that is not there is why it fits neither
        (Err(e @ IngestError::MissingColumn { given: Some(_), .. }), Ok(false) | Err(_))
        | (Ok(false) | Err(_), Err(e @ IngestError::MissingColumn { given: Some(_), .. })) => Err(e),
        (both, _) => Err(IngestError::Undecided {
            file: file.clone(),
            both: both.unwrap_or(false),
            found: columns::shown(names),
        }),
    }
}
