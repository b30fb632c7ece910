//! Several scorers side by side.

use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain};
use crate::page::{Scene, scorers};

/// What each scorer did for each model; nothing for a study of one scorer.
pub(crate) fn table(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let Some(scorers) = scorers::build(scene) else { return String::new() };
    let mut columns = vec![Column { heading: "SCORERS".into(), right: false, rank: 0 }];
    for (i, name) in scorers.names.iter().enumerate() {
        // the gain goes first where the width is short, so that the test has the name
        columns.push(Column { heading: "gain".into(), right: true, rank: 10 + i });
        columns.push(Column { heading: format!("{} vs none", plain(name)), right: false, rank: 1 + i });
    }
    let row = |r: &scorers::Row| {
        let mut cells = vec![Cell::plain(plain(&r.model))];
        for c in &r.cells {
            let ink = match c.class {
                "better" => Ink::Good,
                "worse" => Ink::Bad,
                _ => Ink::Dim,
            };
            cells.push(Cell::plain(c.gain.replace('\u{a0}', " ")));
            cells.push(Cell::inked(c.test.replace('\u{a0}', " "), ink));
        }
        Row::Cells(cells)
    };
    let rows: Vec<Row> = scorers.rows.iter().map(row).collect();
    let adjusted = match scorers.comparisons {
        0 | 1 => String::new(),
        n => format!("p-values adjusted for {n} comparisons (Holm)\n"),
    };
    format!("\n{}{adjusted}", grid::set(&columns, &rows, width, painter))
}
