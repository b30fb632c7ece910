//! What the gain of predictions made elsewhere is worth, and what they look like.

use super::PROSE;
use super::grid::{self, Cell, Column, Row};
use super::paint::{Painter, plain, wrap};
use crate::page::{Scene, check};

/// Directions are shown up to so many rows; the page has all.
const SHOWN: usize = 12;
/// As many rows of the table by horizon.
const SHOWN_AHEAD: usize = 24;

/// By model, then directions by ticker and the remarks; nothing for a study.
pub(crate) fn table(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let Some(check) = check::build(scene) else { return String::new() };
    let right = |heading: &str, rank| Column { heading: heading.into(), right: true, rank };
    let left = |heading: &str, rank| Column { heading: heading.into(), right: false, rank };
    let columns = [
        left("WHAT THE PREDICTIONS LOOK LIKE", 0),
        right("skill", 0),
        left("95 % interval", 1),
        right("days", 5),
        right("rows", 4),
        right("effective", 2),
        right("p", 3),
        right("adjusted", 6),
    ];
    let row = |r: &check::Row| {
        let cells = [&r.skill, &r.interval, &r.days, &r.rows, &r.effective, &r.p, &r.adjusted];
        let model = std::iter::once(Cell::plain(plain(&r.model)));
        Row::Cells(model.chain(cells.into_iter().map(|text| Cell::plain(text.as_str()))).collect())
    };
    let rows: Vec<Row> = check.rows.iter().map(row).collect();
    let mut out = format!("\n{}", grid::set(&columns, &rows, width, painter));
    if !check.horizons.is_empty() {
        out.push_str(&horizons(&check, width, painter));
    }
    if check.directions > 0 {
        let columns = [
            left("DIRECTIONS", 0),
            left("ticker", 0),
            right("right", 0),
            right("p", 1),
            right("adjusted", 2),
        ];
        let row = |d: &check::Named| {
            Row::Cells(
                [plain(&d.model), plain(&d.ticker), d.share.clone(), d.p.clone(), d.adjusted.clone()]
                    .into_iter()
                    .map(Cell::plain)
                    .collect(),
            )
        };
        let rows: Vec<Row> = check.named.iter().take(SHOWN).map(row).collect();
        out.push('\n');
        out.push_str(&grid::set(&columns, &rows, width, painter));
        let more = check.named.len().saturating_sub(SHOWN);
        if more > 0 {
            let line = format!("and {more} more; the report has them all");
            out.push_str(&painter.paint(super::Ink::Dim, &line));
            out.push('\n');
        }
    }
    if !check.remarks.is_empty() {
        out.push('\n');
    }
    for remark in &check.remarks {
        out.push_str(&wrap(&plain(remark), width.min(PROSE), ""));
        out.push('\n');
    }
    out
}

/// Each model at each horizon.
fn horizons(check: &check::Check, width: usize, painter: Painter) -> String {
    let right = |heading: &str, rank| Column { heading: heading.into(), right: true, rank };
    let left = |heading: &str, rank| Column { heading: heading.into(), right: false, rank };
    let mut columns = vec![
        right("ROWS AHEAD", 0),
        left("model", 0),
        right("skill", 0),
        left("95 % interval", 1),
        right("days", 5),
        right("rows", 4),
        right("p", 2),
        right("adjusted", 3),
    ];
    if check.covered {
        columns.push(right("covered", 6));
    }
    let row = |r: &check::AtHorizon| {
        let cells = [&r.skill, &r.interval, &r.days, &r.rows, &r.p, &r.adjusted];
        let lead = [Cell::plain(r.ahead.as_str()), Cell::plain(plain(&r.model))];
        let covered = check.covered.then(|| Cell::plain(r.covered.as_str()));
        let cells = cells.into_iter().map(|text| Cell::plain(text.as_str()));
        Row::Cells(lead.into_iter().chain(cells).chain(covered).collect())
    };
    let rows: Vec<Row> = check.horizons.iter().take(SHOWN_AHEAD).map(row).collect();
    let mut out = format!("\n{}", grid::set(&columns, &rows, width, painter));
    let more = check.horizons.len().saturating_sub(SHOWN_AHEAD);
    if more > 0 {
        let line = format!("and {more} more; the report has them all");
        out.push_str(&painter.paint(super::Ink::Dim, &line));
        out.push('\n');
    }
    out
}
