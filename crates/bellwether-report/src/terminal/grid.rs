//! Columns that fit a width.

use super::paint::{Ink, Painter, wrap};

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) ink: Ink,
}

impl Cell {
    /// Text as it is.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into().replace('\u{a0}', " "), ink: Ink::Plain }
    }

    /// Coloured text.
    pub(crate) fn inked(text: impl Into<String>, ink: Ink) -> Self {
        Self { ink, ..Self::plain(text) }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) right: bool,
    /// The widest set of columns with the smallest ranks is kept; 0 is always kept.
    pub(crate) rank: usize,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) enum Row {
    /// One cell a column.
    Cells(Vec<Cell>),
    /// The first column's cell, then one text over the others.
    Note(Cell, Cell),
}

/// Between columns.
const GAP: usize = 2;

/// Sets the rows under the headings, without the columns that `width` does not hold.
pub(crate) fn set(columns: &[Column], rows: &[Row], width: usize, painter: Painter) -> String {
    let widths: Vec<usize> = (0..columns.len()).map(|i| column_width(columns, rows, i)).collect();
    let kept = keep(columns, &widths, width);
    let mut out = String::new();
    let headings: Vec<Cell> = columns.iter().map(|c| Cell::inked(c.heading.clone(), Ink::Dim)).collect();
    line(&mut out, columns, &widths, &kept, &headings, painter);
    for row in rows {
        match row {
            Row::Cells(cells) => line(&mut out, columns, &widths, &kept, cells, painter),
            Row::Note(first, note) => {
                let pad = " ".repeat((widths[0] + GAP).saturating_sub(length(&first.text)));
                out.push_str(&painter.paint(first.ink, &first.text));
                out.push_str(&pad);
                out.push_str(&hanging(note, widths[0] + GAP, width, painter));
                out.push('\n');
            }
        }
    }
    out
}

/// A text from a column on, with its further lines under its first.
fn hanging(note: &Cell, from: usize, width: usize, painter: Painter) -> String {
    let text = wrap(&note.text, width.saturating_sub(from).max(20), "");
    painter.paint(note.ink, &text).replace('\n', &format!("\n{}", " ".repeat(from)))
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn column_width(columns: &[Column], rows: &[Row], i: usize) -> usize {
    let cells = rows.iter().filter_map(|row| match row {
        Row::Cells(cells) => cells.get(i),
        Row::Note(first, _) => (i == 0).then_some(first),
    });
    cells.map(|c| length(&c.text)).max().unwrap_or(0).max(length(&columns[i].heading))
}

/// Columns by rank, as long as they fit; one that does not ends the choice.
fn keep(columns: &[Column], widths: &[usize], width: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|i| columns[*i].rank);
    let mut used = 0;
    let mut kept = Vec::new();
    for i in order {
        used += widths[i] + if kept.is_empty() { 0 } else { GAP };
        if used > width && columns[i].rank > 0 {
            break;
        }
        kept.push(i);
    }
    kept.sort_unstable();
    kept
}

fn line(
    out: &mut String,
    columns: &[Column],
    widths: &[usize],
    kept: &[usize],
    cells: &[Cell],
    painter: Painter,
) {
    let mut text = String::new();
    let mut owed = 0;
    for (position, i) in kept.iter().enumerate() {
        let Some(cell) = cells.get(*i) else { continue };
        let pad = widths[*i].saturating_sub(length(&cell.text));
        owed += if position > 0 { GAP } else { 0 };
        let (before, after) = if columns[*i].right { (pad, 0) } else { (0, pad) };
        if cell.text.is_empty() {
            owed += pad;
            continue;
        }
        text.push_str(&" ".repeat(owed + before));
        text.push_str(&painter.paint(cell.ink, &cell.text));
        owed = after;
    }
    out.push_str(&text);
    out.push('\n');
}
