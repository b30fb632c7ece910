use std::path::PathBuf;

use bellwether_core::{CoreError, Date, FitError, Ticker, Timestamp};
use bellwether_evaluation::splits::SplitError;
use bellwether_features::FeatureError;
use bellwether_ingest::IngestError;

use crate::words::count;

/// What can be wrong with a study file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the study file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong kind.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
        /// The valid key or value closest to the one written.
        nearest: Option<String>,
    },
    /// A value that is out of range or does not fit the others.
    #[error("`{key}` is {value}: {expected}")]
    Value {
        /// The key, with its table.
        key: String,
        /// The value given.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// A model's parameters are out of range.
    #[error("model `{model}`{} cannot be built", line.map_or(String::new(), |n| format!(" in line {n}")))]
    Model {
        /// The model's name in the study.
        model: String,
        /// Its line in the study file, from 1, where it has one of its own.
        line: Option<usize>,
        /// What is wrong.
        source: FitError,
    },
}

/// Why a study could not be run. A model that fails is not among these: it is a row of the record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// The study file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A data file.
    #[error("the {what} cannot be used")]
    Ingest {
        /// Prices or posts.
        what: &'static str,
        /// Why.
        source: IngestError,
    },
    /// A ticker that the study names and the prices do not have.
    #[error("there are no prices for {ticker}; the file has {available}")]
    NoPrices {
        /// The ticker.
        ticker: Ticker,
        /// The tickers that the file has.
        available: String,
    },
    /// A single ticker under a protocol that leaves one out.
    #[error("the protocol `{protocol}` learns from other tickers, and {ticker} is the only one")]
    OneTicker {
        /// The ticker.
        ticker: Ticker,
        /// The protocol.
        protocol: &'static str,
    },
    /// The scorer of posts.
    #[error("the posts cannot be scored")]
    Scorer(#[from] bellwether_text::TextError),
    /// A post that a scorer has no polarity for.
    #[error("the scorer {scorer} has no polarity for the post of {at}")]
    Post {
        /// The scorer.
        scorer: String,
        /// When the post was made.
        at: Timestamp,
        /// The post and the reason.
        source: Box<bellwether_text::TextError>,
    },
    /// The table of companies.
    #[error("posts cannot be matched to tickers")]
    Matching(#[source] bellwether_text::TextError),
    /// No rows between `start` and `end`.
    #[error("{ticker} has no sessions {}; its prices run from {first} to {last}", range(*start, *end))]
    EmptyRange {
        /// The ticker.
        ticker: Ticker,
        /// `data.start`, if set.
        start: Option<Date>,
        /// `data.end`, if set.
        end: Option<Date>,
        /// First session in the file.
        first: Date,
        /// Last session in the file.
        last: Date,
    },
    /// Told to stop while posts were scored, or topics found.
    #[error("stopped before any model was run")]
    Stopped,
    /// A posts file without a post for the study's tickers.
    #[error("the posts have none for {tickers} between the study's first and last session")]
    NoPosts {
        /// The tickers.
        tickers: String,
    },
    /// No post is left.
    #[error("no posts are left for {tickers}: the filters of `inputs.cleaning` took all {taken}")]
    FilteredOut {
        /// The tickers.
        tickers: String,
        /// Posts that were there.
        taken: u64,
    },
    /// A series that has no values for a ticker, and none for all tickers.
    #[error("the series `{series}` has no values for {ticker}")]
    NoSeries {
        /// The ticker.
        ticker: Ticker,
        /// The series.
        series: String,
    },
    /// The feature columns.
    #[error("{ticker}: the inputs cannot be computed")]
    Features {
        /// The ticker.
        ticker: Ticker,
        /// Why.
        source: FeatureError,
    },
    /// Every close is zero or less.
    #[error("{ticker}: all {rows} closes are zero or less, and a price is above zero")]
    NoPositiveClose {
        /// The ticker.
        ticker: Ticker,
        /// Sessions with a close.
        rows: usize,
    },
    /// Fewer sessions than the input columns look back on.
    #[error("{ticker}: {rows} {} too few: the input `{column}` needs {needed}, and a study needs more to learn from and be tested on",
        if *rows == 1 { "session is" } else { "sessions are" })]
    TooFewSessions {
        /// The ticker.
        ticker: Ticker,
        /// Sessions.
        rows: usize,
        /// The column that looks back furthest.
        column: String,
        /// Sessions until it has a value.
        needed: usize,
    },
    /// No row has all of its inputs and its target.
    #[error("{ticker}: none of {} can be used{}", count(*rows, "session"), never(empty))]
    NoSamples {
        /// The ticker.
        ticker: Ticker,
        /// Sessions.
        rows: usize,
        /// Input columns that are never a finite number.
        empty: Vec<String>,
    },
    /// The split.
    #[error("{ticker}: the protocol does not fit the data ({} from {})", count(*samples, "usable sample"), count(*rows, "session"))]
    Split {
        /// The ticker.
        ticker: Ticker,
        /// Usable samples.
        samples: usize,
        /// Sessions.
        rows: usize,
        /// Why.
        source: SplitError,
    },
    /// The topics of a fold's posts.
    #[error(
        "no topics can be found in the {posts} posts that were published by {last}, the end of a fold's training part"
    )]
    Topics {
        /// The last training session.
        last: Date,
        /// Posts until then.
        posts: usize,
        /// Why.
        source: bellwether_topics::TopicsError,
    },
    /// Core data.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The folder of the results.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of kept scores.
    #[error("cannot read the kept scores in {}", path.display())]
    Scores {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The threads could not be started.
    #[error("cannot start the worker threads: {reason}")]
    Threads {
        /// Why.
        reason: String,
    },
}

fn range(start: Option<Date>, end: Option<Date>) -> String {
    match (start, end) {
        (Some(start), Some(end)) => format!("between {start} and {end}"),
        (Some(start), None) => format!("from {start} on"),
        (None, Some(end)) => format!("up to {end}"),
        (None, None) => "at all".to_owned(),
    }
}

fn never(columns: &[String]) -> String {
    if columns.is_empty() {
        return ": on each an input or the target is missing".to_owned();
    }
    format!(": no value of {} is a finite number; leave it out of `inputs.price`", columns.join(", "))
}
