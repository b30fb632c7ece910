//! A target is learnt from only when it is known.

use std::ops::Range;

use bellwether_core::Date;
use bellwether_evaluation::splits::Fold;
use bellwether_study::record::{FoldRecord, TickerRecord};

use crate::Violation;

/// Every training and validation row's target, `horizon` rows later, is known at the first test row; every training
/// row's at the first validation row.
///
/// # Errors
/// [`Violation::Overlap`] for the first that is not.
pub fn folds(folds: &[Fold], horizon: usize) -> Result<(), Violation> {
    for (index, fold) in folds.iter().enumerate() {
        let Fold { train, validation, test, gap: _ } = fold;
        check(index, "train", train, test.start, horizon)?;
        if !validation.is_empty() {
            check(index, "train", train, validation.start, horizon)?;
            check(index, "validation", validation, test.start, horizon)?;
        }
    }
    Ok(())
}

/// The same for the folds that a study's record shows, in sessions of its daily series; where models learn from other tickers
/// instead, also for what they learn.
///
/// # Errors
/// As [`folds`]; [`Violation::Untested`] when there are none, or one has a date that is no session of the series.
pub fn record(ticker: &TickerRecord, horizon: usize) -> Result<(), Violation> {
    let dates = &ticker.series.dates;
    let row = |date: Date| {
        dates.binary_search(&date).map_err(|_| Violation::untested(format!("{date} is not a session")))
    };
    if ticker.folds.is_empty() {
        return Err(Violation::untested("the record has no folds"));
    }
    let mut rows = Vec::new();
    for FoldRecord { train, validation, test, others, pieces: _ } in &ticker.folds {
        let stretch = |s: &bellwether_study::record::Stretch| Ok(row(s.first)?..row(s.last)? + 1);
        let learnt = others.iter().map(|others| (&others.train, &others.validation));
        for (train, validation) in std::iter::once((train, validation)).chain(learnt) {
            let validation = validation.as_ref().map(stretch).transpose()?.unwrap_or(0..0);
            rows.push(Fold { train: stretch(train)?, validation, test: stretch(test)?, gap: 0 });
        }
    }
    folds(&rows, horizon)
}

fn check(
    fold: usize,
    part: &'static str,
    rows: &Range<usize>,
    test: usize,
    horizon: usize,
) -> Result<(), Violation> {
    let Some(last) = rows.end.checked_sub(1) else { return Ok(()) };
    let known = last + horizon;
    if known <= test { Ok(()) } else { Err(Violation::Overlap { fold, part, last, known, test }) }
}
