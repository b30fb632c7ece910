//! What trading the forecasts would have earned.

use super::PROSE;
use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain, wrap};
use crate::page::{Scene, backtest};

/// The portfolio, or the only ticker; the HTML report has each ticker.
pub(crate) fn table(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let Some(section) = backtest::build(scene) else { return String::new() };
    let prose = width.min(PROSE);
    let mut out = String::from("\n");
    if let Some(reason) = &section.not_claimed {
        out.push_str(&painter.paint(Ink::Warn, &wrap(&plain(&format!("BACKTEST: {reason}")), prose, "  ")));
        out.push('\n');
        return out;
    }
    let Some(group) = section.groups.first() else {
        for sentence in &section.words {
            out.push_str(&wrap(&plain(&format!("BACKTEST: {sentence}")), prose, "  "));
            out.push('\n');
        }
        return out;
    };
    let title = format!("BACKTEST, {}", plain(&group.title).to_uppercase());
    let mut columns = vec![Column { heading: title, right: false, rank: 0 }];
    let headings = backtest::HEADINGS.iter().enumerate();
    columns.extend(headings.map(|(i, (heading, _))| Column {
        heading: heading.to_lowercase(),
        right: true,
        rank: i + 1,
    }));
    let rows = group.rows.iter().map(|row| {
        let label = format!("{} {}", plain(&row.model), row.arm);
        let lead =
            if row.hold { Cell::inked(label.trim_end(), Ink::Dim) } else { Cell::plain(label.trim_end()) };
        if let Some(reason) = &row.untraded {
            return Row::Note(lead, Cell::inked(format!("not traded: {}", plain(reason)), Ink::Dim));
        }
        let cells = row.cells.iter().map(|c| Cell::plain(c.clone()));
        Row::Cells(std::iter::once(lead).chain(cells).collect())
    });
    out.push_str(&grid::set(&columns, &rows.collect::<Vec<_>>(), width, painter));
    out.push_str(&painter.paint(Ink::Dim, &wrap(&plain(&section.rules), prose, "")));
    out.push('\n');
    for sentence in &section.words {
        out.push_str(&wrap(&plain(sentence), prose, ""));
        out.push('\n');
    }
    out
}
