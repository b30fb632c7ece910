//! What is odd in the data.

use bellwether_core::Finding;
use bellwether_study::record::RunRecord;
use serde::Serialize;

use crate::{number, words};

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Findings {
    groups: Vec<Group>,
    /// All findings together.
    total: usize,
}

/// Findings of one ticker, or of none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Group {
    /// The ticker; empty for findings on the data as a whole.
    ticker: String,
    rows: Vec<Row>,
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    kind: &'static str,
    date: String,
    count: String,
    message: String,
    /// Some of what it is about; empty for most.
    examples: Vec<String>,
}

pub(crate) fn build(record: &RunRecord) -> Findings {
    let mut groups = vec![group(String::new(), &record.findings, 0)];
    groups.extend(record.tickers.iter().map(|t| group(t.ticker.to_string(), &t.findings, t.skipped_samples)));
    groups.retain(|g| !g.rows.is_empty());
    Findings { total: groups.iter().map(|g| g.rows.len()).sum(), groups }
}

fn group(ticker: String, findings: &[Finding], skipped: usize) -> Group {
    let mut rows: Vec<Row> = findings
        .iter()
        .map(|f| Row {
            kind: words::finding(f.kind),
            date: f.date.map_or_else(String::new, words::date),
            count: number::fixed(f.count as f64, 0),
            message: f.message.clone(),
            examples: f.examples.clone(),
        })
        .collect();
    if skipped > 0 {
        rows.push(Row {
            kind: "Samples left out",
            date: String::new(),
            count: number::fixed(skipped as f64, 0),
            message: format!(
                "{} could not be used because an input or the target is missing.",
                words::count(skipped, "sample")
            ),
            examples: Vec::new(),
        });
    }
    Group { ticker, rows }
}
