//! The leaderboards: over all tickers, and for each.

use bellwether_evaluation::significance::p_value_words;
use bellwether_study::record::TogetherRecord;
use serde::Serialize;

use super::Scene;
use crate::board::{Board, Row};
use crate::chart::{Axis, DumbbellRow, Svg, dumbbell};
use crate::metric::{self, Style};
use crate::roster::Roster;
use crate::{number, words};

/// Tickers up to which each leaderboard is shown unfolded.
const OPEN: usize = 4;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Leaderboard {
    /// Over all tickers; none for a single one.
    pooled: Option<Entry>,
    tickers: Vec<Entry>,
    together: Option<Together>,
}

/// What stands under the leaderboard about all models at once.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Together {
    confidence: String,
    days: String,
    draws: String,
    block: String,
    /// `3 rows are left out …`; empty where none are.
    rows_left_out: String,
    /// Models that could not be looked at, with the reason.
    left_out: Vec<String>,
    /// What is to be beaten, and the p-values.
    search: Search,
}

/// The best of all that were tried.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Search {
    tried: String,
    baseline: String,
    best: String,
    superior: String,
    reality_check: String,
    /// Those that beat the baseline.
    beats: Vec<String>,
}

impl Together {
    fn of(roster: &Roster, record: &TogetherRecord) -> Self {
        let name = |model: &str, arm| {
            let entry = roster.position(model, arm).map(|p| roster.entries()[p].label());
            entry.unwrap_or_else(|| model.to_owned())
        };
        let p = |p: f64| words::bound(&p_value_words(p));
        let s = &record.search;
        let search = Search {
            tried: words::count(s.tried, "model"),
            baseline: record.baseline.clone(),
            best: record.models.get(s.best).map_or_else(String::new, |m| name(&m.model, m.arm)),
            superior: p(s.superior),
            reality_check: p(s.reality_check),
            beats: record.models.iter().filter(|m| m.beats).map(|m| name(&m.model, m.arm)).collect(),
        };
        let left_out = |n: usize| match n {
            0 => String::new(),
            1 => "1 row is left out, as the loss of a model on it is no number.".to_owned(),
            n => format!(
                "{} are left out, as the loss of a model on them is no number.",
                words::count(n, "row")
            ),
        };
        Self {
            confidence: format!("{}\u{a0}%", number::fixed(100.0 * record.confidence, 0)),
            days: words::count(record.days, "day"),
            draws: words::count(record.draws, "draw"),
            block: number::fixed(record.block, 1),
            rows_left_out: left_out(record.rows_left_out),
            left_out: record
                .left_out
                .iter()
                .map(|m| format!("{} ({})", name(&m.model, m.arm), m.reason))
                .collect(),
            search,
        }
    }
}

/// One leaderboard.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    /// The ticker; empty for the pooled board.
    ticker: String,
    open: bool,
    board: Board,
    picture: Option<Svg>,
    /// The best row, in a line.
    summary: String,
    /// What the picture shows.
    picture_title: String,
    /// Whether it has models with and without text.
    paired: bool,
}

pub(crate) fn build(scene: &Scene<'_>) -> Leaderboard {
    let record = scene.record;
    let many = record.tickers.len() > 1;
    // of many tickers the set is of all together
    let together = record.together.as_ref();
    let of_one = together.filter(|_| !many);
    let pooled = (many && !record.pooled.is_empty()).then(|| {
        let board = Board::pooled(&scene.roster, &record.pooled);
        entry(String::new(), true, board.with_set(&scene.roster, together), true)
    });
    let open = record.tickers.len() <= OPEN;
    let tickers = record
        .tickers
        .iter()
        .map(|t| {
            let board = Board::of_ticker(&scene.roster, &t.rows).with_set(&scene.roster, of_one);
            entry(t.ticker.to_string(), open, board, open)
        })
        .collect();
    Leaderboard { pooled, tickers, together: together.map(|t| Together::of(&scene.roster, t)) }
}

fn entry(ticker: String, open: bool, board: Board, drawn: bool) -> Entry {
    let title = board.primary().map(|c| c.label.clone()).unwrap_or_default();
    let picture = if drawn { picture(&board, &title, &ticker) } else { None };
    let summary = board.best().map_or_else(
        || "no row has scores".to_owned(),
        |(best, score)| {
            let label = format!("{} {}", best.model, best.arm);
            let test = best.test.as_ref().map_or_else(String::new, |t| format!(" ({})", t.short));
            format!("best: {}, {} {score}{test}", label.trim_end(), title)
        },
    );
    let paired = paired(&board);
    Entry { ticker, open, picture, summary, picture_title: title, paired, board }
}

