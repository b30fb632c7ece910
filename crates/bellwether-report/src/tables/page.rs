//! What the template is given.

use serde::Serialize;

use super::{ReportedTable, TableHead, TableRow, TablesReport};
use crate::chart::svg::escape;

/// Characters of what may be set off at the beginning of a sentence.
const LEAD: usize = 60;

#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    version: &'a str,
    kind: &'a str,
    title: &'a str,
    /// The title with hyphens at which no line ends.
    heading: String,
    answer: Option<&'a str>,
    notice: Option<&'a str>,
    tables: Vec<Table<'a>>,
    sentences: Vec<Sentence<'a>>,
    /// Name, and the file ready for an attribute.
    links: Vec<(&'a str, String)>,
}

#[derive(Debug, Serialize)]
struct Table<'a> {
    caption: String,
    heads: Vec<Cell<'a>>,
    rows: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    naive: bool,
    name: &'a str,
    cells: Vec<Cell<'a>>,
}

#[derive(Debug, Serialize)]
struct Cell<'a> {
    head: &'a str,
    text: &'a str,
    number: bool,
}

#[derive(Debug, Serialize)]
struct Sentence<'a> {
    /// With its colon; empty for none.
    lead: &'a str,
    rest: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn new(report: &'a TablesReport) -> Self {
        let TablesReport { version, kind, title, answer, notice, tables, sentences, links } = report;
        Self {
            version,
            kind,
            title,
            heading: title.replace('-', "\u{2011}"),
            answer: answer.as_deref(),
            notice: notice.as_deref(),
            tables: tables.iter().map(table).collect(),
            sentences: sentences.iter().map(|text| sentence(text)).collect(),
            links: links.iter().map(|(name, file)| (name.as_str(), escape(file))).collect(),
        }
    }
}

fn table(table: &ReportedTable) -> Table<'_> {
    let mut letters = table.caption.chars();
    let caption = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    let heads = table.heads.iter().map(|head| Cell { head: "", text: &head.name, number: head.is_number });
    Table {
        caption: caption.unwrap_or_default(),
        heads: heads.collect(),
        rows: table.rows.iter().map(|one| row(one, &table.heads)).collect(),
    }
}

fn row<'a>(row: &'a TableRow, heads: &'a [TableHead]) -> Row<'a> {
    let cells = row.cells.iter().zip(heads).skip(1);
    Row {
        naive: row.is_naive,
        name: row.cells.first().map_or("", String::as_str),
        cells: cells.map(|(text, head)| Cell { head: &head.name, text, number: head.is_number }).collect(),
    }
}

fn sentence(text: &str) -> Sentence<'_> {
    match text.split_once(": ") {
        Some((lead, _)) if lead.chars().count() <= LEAD && !lead.contains(". ") => {
            let (lead, rest) = text.split_at(lead.len() + 1);
            Sentence { lead, rest }
        }
        _ => Sentence { lead: "", rest: text },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_beginning_is_set_off() {
        let parts = |text| {
            let Sentence { lead, rest } = sentence(text);
            (lead, rest)
        };
        assert_eq!(parts("Data: a file."), ("Data:", " a file."));
        assert_eq!(parts("No colon."), ("", "No colon."));
        assert_eq!(parts("One. Two: three."), ("", "One. Two: three."));
        let long = format!("{}: b", "a".repeat(61));
        assert_eq!(parts(&long), ("", long.as_str()));
    }
}
