//! The folds, drawn once for all tickers that share them.

use bellwether_core::Ticker;
use bellwether_study::record::{FoldRecord, RunRecord, Stretch};
use serde::Serialize;

use crate::chart::{FoldBar, Svg, fold_picture, years_picture};
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
    /// Whether a row of the picture is a year, as of days that were dealt out one by one.
    years: bool,
    /// One for all folds, or, of days that were dealt out, one for each.
    pictures: Vec<Svg>,
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
    // stretches that lie in each other cannot be drawn as bars, and what they consist of older records do not say
    let told = |f: &FoldRecord| f.pieces.is_some() || f.others.is_some() || f.train.last < f.test.first;
    groups
        .into_iter()
        .enumerate()
        .map(|(i, (folds, tickers))| section(folds, &tickers, single, i < PICTURES && folds.iter().all(told)))
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
            validation: match (&f.others, &f.pieces) {
                (Some(others), _) => others.validation.iter().map(ends).collect(),
                (None, Some(pieces)) => pieces.validation.iter().map(ends).collect(),
                (None, None) => f.validation.iter().map(ends).collect(),
            },
            test: f
                .pieces
                .as_ref()
                .map_or_else(|| vec![ends(&f.test)], |p| p.test.iter().map(ends).collect()),
            own: f.others.map(|_| ends(&f.train)),
        })
        .collect();
    let years = folds.iter().any(|f| f.pieces.as_ref().is_some_and(|pieces| pieces.dealt_out));
    let pictures: Vec<Svg> = match (drawn, years) {
        (false, _) => Vec::new(),
        (true, false) => fold_picture(&title, &bars).into_iter().collect(),
        (true, true) => bars.iter().take(PICTURES).filter_map(|bar| of_days(who, bar)).collect(),
    };
    FoldSection {
        tickers: if single { String::new() } else { names },
        summary: format!("{}, {}", words::count(folds.len(), "fold"), words::count(samples, "test sample")),
        validation: bars.iter().any(|bar| !bar.validation.is_empty()),
        others: folds.iter().any(|f| f.others.is_some()),
        years,
        pictures,
    }
}

/// A fold whose days were dealt out.
fn of_days(who: &str, bar: &FoldBar) -> Option<Svg> {
    let title = format!("Training, validation and test days of fold {}, {who}, a row a year", bar.number);
    let parts = [("train", &bar.train), ("validation", &bar.validation), ("test", &bar.test)];
    years_picture(&title, &parts.map(|(class, stretches)| (class, stretches.clone())))
}
