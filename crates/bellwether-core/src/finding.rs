use serde::{Deserialize, Serialize};

use crate::{Date, Ticker};

/// What kind of oddity a [`Finding`] reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The same ticker and session (or the same post) more than once.
    DuplicateRows,
    /// High below low, or open or close outside low..high.
    OhlcViolation,
    /// A price that is zero or negative.
    NonPositivePrice,
    /// The exchange traded but the file has no row.
    MissingSession,
    /// The file has a row but the exchange did not trade.
    UnexpectedSession,
    /// A one-day move close to a simple ratio, as left by an unadjusted split.
    LikelySplit,
    /// A row whose prices are missing.
    NanRow,
    /// Rows not in time order in the file.
    UnsortedRows,
    /// Posts before the first or after the last price.
    PostsOutsidePrices,
    /// Post times without a time zone, taken as UTC.
    TimeZoneAbsent,
    /// Post dates without a time of day: known only from the end of that day on.
    TimeOfDayAbsent,
    /// Rows that stand for several identical posts, of which only the first has a time.
    FoldedCopies,
    /// A ticker of the study without a single post.
    NoPosts,
    /// Sessions of a ticker to which no post belongs.
    SilentSessions,
    /// Rows left out because a value could not be used.
    SkippedRows,
    /// Columns in the file that are not used.
    UnusedColumns,
    /// Columns that the file does not have, so that their values are NaN.
    AbsentColumns,
    /// Bytes that are not UTF-8, replaced.
    BrokenText,
    /// Posts dropped by a filter.
    FilteredPosts,
    /// Posts filed under the tickers that their texts name.
    MatchedPosts,
    /// Posts whose kind is a word that is neither news nor chatter.
    UnknownKind,
    /// Values of a series that stand twice for one day and ticker.
    RepeatedValues,
    /// Quantiles of a forecast of which a higher one has a lower value.
    CrossedQuantiles,
    /// Ends of intervals of which nothing says how much they should hold.
    UnsaidCoverage,
    /// Scores that an earlier run kept are damaged on disk; the texts are scored again.
    DamagedCache,
}

/// Something odd in the data, reported and never silently repaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind.
    pub kind: FindingKind,
    /// Which ticker, where it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticker: Option<Ticker>,
    /// The first session concerned, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How many rows, posts or sessions are concerned.
    pub count: usize,
    /// One sentence with the values: what was found, where, and what Bellwether does about it.
    pub message: String,
    /// Some of the rows or posts concerned, each with the reason; empty where the message says all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}
