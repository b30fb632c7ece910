//! What the user may say about files that do not speak for themselves.

use std::collections::BTreeSet;

use bellwether_core::{Calendar, Ticker};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to read dates such as 03/04/2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 03/04/2020 is 3 April.
    DayFirst,
    /// 03/04/2020 is 4 March.
    MonthFirst,
}

/// How to read numbers such as 1,234.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalMark {
    /// 1,234.5 is a little over a thousand.
    Point,
    /// 1.234,5 is a little over a thousand.
    Comma,
}

/// Names of the price columns, for files whose own names are not recognised. What is not given is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PriceColumns {
    /// Date of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Ticker symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticker: Option<String>,
    /// First traded price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// Highest traded price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// Lowest traded price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// Last traded price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close: Option<String>,
    /// Close restated for later splits and dividends.
    #[serde(alias = "adj_close", skip_serializing_if = "Option::is_none")]
    pub adj_close: Option<String>,
    /// Shares traded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
}

/// Names of the post columns, for files whose own names are not recognised. What is not given is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PostColumns {
    /// Ticker symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticker: Option<String>,
    /// Time of publication.
    #[serde(alias = "created_at", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The post's identity: rows of one ticker that share it are one post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The author: tells equal posts of different people apart, and lets a filter count the posts of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// How many identical posts are folded into the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<String>,
    /// Author's followers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followers: Option<String>,
    /// Likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<String>,
    /// Retweets or shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retweets: Option<String>,
    /// Replies or comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies: Option<String>,
    /// News or chatter: `news`, `headline`, `article`, `press` and the like, or `chatter`, `tweet`, `comment`, `message`
    /// and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// How to read prices. The default recognises everything and knows New York sessions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PriceOptions {
    /// Column names.
    pub columns: PriceColumns,
    /// Keep these tickers only; all must be there. `None` keeps all.
    pub tickers: Option<BTreeSet<Ticker>>,
    /// The ticker of a file that names none; without it, the file's name is the ticker.
    pub ticker: Option<Ticker>,
    /// Order of day and month; without it, the file must decide.
    pub dates: Option<DateOrder>,
    /// Decimal mark; without it, the file must decide.
    pub decimal: Option<DecimalMark>,
    /// The exchange's sessions.
    pub calendar: Calendar,
}

/// How long a time one value of a series describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// The day that it is dated.
    #[default]
    Daily,
    /// Seven days, of which its date is the first.
    Weekly,
    /// The month in which its date lies; `2015-03` will do as date.
    Monthly,
    /// The quarter in which its date lies; `2015-Q1` and `2015-03` will do as date.
    Quarterly,
    /// The year in which its date lies; a year alone will do as date.
    Annual,
}

impl Period {
    /// Days from the end of a period to the release of its value, where the user gives none: none for days and weeks, a month
    /// for months, a quarter for quarters, and for years 181, so that a year's figures are known in the middle of the
    /// following one.
    pub fn release_lag_days(self) -> u32 {
        match self {
            Self::Daily | Self::Weekly => 0,
            Self::Monthly => 31,
            Self::Quarterly => 92,
            Self::Annual => 181,
        }
    }
}

/// From when on a value of a series counts as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// When its period was over and the lag has gone by.
    #[default]
    Released,
    /// From the first day of the period that it describes, as papers that join macro figures by year do. It is the future
    /// then, and exists only to show what such a join gains by it.
    SamePeriod,
}

impl Known {
    /// Whether values are shown before they were known. Records and reports of a run that used it say so.
    pub fn sees_future(self) -> bool {
        match self {
            Self::Released => false,
            Self::SamePeriod => true,
        }
    }
}

/// How to read a series beside prices and posts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SeriesOptions {
    /// The column of dates; without it, it is recognised.
    pub date: Option<String>,
    /// The column of tickers; without it, it is recognised, and without one the values are for all tickers.
    pub ticker: Option<String>,
    /// The columns of values; empty for all that are neither date nor ticker.
    pub columns: Vec<String>,
    /// Keep these tickers only. `None` keeps all.
    pub tickers: Option<BTreeSet<Ticker>>,
    /// What one value describes.
    pub period: Period,
    /// From when on it is known.
    pub known: Known,
    /// Days from the end of a period to the release of its value; without it [`Period::release_lag_days`].
    pub lag_days: Option<u32>,
    /// Order of day and month; without it, the file must decide.
    pub dates: Option<DateOrder>,
    /// Decimal mark; without it, the file must decide.
    pub decimal: Option<DecimalMark>,
    /// The exchange, at whose midnight a day is over.
    pub calendar: Calendar,
}

/// How to read posts. The default recognises everything and knows New York time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PostOptions {
    /// Column names.
    pub columns: PostColumns,
    /// Keep these tickers only. `None` keeps all.
    pub tickers: Option<BTreeSet<Ticker>>,
    /// The ticker of a file that names none; without it, the name of the file, or of its folder, is the ticker.
    pub ticker: Option<Ticker>,
    /// No column is the ticker, whatever its name and content and whatever `columns` says of it. Then `ticker` is that of
    /// every post, or without it the name of the file or folder.
    pub ignore_tickers: bool,
    /// Order of day and month; without it, the file must decide.
    pub dates: Option<DateOrder>,
    /// IANA name of the zone of times that are written without one; without it they are taken as UTC, and a finding
    /// says so.
    pub time_zone: Option<String>,
    /// The exchange's sessions: a post with a date only is known at the end of that day at the exchange.
    pub calendar: Calendar,
}
