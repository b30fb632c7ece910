//! Tables and sentences as one HTML page in the look of the reports, such as the page of a paper.
//!
//! Given plain data ([`TablesReport`]); computes nothing but layout.

mod page;

use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::ReportError;
use crate::html::{STYLE, environment};
use page::Page;

const TEMPLATES: [(&str, &str); 1] = [("tables.html", include_str!("../../templates/tables/tables.html"))];
const OWN_STYLE: &str = include_str!("../../templates/tables/tables.css");

/// A page of tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TablesReport {
    /// Version of the program.
    pub version: String,
    /// What kind of page it is, above the title: "a paper, run again".
    pub kind: String,
    /// The title.
    pub title: String,
    /// What came of it, as a sentence.
    pub answer: Option<String>,
    /// What must be known before any number.
    pub notice: Option<String>,
    /// The tables, in order.
    pub tables: Vec<ReportedTable>,
    /// What is to be said below them; what stands before the first colon is set off where it is short.
    pub sentences: Vec<String>,
    /// Name and file of other pages, relative to this one.
    pub links: Vec<(String, String)>,
}

/// One table. A narrow screen gets a block for each row, with the heads beside the cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportedTable {
    /// What it is of; empty where the page's title says it.
    pub caption: String,
    /// The heads; the first column names the rows.
    pub heads: Vec<TableHead>,
    /// The rows, each with a cell for each head.
    pub rows: Vec<TableRow>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableHead {
    /// Its name.
    pub name: String,
    /// Whether its cells are numbers, which stand at the right and on one line, or words.
    pub is_number: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRow {
    /// Its cells.
    pub cells: Vec<String>,
    /// Whether it is of a forecast that only repeats what was.
    pub is_naive: bool,
}

/// One HTML page that needs nothing else: no network, no fonts, no script.
///
/// All text is escaped. Same report, same bytes.
///
/// # Errors
/// [`ReportError::Template`] when the template cannot be filled.
pub fn render(report: &TablesReport) -> Result<String, ReportError> {
    let page = Page::new(report);
    let environment = environment(&TEMPLATES)?;
    let style = [STYLE, OWN_STYLE].concat();
    let template = environment.get_template("tables.html")?;
    Ok(template.render(context! { page => Value::from(Serde(&page)), style => style })?)
}
