//! A page of tables and sentences: for the terminal, as Markdown and as HTML.

use std::fmt::Write;

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
            let align = |(j, head): (usize, &&'static str)| {
                let left = j == 0 || j == 5 || (heads == ALL && j != 2);
                (*head, if left { Align::Left } else { Align::Right })
            };
            let columns: Vec<_> = heads.iter().enumerate().map(align).collect();
            let mut table = Table::new(&columns);
            for row in &section.rows {
                table.row(row.clone());
            }
            out.push('\n');
            if !section.caption.is_empty() {
                out.push_str(&screen.heading(&section.caption));
                out.push('\n');
            }
            out.push_str(&table.text(screen.width, |heading| screen.heading(heading)));
        }
        for sentence in &self.sentences {
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
        for sentence in &self.sentences {
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

    /// As HTML that needs nothing else.
    pub(crate) fn html(&self, heads: [&str; 6]) -> String {
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{0}</title>\n<style>\n{STYLE}</style>\n<main>\n<h1>{0}</h1>\n",
            escaped(&self.title)
        );
        for section in &self.sections {
            out.push_str("<div class=\"wide\"><table>\n");
            if !section.caption.is_empty() {
                let _ = writeln!(out, "<caption>{}</caption>", escaped(&section.caption));
            }
            let row = |tag: &str, cells: &[String]| {
                let cells = cells.iter().map(|text| format!("<{tag}>{}</{tag}>", escaped(text)));
                format!("<tr>{}</tr>\n", cells.collect::<String>())
            };
            let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
            let _ = write!(out, "<thead>{}</thead>\n<tbody>\n", row("th", &heads).trim_end());
            for cells in &section.rows {
                out.push_str(&row("td", cells));
            }
            out.push_str("</tbody></table></div>\n");
        }
        for sentence in &self.sentences {
            let _ = writeln!(out, "<p>{}</p>", escaped(sentence));
        }
        if !self.links.is_empty() {
            out.push_str("<ul>\n");
            for (name, file) in &self.links {
                let _ = writeln!(out, "<li><a href=\"{}\">{}</a></li>", escaped(file), escaped(name));
            }
            out.push_str("</ul>\n");
        }
        out.push_str("</main>\n</html>\n");
        out
    }
}

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
caption::first-letter { text-transform: uppercase; }
th, td { text-align: right; padding: .25rem .75rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
td:not(:first-child, :last-child) { white-space: nowrap; }
";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
