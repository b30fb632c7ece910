//! The leaderboard, the verdict and the next forecasts as text.

mod backtest;
mod boards;
mod check;
mod forecasts;
mod further;
mod grid;
mod intervals;
mod paint;
mod scorers;

use bellwether_study::record::RunRecord;

use crate::page::Scene;
use crate::words;
use paint::{Ink, Painter, plain, wrap};

/// Lines of prose are not longer, however wide the terminal is.
const PROSE: usize = 100;

/// Leaderboards, verdict and next forecasts, for a terminal of `width` columns; colour only where `color` says so.
///
/// Persistence is the first row of each table. Columns that the width does not hold are left out, the least telling
/// first; the HTML report has them all. Text of the record is printed without its control characters. Same record,
/// same text.
pub fn leaderboard(record: &RunRecord, width: usize, color: bool) -> String {
    let scene = Scene::new(record);
    let painter = Painter::new(color);
    let width = width.max(40);
    let prose = width.min(PROSE);
    let mut out = String::new();
    out.push_str(&painter.paint(Ink::Bold, &plain(&record.name)));
    out.push('\n');
    let about = format!("{}; {}", words::target_of(record), record.protocol);
    out.push_str(&painter.paint(Ink::Dim, &wrap(&plain(&about), prose, "")));
    out.push('\n');
    if let Some(reason) = &record.not_evidence {
        let text = format!("NOT EVIDENCE, this protocol sees the future. {}", plain(reason));
        out.push('\n');
        out.push_str(&painter.paint(Ink::Bad, &wrap(&text, prose, "  ")));
        out.push('\n');
    }
    for warning in &record.warnings {
        out.push('\n');
        out.push_str(&painter.paint(Ink::Warn, &wrap(&format!("warning: {}", plain(warning)), prose, "  ")));
        out.push('\n');
    }
    if !record.complete || record.trials.missing > 0 {
        let trials = record.trials;
        let text = format!("incomplete: {} of {} trials not run", trials.missing, trials.total);
        out.push('\n');
        out.push_str(&painter.paint(Ink::Warn, &text));
        out.push('\n');
    }
    out.push_str(&boards::all(&scene, width, painter));
    out.push_str(&further::tables(&scene, width, painter));
    out.push_str(&further::quantiles(&scene, width, painter));
    out.push_str(&intervals::table(&scene, width, painter));
    out.push_str(&check::table(&scene, width, painter));
    out.push_str(&scorers::table(&scene, width, painter));
    out.push_str(&backtest::table(&scene, width, painter));
    if !record.verdict.is_empty() {
        out.push('\n');
    }
    for sentence in &record.verdict {
        out.push_str(&painter.paint(Ink::Bold, &wrap(&plain(sentence), prose, "")));
        out.push('\n');
    }
    out.push_str(&forecasts::table(&scene, width, painter));
    out
}
