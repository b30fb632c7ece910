//! What the benchmark found: a table, a record and a page.

use std::fmt::Write as _;

use serde::Serialize;

use super::score::{Interval, Scores};
use crate::cli::screen::Screen;
use crate::cli::table::{Align, Table};

/// What must be known to read the accuracies.
pub(super) const DAYS: &str = "Stocks of one day move together: a coin thrown once a day for the whole market spans 40.6 to \
    59.7 % on the 64 test days of ACL18. Intervals are 95 %, of days drawn whole.";

#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Set when the run was shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quick: Option<String>,
    pub(super) words: &'static str,
    pub(super) sets: Vec<SetReport>,
}

#[derive(Debug, Serialize)]
pub(super) struct SetReport {
    pub(super) name: &'static str,
    /// Of training, validation and test.
    pub(super) samples: [usize; 3],
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) model: String,
    pub(super) seeds: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scores: Option<Scores>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failed: Option<String>,
    /// Accuracy in per cent and MCC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<(f64, f64)>,
}

impl Report {
    /// The table for a terminal.
    pub(super) fn text(&self, screen: &Screen) -> String {
        let mut table = Table::new(&[
            ("set", Align::Left),
            ("model", Align::Left),
            ("accuracy, %", Align::Left),
            ("MCC", Align::Left),
            ("published", Align::Left),
        ]);
        for (set, row) in self.rows() {
            table.row([set.name.to_owned(), row.model.clone(), accuracy(row), mcc(row), published(row)]);
        }
        let mut text = table.text(screen.width, |heading| screen.heading(heading));
        text.push('\n');
        for line in self.lines() {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// The same as a page.
    pub(super) fn page(&self) -> String {
        let mut page = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Stock movement</title>\n<style>body{\
            font:16px sans-serif;max-width:60em;margin:2em auto}td,th{text-align:left;padding:.2em 1em .2em 0}</style>\n<h1>Stock \
            movement: ACL18 and KDD17</h1>\n<table><tr><th>set<th>model<th>accuracy, %<th>MCC<th>published</tr>\n"
            .to_owned();
        for (set, row) in self.rows() {
            let cells = [set.name.to_owned(), row.model.clone(), accuracy(row), mcc(row), published(row)];
            let cells: Vec<String> = cells.iter().map(|cell| format!("<td>{}", escaped(cell))).collect();
            let _ = writeln!(page, "<tr>{}</tr>", cells.concat());
        }
        page.push_str("</table>\n");
        for line in self.lines() {
            let _ = writeln!(page, "<p>{}</p>", escaped(&line));
        }
        page.push_str("</html>\n");
        page
    }

    fn rows(&self) -> impl Iterator<Item = (&SetReport, &Row)> {
        self.sets.iter().flat_map(|set| set.rows.iter().map(move |row| (set, row)))
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for set in &self.sets {
            let [train, validation, test] = set.samples;
            lines.push(format!(
                "{}: {train} samples to train, {validation} to validate, {test} to test.",
                set.name
            ));
        }
        lines.push(self.words.to_owned());
        lines.extend(self.quick.clone());
        lines
    }
}

fn accuracy(row: &Row) -> String {
    match (&row.scores, &row.failed) {
        (Some(scores), _) => {
            let Interval { mean, low, high } = scores.accuracy;
            format!("{:.2} ({:.1} to {:.1})", 100.0 * mean, 100.0 * low, 100.0 * high)
        }
        (None, reason) => format!("failed: {}", reason.as_deref().unwrap_or("no forecasts")),
    }
}

fn mcc(row: &Row) -> String {
    row.scores.as_ref().map_or_else(String::new, |scores| {
        let Interval { mean, low, high } = scores.mcc;
        format!("{mean:+.4} ({low:+.3} to {high:+.3})")
    })
}

fn published(row: &Row) -> String {
    row.published.map_or_else(String::new, |(accuracy, mcc)| format!("{accuracy:.2}, {mcc:+.4}"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
