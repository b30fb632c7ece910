//! Rows into bars: date order, one a session.

use std::collections::BTreeMap;

use bellwether_core::{Bar, FindingKind, Session, Ticker};

use super::rows::{ADJ_CLOSE, CLOSE, Collector, HIGH, LOW, OPEN, Row, VALUES, VOLUME};
use crate::IngestError;

/// The bars of each ticker. Rows out of order, repeated, or on days without a session are counted.
pub(super) fn bars(collector: &mut Collector<'_>) -> Result<BTreeMap<Ticker, Vec<Bar>>, IngestError> {
    let mut sessions: BTreeMap<_, Option<Session>> = BTreeMap::new();
    let mut out = BTreeMap::new();
    for (ticker, mut rows) in std::mem::take(&mut collector.by_ticker) {
        in_order(collector, &ticker, &mut rows);
        let mut bars: Vec<Bar> = Vec::with_capacity(rows.len());
        let mut last: Option<Row> = None;
        for row in rows {
            if let Some(first) = last.filter(|l| l.date == row.date) {
                repeated(collector, &ticker, &first, &row)?;
                continue;
            }
            last = Some(row);
            let session = match sessions.get(&row.date) {
                Some(session) => *session,
                None => {
                    let session = collector.calendar().session_on(row.date)?;
                    sessions.insert(row.date, session);
                    session
                }
            };
            match session {
                Some(session) => bars.push(bar(session, &row.values)),
                None => {
                    let example = format!("{} ({})", row.date, collector.at(row.file, row.place));
                    collector.tally.add(
                        FindingKind::UnexpectedSession,
                        Some(&ticker),
                        Some(row.date),
                        || example,
                    );
                }
            }
        }
        if !bars.is_empty() {
            out.insert(ticker, bars);
        }
    }
    if let (true, Some(date)) = (out.is_empty(), sessions.keys().next()) {
        return Err(IngestError::Unusable {
            file: collector.input.clone(),
            rows: collector.rows,
            skipped: collector.rows,
            reason: format!("the exchange did not trade on {date}"),
        });
    }
    Ok(out)
}

/// Sorts by date, keeping the file's order within a date, and counts rows earlier than the one before them.
fn in_order(collector: &mut Collector<'_>, ticker: &Ticker, rows: &mut [Row]) {
    for pair in rows.windows(2).filter(|pair| pair[1].date < pair[0].date) {
        let at = collector.at(pair[1].file, pair[1].place);
        let example = format!("{at} ({} after {})", pair[1].date, pair[0].date);
        collector.tally.add(FindingKind::UnsortedRows, Some(ticker), Some(pair[1].date), || example);
    }
    rows.sort_by_key(|row| row.date);
}

/// Counts a second row of one date, or refuses several times of day.
fn repeated(
    collector: &mut Collector<'_>,
    ticker: &Ticker,
    first: &Row,
    second: &Row,
) -> Result<(), IngestError> {
    if first.time != second.time {
        return Err(IngestError::Intraday {
            file: collector.files[second.file].clone(),
            ticker: ticker.clone(),
            date: first.date,
            first_at: first.place,
            first: first.time,
            second_at: second.place,
            second: second.time,
        });
    }
    let same = |i: &usize| {
        let (a, b) = (first.values[*i], second.values[*i]);
        a == b || (a.is_nan() && b.is_nan())
    };
    let places = (collector.at(first.file, first.place), collector.at(second.file, second.place), first.date);
    let example = match (0..VALUES.len()).find(|i| !same(i)) {
        None => format!("{} and {} are the same ({})", places.0, places.1, places.2),
        Some(i) => format!(
            "{} and {} differ in {} ({}: {} and {})",
            places.0, places.1, VALUES[i], places.2, first.values[i], second.values[i]
        ),
    };
    collector.tally.add(FindingKind::DuplicateRows, Some(ticker), Some(first.date), || example);
    Ok(())
}

fn bar(session: Session, values: &[f64; 6]) -> Bar {
    Bar {
        session,
        open: values[OPEN],
        high: values[HIGH],
        low: values[LOW],
        close: values[CLOSE],
        adj_close: values[ADJ_CLOSE],
        volume: values[VOLUME],
    }
}
