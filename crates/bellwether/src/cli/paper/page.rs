//! A page of tables and sentences: for the terminal, as Markdown and as HTML.

use std::fmt::Write;

use bellwether_report::ReportError;
use bellwether_report::tables::{self, ReportedTable, TableHead, TableRow, TablesReport};

use super::changes::QUICK;
use crate::cli::screen::Screen;
use crate::cli::table::{Align, Table, wrap};

/// Heads of the tables of one paper, and of all.
pub(crate) const PAPER: [&str; 6] =
    ["model", "paper", "as published", "walked forward", "skill", "against the baseline"];
pub(crate) const ALL: [&str; 6] =
    ["paper", "metric", "best published", "naive, same rows", "best honest", "verdict"];

/// The page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) title: String,
    /// What must be known before any number.
    pub(crate) notice: Option<String>,
    /// What came of it, one of the sentences.
    pub(crate) answer: Option<String>,
    pub(crate) sections: Vec<Section>,
    pub(crate) sentences: Vec<String>,
    /// Name and file, relative to the page.
    pub(crate) links: Vec<(String, String)>,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) caption: String,
    pub(crate) rows: Vec<[String; 6]>,
}

impl Page {
    /// With every table marked as one of a quick run, where it is.
    pub(crate) fn marked(mut self, is_quick: bool) -> Self {
        for section in self.sections.iter_mut().filter(|_| is_quick) {
            let parts = [section.caption.as_str(), QUICK];
            section.caption =
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        }
        self
    }

    /// For the terminal.
    pub(crate) fn text(&self, heads: [&'static str; 6], screen: &Screen) -> String {
        let mut out = screen.heading(&self.title) + "\n";
        for section in &self.sections {
            out.push('\n');
            if !section.caption.is_empty() {
                out.push_str(&screen.heading(&section.caption));
                out.push('\n');
            }
            if heads == ALL {
                out.push_str(&blocks(section, screen.width, |heading| screen.heading(heading)));
                continue;
            }
            let align = |(j, head): (usize, &&'static str)| {
                (*head, if is_number(heads, j) { Align::Right } else { Align::Left })
            };
            let columns: Vec<_> = heads.iter().enumerate().map(align).collect();
            let mut table = Table::new(&columns);
            for row in &section.rows {
                table.row(row.clone());
            }
            out.push_str(&table.text(screen.width, |heading| screen.heading(heading)));
        }
        for sentence in self.notice.iter().chain(&self.sentences) {
            out.push('\n');
            for line in wrap(sentence, screen.width) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        out
    }

    /// As Markdown.
    pub(crate) fn markdown(&self, heads: [&str; 6]) -> String {
        let cell = |text: &str| text.replace('|', "\\|");
        let mut out = format!("# {}\n", self.title);
        for section in &self.sections {
            out.push('\n');
            if !section.caption.is_empty() {
                let _ = writeln!(out, "## {}\n", section.caption);
            }
            let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), "---|".repeat(heads.len()));
            for row in &section.rows {
                let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
        for sentence in self.notice.iter().chain(&self.sentences) {
            let _ = write!(out, "\n{sentence}\n");
        }
        if !self.links.is_empty() {
            out.push('\n');
        }
        for (name, file) in &self.links {
            let _ = writeln!(out, "- [{name}]({file})");
        }
        out
    }

    /// As HTML that needs nothing else, in the look of the reports.
    pub(crate) fn html(&self, heads: [&str; 6]) -> Result<String, ReportError> {
        let heads_of = |heads: [&str; 6]| {
            let head =
                |(j, name): (usize, &str)| TableHead { name: name.into(), is_number: is_number(heads, j) };
            heads.into_iter().enumerate().map(head).collect()
        };
        let row = |cells: &[String; 6]| TableRow {
            is_naive: NAIVE.contains(&cells[0].as_str()),
            cells: cells.to_vec(),
        };
        let table = |section: &Section| ReportedTable {
            caption: section.caption.clone(),
            heads: heads_of(heads),
            rows: section.rows.iter().map(row).collect(),
        };
        tables::render(&TablesReport {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            kind: if heads == ALL { "papers, run again" } else { "a paper, run again" }.to_owned(),
            title: self.title.clone(),
            answer: self.answer.clone(),
            notice: self.notice.clone(),
            tables: self.sections.iter().map(table).collect(),
            // what stands above the tables is not said again
            sentences: self
                .sentences
                .iter()
                .filter(|text| self.answer.as_ref() != Some(*text))
                .cloned()
                .collect(),
            links: self.links.clone(),
        })
    }
}

/// A block for each paper: its cells hold words, and side by side they would be wider than a terminal.
fn blocks(section: &Section, columns: usize, heading: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let width = ALL[2..5].iter().map(|head| head.len()).max().unwrap_or(0);
    for (i, [paper, metric, cells @ .., verdict]) in section.rows.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", heading(&format!("{paper}: {metric}")));
        for (head, cell) in ALL[2..5].iter().zip(cells) {
            let _ = writeln!(out, "  {head:width$}  {cell}");
        }
        for line in wrap(verdict, columns.saturating_sub(2)) {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

/// Whether a column holds numbers alone; in the table of all papers they stand beside words, and wrap.
fn is_number(heads: [&str; 6], column: usize) -> bool {
    heads != ALL && (1..5).contains(&column)
}

/// Rows of forecasts that only repeat what was.
const NAIVE: [&str; 6] =
    ["persistence", "drift", "always-majority", "historical-mean", "nearest-date", "market's last direction"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_papers_fit_a_narrow_terminal() {
        let row = |cells: [&str; 6]| cells.map(str::to_owned);
        let rows = vec![
            row([
                "nflx",
                "mean squared error",
                "230.9",
                "98.22",
                "147.8 to 90.27",
                "persistence beats the best",
            ]),
            row(["emd", "root mean squared error", "–", "54.34", "63.12 to 61.57", "not told apart"]),
        ];
        let section = Section { caption: String::new(), rows };
        assert_eq!(
            blocks(&section, 20, str::to_owned),
            "nflx: mean squared error\n  best published    230.9\n  naive, same rows  98.22\n  \
             best honest       147.8 to 90.27\n  persistence beats\n  the best\n\n\
             emd: root mean squared error\n  best published    –\n  naive, same rows  54.34\n  \
             best honest       63.12 to 61.57\n  not told apart\n"
        );
    }
}
