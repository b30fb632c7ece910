//! The folds, drawn once for all tickers that share them.

use bellwether_core::Ticker;
use bellwether_study::record::{FoldRecord, RunRecord, Stretch};
use serde::Serialize;

use crate::chart::{FoldBar, Svg, fold_picture};
use crate::words;

/// Pictures drawn at most; beyond, the remaining tickers are named.
const PICTURES: usize = 6;

/// Tickers with the same folds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FoldSection {
    tickers: String,
    /// How many folds, and the test samples in them.
    summary: String,
    validation: bool,
    /// Whether training is that of other tickers.
    others: bool,
    picture: Option<Svg>,
}

pub(crate) fn build(record: &RunRecord) -> Vec<FoldSection> {
    let mut groups: Vec<(&[FoldRecord], Vec<&Ticker>)> = Vec::new();
    for ticker in record.tickers.iter().filter(|t| !t.folds.is_empty()) {
        match groups.iter_mut().find(|(folds, _)| *folds == ticker.folds.as_slice()) {
            Some((_, tickers)) => tickers.push(&ticker.ticker),
            None => groups.push((&ticker.folds, vec![&ticker.ticker])),
        }
    }
    let single = groups.len() == 1;
    let in_pieces = record.tickers.iter().flat_map(|t| &t.folds).any(|f| f.pieces.is_some());
    let others = record.tickers.iter().flat_map(|t| &t.folds).any(|f| f.others.is_some());
    let in_order = record.not_evidence.is_none() || record.whole_series || in_pieces || others;
    groups
        .into_iter()
        .enumerate()
        // stretches that lie in each other cannot be drawn as bars
        .map(|(i, (folds, tickers))| section(folds, &tickers, single, i < PICTURES && in_order))
        .collect()
}

fn section(folds: &[FoldRecord], tickers: &[&Ticker], single: bool, drawn: bool) -> FoldSection {
    let ends = |stretch: &Stretch| (stretch.first, stretch.last);
    let samples: usize = folds.iter().map(|f| f.test.samples).sum();
    let names = tickers.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ");
    let who = if single { "all tickers" } else { names.as_str() };
    let title =
        format!("Training, validation and test stretches of {}, {who}", words::count(folds.len(), "fold"));
    let bars: Vec<FoldBar> = folds
        .iter()
        .enumerate()
        .map(|(i, f)| FoldBar {
            number: i + 1,
            train: match (&f.others, &f.pieces) {
                (Some(others), _) => vec![ends(&others.train)],
                (None, Some(pieces)) => pieces.train.iter().map(ends).collect(),
                (None, None) => vec![ends(&f.train)],
            },
            validation: f.others.map_or(f.validation, |others| others.validation).as_ref().map(ends),
            test: f
                .pieces
                .as_ref()
                .map_or_else(|| vec![ends(&f.test)], |p| p.test.iter().map(ends).collect()),
            own: f.others.map(|_| ends(&f.train)),
        })
        .collect();
    FoldSection {
        tickers: if single { String::new() } else { names },
        summary: format!("{}, {}", words::count(folds.len(), "fold"), words::count(samples, "test sample")),
        validation: bars.iter().any(|bar| bar.validation.is_some()),
        others: folds.iter().any(|f| f.others.is_some()),
        picture: if drawn { fold_picture(&title, &bars) } else { None },
    }
}
