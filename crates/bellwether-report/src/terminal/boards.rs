//! Leaderboards.

use super::grid::{self, Cell, Column, Row};
use super::paint::{Ink, Painter, plain};
use crate::board::{self, Board};
use crate::page::Scene;

/// Tickers up to which each has its leaderboard; beyond, a line.
const DETAILED: usize = 8;

/// Metrics from the most telling to the least.
const TELLING: [&str; 15] = [
    "skill-score",
    "accuracy",
    "mcc",
    "rmse",
    "directional-accuracy",
    "precision",
    "recall",
    "f1",
    "mae",
    "mase",
    "brier",
    "auc",
    "mape",
    "r2",
    "log-loss",
];

/// The pooled leaderboard and those of the tickers.
pub(crate) fn all(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let record = scene.record();
    let mut out = String::new();
    let many = record.tickers.len() > 1;
    if many && !record.pooled.is_empty() {
        let board = Board::pooled(scene.roster(), &record.pooled);
        let board = board.with_set(scene.roster(), record.together.as_ref());
        out.push_str(&titled("all tickers", &board, width, painter));
    }
    if record.tickers.len() > DETAILED {
        out.push_str(&by_ticker(scene, width, painter));
        return out;
    }
    for ticker in &record.tickers {
        let board = Board::of_ticker(scene.roster(), &ticker.rows);
        // of many tickers the set is of all together
        let board = board.with_set(scene.roster(), record.together.as_ref().filter(|_| !many));
        out.push_str(&titled(ticker.ticker.as_str(), &board, width, painter));
    }
    if record.tickers.is_empty() {
        out.push_str("\nno tickers\n");
    }
    out
}

fn titled(title: &str, board: &Board, width: usize, painter: Painter) -> String {
    let mut columns = vec![Column { heading: title.to_uppercase(), right: false, rank: 0 }];
    for c in &board.columns {
        let rank = TELLING.iter().position(|k| *k == c.key).unwrap_or(TELLING.len());
        // the tests come first: they are the answer
        let rank = if rank < 4 { 10 + rank } else { 30 + rank };
        columns.push(Column { heading: c.label.clone(), right: true, rank });
    }
    columns.push(Column { heading: "vs persistence".into(), right: false, rank: 1 });
    if let Some(label) = &board.set_label {
        columns.push(Column { heading: label.replace('\u{a0}', " ").to_lowercase(), right: false, rank: 12 });
    }
    if board.has_gain {
        columns.push(Column { heading: "text’s gain".into(), right: true, rank: 25 });
        columns.push(Column { heading: "with vs without text".into(), right: false, rank: 2 });
    }
    let rows: Vec<Row> = board.rows.iter().map(|r| row(board, r)).collect();
    let mut out = String::from("\n");
    out.push_str(&grid::set(&columns, &rows, width, painter));
    out
}

fn name(row: &board::Row) -> String {
    let model = plain(&row.model);
    match (row.arm.as_str(), row.continues) {
        ("", _) => model,
        (arm, false) => format!("{model} {arm}"),
        (arm, true) => format!("{} {arm}", " ".repeat(model.chars().count())),
    }
}

fn row(board: &Board, row: &board::Row) -> Row {
    let ink = if row.persistence { Ink::Bold } else { Ink::Plain };
    let first = Cell::inked(name(row), ink);
    if let Some(reason) = row.failures.first() {
        return Row::Note(first, Cell::inked(format!("failed: {}", plain(reason)), Ink::Bad));
    }
    if row.cells.is_empty() {
        return Row::Note(first, Cell::inked("no scores: not all trials have been run", Ink::Warn));
    }
    let mut cells = vec![first];
    for cell in &row.cells {
        cells.push(Cell::inked(cell.mean.clone(), if cell.best { Ink::Bold } else { Ink::Plain }));
    }
    cells.push(test(row.test.as_ref()));
    if board.set_label.is_some() {
        let ink = |inside| if inside { Ink::Plain } else { Ink::Dim };
        cells.push(
            row.set.as_ref().map_or_else(|| Cell::plain(""), |s| Cell::inked(s.words.clone(), ink(s.inside))),
        );
    }
    if board.has_gain {
        cells.push(Cell::plain(row.gain.clone().unwrap_or_default()));
        cells.push(test(row.gain_test.as_ref()));
    }
    Row::Cells(cells)
}

fn test(test: Option<&board::Test>) -> Cell {
    let Some(test) = test else { return Cell::plain("") };
    let ink = match test.class {
        "better" => Ink::Good,
        "worse" => Ink::Bad,
        _ => Ink::Dim,
    };
    Cell::inked(test.short.clone(), ink)
}

/// The best row of each ticker.
fn by_ticker(scene: &Scene<'_>, width: usize, painter: Painter) -> String {
    let mut columns = vec![
        Column { heading: "TICKER".into(), right: false, rank: 0 },
        Column { heading: "best row".into(), right: false, rank: 1 },
        Column { heading: String::new(), right: true, rank: 3 },
        Column { heading: "vs persistence".into(), right: false, rank: 2 },
    ];
    let mut rows = Vec::new();
    for ticker in &scene.record().tickers {
        let board = Board::of_ticker(scene.roster(), &ticker.rows);
        let first = Cell::plain(ticker.ticker.as_str());
        let Some(((best, score), column)) = board.best().zip(board.primary()) else {
            rows.push(Row::Note(first, Cell::inked("no row has scores", Ink::Warn)));
            continue;
        };
        columns[2].heading.clone_from(&column.label);
        let label = format!("{} {}", plain(&best.model), best.arm);
        rows.push(Row::Cells(vec![
            first,
            Cell::plain(label.trim_end()),
            Cell::plain(score),
            test(best.test.as_ref()),
        ]));
    }
    format!("\n{}", grid::set(&columns, &rows, width, painter))
}
