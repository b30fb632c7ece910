//! The forecasts beyond the data.

use super::PROSE;
use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain, wrap};
use crate::page::Scene;
use crate::page::forecasts;

/// One table: for each ticker persistence and the models' better arms.
pub(crate) fn table(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let section = forecasts::build(scene);
    if section.tickers.is_empty() {
        return String::new();
    }
    let column = |heading: &str, right, rank| Column { heading: heading.into(), right, rank };
    let mut columns = vec![
        column("NEXT", false, 0),
        column("for", false, 1),
        column("model", false, 2),
        column("forecast", true, 3),
    ];
    let second = if section.direction { Some("chance of a rise") } else { section.price.then_some("change") };
    columns.extend(second.map(|heading| column(heading, true, 4)));
    if !section.direction {
        columns.extend(section.levels.iter().enumerate().map(|(i, l)| column(l, true, 5 + i)));
    }
    columns.extend(section.further.iter().enumerate().map(|(i, h)| column(h, true, 20 + i)));
    for c in &mut columns {
        c.heading = c.heading.replace('\u{a0}', " ");
    }
    let mut rows = Vec::new();
    for ticker in &section.tickers {
        for (i, row) in ticker.rows.iter().enumerate() {
            let lead = |text: &str| Cell::plain(if i == 0 { text } else { "" });
            let label = format!("{} {}", plain(&row.model), row.arm);
            let mut cells = vec![
                lead(&ticker.ticker),
                lead(&ticker.date),
                Cell::plain(label.trim_end()),
                Cell::inked(row.point.clone(), Ink::Bold),
            ];
            cells.extend(second.map(|_| Cell::plain(row.change.clone())));
            if !section.direction {
                cells.extend(row.intervals.iter().map(|i| Cell::plain(i.clone())));
            }
            cells.extend(row.ahead.iter().map(|a| match &a.chance {
                Some(chance) => Cell::plain(format!("{} {chance}", a.point)),
                None => Cell::plain(a.point.clone()),
            }));
            rows.push(Row::Cells(cells));
        }
    }
    let own = section.tickers.iter().flat_map(|t| &t.rows).filter(|r| r.own);
    let mut own: Vec<String> = own.map(|r| plain(&r.model)).collect();
    own.sort();
    own.dedup();
    let note = if own.is_empty() {
        String::new()
    } else {
        let text = format!(
            "Intervals from the row's own quantiles, not from its errors in the test: {}.",
            own.join(", ")
        );
        format!("{}\n", wrap(&text, width.min(PROSE), ""))
    };
    format!("\n{}{note}", grid::set(&columns, &rows, width, painter))
}
