//! How to read the page: the metrics that it shows, in plain words.

use std::collections::BTreeSet;

use bellwether_study::record::RunRecord;
use serde::Serialize;

use crate::metric;

/// A term and what it means.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    term: &'static str,
    meaning: &'static str,
}

/// The record's metrics, in its order.
pub(crate) fn build(record: &RunRecord) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    let of_rows =
        record.tickers.iter().flat_map(|t| &t.rows).flat_map(|r| &r.scores).map(|s| s.metric.as_str());
    let of_pool = record.pooled.iter().flat_map(|r| r.scores.keys()).map(String::as_str);
    of_rows
        .chain(of_pool)
        .filter_map(|name| metric::lookup(&metric::key(name)))
        .filter(|m| seen.insert(m.label))
        .map(|m| Entry { term: m.label, meaning: m.meaning })
        .collect()
}