fn picture(board: &Board, title: &str, ticker: &str) -> Option<Svg> {
    let known = metric::lookup(&board.primary()?.key)?;
    let factor = if matches!(known.style, Style::Skill | Style::Share) { 100.0 } else { 1.0 };
    let scaled = |r: &Row| r.primary.map(|(mean, sd)| (factor * mean, sd.map(|sd| factor * sd)));
    let reference = board.rows.iter().find(|r| r.persistence).and_then(|r| Some(scaled(r)?.0));
    let floor = match known.style {
        Style::Skill => floor(board.rows.iter().filter_map(|r| Some(scaled(r)?.0)).collect()),
        _ => f64::NEG_INFINITY,
    };
    let mut rows: Vec<(&str, DumbbellRow)> = Vec::new();
    for row in board.rows.iter().filter(|r| !r.persistence) {
        let text = |row: &Row| (!row.without_text && !row.arm.is_empty()).then(|| row.arm.clone());
        let same = rows.last().is_some_and(|(model, drawn)| {
            // of several scorers each has a line of its own
            *model == row.model && (text(row).is_none() || drawn.with.is_none())
        });
        let without = rows.last().filter(|(model, _)| *model == row.model).and_then(|(_, r)| r.without);
        if !same {
            let note = if row.failures.is_empty() { "no score" } else { "failed" };
            rows.push((
                &row.model,
                DumbbellRow {
                    label: row.model.clone(),
                    colour: row.colour.clone(),
                    round: row.round,
                    without,
                    with: None,
                    note: note.into(),
                    beyond: None,
                },
            ));
        }
        let Some((_, slot)) = rows.last_mut() else { continue };
        let mut score = scaled(row);
        if let Some((mean, _)) = score.filter(|(mean, _)| *mean < floor) {
            // a model gone astray must not press the others flat
            let before = slot.beyond.take().map_or_else(|| "◂ ".to_owned(), |b| b + ", ");
            let arm = if row.arm.is_empty() { String::new() } else { format!(" {}", row.arm) };
            slot.beyond = Some(format!("{before}{}\u{a0}%{arm}, off the scale", number::fixed(mean, 0)));
            score = None;
        }
        if row.without_text {
            slot.without = score;
        } else {
            slot.with = score;
            if let Some(words) = text(row).filter(|words| words != "with text") {
                slot.label = format!("{} {}", row.model, words.trim_start_matches("with "));
            }
        }
    }
    let rows: Vec<DumbbellRow> = rows.into_iter().map(|(_, row)| row).collect();
    let scores = || rows.iter().flat_map(|r| [r.without, r.with]).flatten();
    scores().next()?;
    let ends =
        scores().flat_map(|(mean, sd)| [(mean - sd.unwrap_or(0.0)).max(floor), mean + sd.unwrap_or(0.0)]);
    let mut axis = Axis::linear(ends.chain(reference), 6);
    if factor == 100.0 {
        axis = axis.with_unit("\u{a0}%");
    }
    let of = if ticker.is_empty() { String::new() } else { format!(" for {ticker}") };
    let both = if paired(board) { " with and without text" } else { "" };
    Some(dumbbell(&format!("{title} of each model{both}{of}"), &axis, reference, &rows))
}

/// Whether any row is known to have text, or to lack it.
fn paired(board: &Board) -> bool {
    board.rows.iter().any(|r| r.without_text || !r.arm.is_empty())
}

/// The score below which a model is off the scale: twenty times as far from persistence's 0 as the median is, and at least
/// 100 % below it.
fn floor(mut scores: Vec<f64>) -> f64 {
    scores.retain(|s| s.is_finite());
    scores.sort_by(f64::total_cmp);
    let median = scores.get(scores.len() / 2).map_or(0.0, |s| s.abs());
    -(20.0 * median).max(100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scores_far_beyond_the_others_are_off_the_scale() {
        assert_eq!(floor(vec![-8000.0, -10.0, -6.0, 0.0, 0.0]), -120.0);
        assert_eq!(floor(vec![-80.0, -10.0, 0.0, 0.0]), -100.0);
        assert_eq!(floor(vec![-800.0, -700.0, -300.0, -2.0, 0.0]), -6000.0);
    }
}
