//! Further horizons and quantiles.

use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain};
use crate::page::{Scene, further, quantiles};

/// Tickers up to which each has its table; beyond, the HTML report has them.
const DETAILED: usize = 8;

fn column(heading: impl Into<String>, right: bool, rank: usize) -> Column {
    Column { heading: heading.into(), right, rank }
}

/// For each ticker the models at each further horizon.
pub(crate) fn tables(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let section = further::build(scene);
    let mut out = String::new();
    for ticker in section.tickers.iter().take(DETAILED) {
        let title = format!("{}, FURTHER HORIZONS", plain(&ticker.ticker).to_uppercase());
        let mut columns = vec![column(title, false, 0), column("ahead", true, 1)];
        for (i, metric) in section.metrics.iter().enumerate() {
            columns.push(column(metric.clone(), true, 2 + 2 * i));
            columns.push(column("persistence", true, 3 + 2 * i));
        }
        columns.push(column("vs persistence", false, 2));
        let rows = ticker.rows.iter().map(|row| {
            let label = format!("{} {}", plain(&row.model), row.arm);
            let lead = if row.continues { "" } else { label.trim_end() };
            let mut cells = vec![Cell::plain(lead), Cell::plain(row.horizon.to_string())];
            for cell in &row.cells {
                cells.push(Cell::inked(cell.own.clone(), Ink::Bold));
                cells.push(Cell::inked(cell.naive.clone(), Ink::Dim));
            }
            cells.push(Cell::plain(row.test.as_ref().map_or("", |t| t.short.as_str())));
            Row::Cells(cells)
        });
        out.push('\n');
        out.push_str(&grid::set(&columns, &rows.collect::<Vec<_>>(), width, painter));
    }
    let more = section.tickers.len().saturating_sub(DETAILED);
    if more > 0 {
        let ticker = if more == 1 { "ticker is" } else { "tickers are" };
        out = format!("{out}\nFurther horizons of {more} more {ticker} in the report.\n");
    }
    out
}

/// One table of the models with quantiles of their own.
pub(crate) fn quantiles(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let section = quantiles::build(scene);
    if section.rows.is_empty() {
        return String::new();
    }
    let mut columns = vec![
        column("QUANTILES", false, 0),
        column("ticker", false, 1),
        column("pinball", true, 2),
        column("interval", true, 3),
        column("covered", true, 4),
        column("mean width", true, 5),
    ];
    if section.ahead {
        columns.insert(2, column("ahead", true, 1));
    }
    let row = |row: &quantiles::Row| {
        let label = format!("{} {}", plain(&row.model), row.arm);
        let horizon = row.horizon.to_string();
        let mut cells =
            vec![label.trim_end(), &row.ticker, &row.pinball, &row.nominal, &row.coverage, &row.width];
        if section.ahead {
            cells.insert(2, &horizon);
        }
        Row::Cells(cells.into_iter().map(Cell::plain).collect())
    };
    let rows: Vec<Row> = section.rows.iter().map(row).collect();
    format!("\n{}", grid::set(&columns, &rows, width, painter))
}
