//! The same bar twice.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Bar, Date};

use super::{Experiment, Found, Leak, LeakClass, Source};
use crate::samples::TickerStudy;

/// Sessions on which two tickers have the same bar, and more than chance are the same stock.
const SHARED: usize = 5;

/// Looks for sessions of a ticker with the bar of an earlier one, and for tickers with the bars of another: what is learnt of
/// the one is known of the other.
pub(super) fn bars(clean: &[TickerStudy]) -> Found {
    let mut found = Found::default();
    for ticker in clean {
        within(ticker, &mut found);
    }
    for (i, a) in clean.iter().enumerate() {
        for b in &clean[i + 1..] {
            between(a, b, &mut found);
        }
    }
    found
}

/// What tells a bar: one that did not move, or was not traded, is like any other of its kind.
fn mark(bar: &Bar) -> Option<[u64; 5]> {
    let all = [bar.open, bar.high, bar.low, bar.close, bar.volume];
    let telling = all.iter().all(|v| v.is_finite()) && bar.high > bar.low && bar.volume > 0.0;
    telling.then(|| all.map(f64::to_bits))
}

fn leak(ticker: &TickerStudy, date: Date, rows: usize, words: String) -> Leak {
    Leak {
        source: Some(Source::Prices),
        ticker: Some(ticker.ticker.clone()),
        column: Some("bars".to_owned()),
        date: Some(date),
        size: rows as f64,
        rows,
        words,
        ..Leak::new(LeakClass::Duplicates, Experiment::Rows)
    }
}

fn within(ticker: &TickerStudy, found: &mut Found) {
    let mut seen: BTreeMap<[u64; 5], usize> = BTreeMap::new();
    let mut twice: Vec<(usize, usize)> = Vec::new();
    for (row, bar) in ticker.bars.iter().enumerate() {
        found.compared += 1;
        let Some(mark) = mark(bar) else { continue };
        match seen.get(&mark) {
            Some(earlier) => twice.push((*earlier, row)),
            None => {
                seen.insert(mark, row);
            }
        }
    }
    let Some((_, first)) = twice.first() else { return };
    let crossing = |(was, is): &&(usize, usize)| {
        ticker.folds.iter().any(|fold| {
            let has = |range: &std::ops::Range<usize>, row: usize| {
                ticker.samples[range.clone()].iter().any(|sample| sample.row == row)
            };
            has(&fold.test, *is) && (has(&fold.train, *was) || has(&fold.validation, *was))
        })
    };
    let across = twice.iter().filter(crossing).count();
    let words = format!(
        "{} of {} {} twice under another date, {across} of them learnt from and tested",
        crate::words::count(twice.len(), "bar"),
        ticker.ticker,
        crate::words::verb(twice.len(), "stands", "stand")
    );
    found.leaks.push(leak(ticker, ticker.bars[*first].date(), twice.len(), words));
}

fn between(a: &TickerStudy, b: &TickerStudy, found: &mut Found) {
    let of = |ticker: &TickerStudy| -> BTreeSet<(Date, [u64; 5])> {
        ticker.bars.iter().filter_map(|bar| Some((bar.date(), mark(bar)?))).collect()
    };
    let (one, other) = (of(a), of(b));
    found.compared += one.len().min(other.len());
    let mut same = one.intersection(&other);
    let Some((date, _)) = same.next() else { return };
    let rows = same.count() + 1;
    if rows < SHARED {
        return;
    }
    let words = format!(
        "{} and {} have {} in common on the same dates: they are one stock under two names",
        a.ticker,
        b.ticker,
        crate::words::count(rows, "bar")
    );
    found.leaks.push(leak(b, *date, rows, words));
}
