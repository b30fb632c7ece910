//! Findings, counted: one for each kind and ticker, with the first examples.

use std::collections::BTreeMap;

use bellwether_core::{Date, Finding, FindingKind, Ticker};

const EXAMPLES: usize = 3;

#[derive(Debug, Clone)]
struct Entry {
    count: usize,
    date: Option<Date>,
    examples: Vec<String>,
}

/// Collects what is odd.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally(BTreeMap<(Option<Ticker>, FindingKind), Entry>);

impl Tally {
    /// Counts one more. Only the first examples are spelled out.
    pub(crate) fn add(
        &mut self,
        kind: FindingKind,
        ticker: Option<&Ticker>,
        date: Option<Date>,
        example: impl FnOnce() -> String,
    ) {
        self.add_many(kind, ticker, date, 1, example);
    }

    /// Counts several more under one example.
    pub(crate) fn add_many(
        &mut self,
        kind: FindingKind,
        ticker: Option<&Ticker>,
        date: Option<Date>,
        count: usize,
        example: impl FnOnce() -> String,
    ) {
        let entry = self.0.entry((ticker.cloned(), kind)).or_insert_with(|| Entry {
            count: 0,
            date,
            examples: Vec::new(),
        });
        entry.count += count;
        if entry.examples.len() < EXAMPLES {
            entry.examples.push(example());
        }
    }

    /// The findings, by ticker (the whole file's first) and kind.
    pub(crate) fn finish(self) -> Vec<Finding> {
        self.0.into_iter().map(|((ticker, kind), entry)| finding(kind, ticker, entry)).collect()
    }
}

fn finding(kind: FindingKind, ticker: Option<Ticker>, entry: Entry) -> Finding {
    let (one, many, action) = words(kind);
    let Entry { count, date, examples } = entry;
    let more = if count > examples.len() && count > EXAMPLES { ", …" } else { "" };
    let noun = if count == 1 { one } else { many };
    let message = format!("{count} {noun}: {}{more}; {action}", examples.join(", "));
    Finding { kind, ticker, date, count, message, examples: Vec::new() }
}

/// Singular, plural, and what is done about it.
fn words(kind: FindingKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        FindingKind::DuplicateRows => ("repeated row", "repeated rows", "the first of each is kept"),
        FindingKind::OhlcViolation => (
            "row whose open, high, low and close contradict each other",
            "rows whose open, high, low and close contradict each other",
            "kept as they are",
        ),
        FindingKind::NonPositivePrice => {
            ("row with a price of zero or less", "rows with a price of zero or less", "kept as they are")
        }
        FindingKind::MissingSession => (
            "session of the exchange has no row",
            "sessions of the exchange have no row",
            "nothing is filled in",
        ),
        FindingKind::UnexpectedSession => (
            "row on a day when the exchange did not trade",
            "rows on days when the exchange did not trade",
            "left out; for another exchange, set the calendar to `from-prices`",
        ),
        FindingKind::LikelySplit => (
            "one-day move that looks like an unadjusted split",
            "one-day moves that look like unadjusted splits",
            "kept as they are; a model sees a crash or a leap there",
        ),
        FindingKind::NanRow => ("row that lacks a price", "rows that lack a price", "kept as not-a-number"),
        FindingKind::UnsortedRows => ("row out of time order", "rows out of time order", "put in order"),
        FindingKind::PostsOutsidePrices => {
            ("post outside the prices", "posts outside the prices", "no session takes them")
        }
        FindingKind::TimeZoneAbsent => (
            "time without a time zone",
            "times without a time zone",
            "taken as UTC; set `time-zone` if that is wrong, for a time read too early lets a forecast see the future",
        ),
        FindingKind::TimeOfDayAbsent => (
            "post without a time of day",
            "posts without a time of day",
            "taken as known at the end of that day at the exchange",
        ),
        FindingKind::SkippedRows => ("row left out", "rows left out", "the values cannot be used"),
        FindingKind::UnusedColumns => ("column not used", "columns not used", "ignored"),
        FindingKind::AbsentColumns => {
            ("column is not in the file", "columns are not in the file", "their values are not-a-number")
        }
        FindingKind::BrokenText => (
            "row with bytes that are not UTF-8",
            "rows with bytes that are not UTF-8",
            "each such byte is replaced by U+FFFD",
        ),
        FindingKind::UnknownKind => (
            "post of a kind that is neither news nor chatter",
            "posts of a kind that is neither news nor chatter",
            "taken as posts of no known kind",
        ),
        FindingKind::RepeatedValues => (
            "second value of a series for one day",
            "second values of a series for one day",
            "the first of each is kept",
        ),
        FindingKind::CrossedQuantiles => (
            "row whose quantiles cross",
            "rows whose quantiles cross",
            "their values are put in rising order, and scored so",
        ),
        _ => ("oddity", "oddities", "kept as they are"),
    }
}
