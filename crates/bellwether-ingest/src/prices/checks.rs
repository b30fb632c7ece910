//! Checks of bars: each says what is odd and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Bar, Calendar, Date, FindingKind, Ticker};

use super::split;
use crate::IngestError;
use crate::tally::Tally;

/// How far open or close may lie outside low and high, as a share of the price: prices in files are rounded, often to
/// single precision (6e-8) or, when restated, to six digits.
const OHLC_TOLERANCE: f64 = 1e-5;

const NAMES: [&str; 4] = ["open", "high", "low", "close"];

/// Runs all checks.
pub(super) fn run(
    bars: &BTreeMap<Ticker, Vec<Bar>>,
    calendar: &Calendar,
    tally: &mut Tally,
) -> Result<(), IngestError> {
    let sessions = sessions(calendar, bars)?;
    for (ticker, bars) in bars {
        let filled: [bool; 4] = std::array::from_fn(|i| bars.iter().any(|b| !prices(b)[i].is_nan()));
        for bar in bars {
            check_bar(tally, ticker, bar, filled);
        }
        missing_sessions(tally, ticker, bars, &sessions);
        for (date, example) in split::likely(bars) {
            tally.add(FindingKind::LikelySplit, Some(ticker), Some(date), || example);
        }
    }
    Ok(())
}

fn prices(bar: &Bar) -> [f64; 4] {
    [bar.open, bar.high, bar.low, bar.close]
}

/// A price as it is; with an exponent where nobody would read its digits.
pub(super) fn shown(price: f64) -> String {
    if price.abs() >= 1e15 { format!("{price:e}") } else { price.to_string() }
}

/// Checks one bar; `filled` tells which prices the ticker has at all.
fn check_bar(tally: &mut Tally, ticker: &Ticker, bar: &Bar, filled: [bool; 4]) {
    let prices = prices(bar);
    let [open, high, low, close] = prices;
    let date = bar.date();
    let written = || {
        let [open, high, low, close] = prices.map(shown);
        format!("{date} (open {open}, high {high}, low {low}, close {close})")
    };
    let mut add = |kind, example: String| tally.add(kind, Some(ticker), Some(date), || example);
    let absent = |i: &usize| prices[*i].is_nan() && (filled[*i] || NAMES[*i] == "close");
    let absent: Vec<_> = (0..4).filter(absent).map(|i| NAMES[i]).collect();
    if !absent.is_empty() {
        add(FindingKind::NanRow, format!("{date} ({})", absent.join(", ")));
    }
    if prices.iter().chain([&bar.adj_close]).any(|&p| p <= 0.0) {
        add(FindingKind::NonPositivePrice, written());
    }
    let slack = OHLC_TOLERANCE * high.abs().max(low.abs());
    // comparisons with NaN are false, so a missing value violates nothing
    let outside = |p: f64| p > high + slack || p < low - slack;
    if low > high + slack || outside(open) || outside(close) {
        add(FindingKind::OhlcViolation, written());
    }
}

/// The dates on which the exchange traded, from the first bar to the last. For a calendar from prices: every date that
/// any ticker has.
fn sessions(calendar: &Calendar, bars: &BTreeMap<Ticker, Vec<Bar>>) -> Result<Vec<Date>, IngestError> {
    let dates = || bars.values().flatten().map(Bar::date);
    if let Calendar::FromPrices { .. } = calendar {
        return Ok(dates().collect::<BTreeSet<_>>().into_iter().collect());
    }
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return Ok(Vec::new()) };
    let mut out = vec![first];
    let mut day = first;
    while day < last {
        day = calendar.next_session(day)?.date;
        out.push(day);
    }
    Ok(out)
}

/// Counts sessions between a ticker's first and last bar without a bar.
fn missing_sessions(tally: &mut Tally, ticker: &Ticker, bars: &[Bar], sessions: &[Date]) {
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return };
    let start = sessions.partition_point(|d| *d < first.date());
    let end = sessions.partition_point(|d| *d <= last.date());
    let mut own = bars.iter().map(Bar::date).peekable();
    for &session in &sessions[start..end] {
        while own.peek().is_some_and(|d| *d < session) {
            own.next();
        }
        if own.peek() != Some(&session) {
            tally.add(FindingKind::MissingSession, Some(ticker), Some(session), || session.to_string());
        }
    }
}
