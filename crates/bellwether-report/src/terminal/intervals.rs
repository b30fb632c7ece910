//! How intervals held, a line a model and horizon.

use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain};
use crate::page::{Scene, intervals};

/// Of all tickers together, or of the one that there is.
pub(crate) fn table(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let section = intervals::build(scene);
    let of_model: Vec<&[intervals::Row]> = section.rows.chunk_by(|_, below| below.continues).collect();
    let Some(first) = of_model.first() else { return String::new() };
    let column =
        |heading: String, right, rank| Column { heading: heading.replace('\u{a0}', " "), right, rank };
    let mut columns = vec![column("INTERVALS".to_owned(), false, 0)];
    for (k, row) in first.iter().enumerate() {
        columns.push(column(format!("{} held", row.level), true, 1 + k));
        columns.push(column("worst".to_owned(), true, 20 + k));
        columns.push(column("mean width".to_owned(), true, 10 + k));
    }
    let row = |levels: &&[intervals::Row]| {
        let name = levels.first().map_or_else(String::new, |r| {
            let ahead = if section.ahead { format!(", {} ahead", r.horizon) } else { String::new() };
            let name = format!("{} {}", plain(&r.model), r.arm);
            format!("{}{ahead}", name.trim_end())
        });
        let mut cells = vec![Cell::plain(name)];
        for level in *levels {
            let ink = if level.short { Ink::Warn } else { Ink::Plain };
            cells.push(Cell::inked(level.coverage.clone(), ink));
            cells.push(Cell::plain(level.worst.clone()));
            cells.push(Cell::plain(level.width.clone()));
        }
        Row::Cells(cells)
    };
    let same = |levels: &&&[intervals::Row]| levels.len() == first.len();
    let rows: Vec<Row> = of_model.iter().filter(same).map(row).collect();
    format!("\n{}", grid::set(&columns, &rows, width, painter))
}
