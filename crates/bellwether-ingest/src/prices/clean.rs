//! Rows into bars: date order, one a session.

use std::collections::BTreeMap;

use bellwether_core::{Bar, Calendar, FindingKind, Session, Ticker};

use super::rows::{ADJ_CLOSE, CLOSE, HIGH, LOW, OPEN, Row, VALUES, VOLUME};
use crate::IngestError;
use crate::intake::Intake;

/// The bars of each ticker. Rows out of order, repeated, or on days without a session are counted.
pub(super) fn bars(
    by_ticker: BTreeMap<Ticker, Vec<Row>>,
    calendar: &Calendar,
    intake: &mut Intake,
) -> Result<BTreeMap<Ticker, Vec<Bar>>, IngestError> {
    let mut sessions: BTreeMap<_, Option<Session>> = BTreeMap::new();
    let mut out = BTreeMap::new();
    for (ticker, mut rows) in by_ticker {
        in_order(intake, &ticker, &mut rows);
        let mut bars: Vec<Bar> = Vec::with_capacity(rows.len());
        let mut last: Option<Row> = None;
        for row in rows {
            if let Some(first) = last.filter(|l| l.date == row.date) {
                repeated(intake, &ticker, &first, &row)?;
                continue;
            }
            last = Some(row);
            let session = match sessions.get(&row.date) {
                Some(session) => *session,
                None => *sessions.entry(row.date).or_insert(calendar.session_on(row.date)?),
            };
            if let Some(session) = session {
                bars.push(bar(session, &row.values));
            } else {
                let example = format!("{} ({})", row.date, intake.at(row.file, row.place));
                let kind = FindingKind::UnexpectedSession;
                intake.tally.add(kind, Some(&ticker), Some(row.date), || example);
            }
        }
        if !bars.is_empty() {
            out.insert(ticker, bars);
        }
    }
    if let (true, Some(date)) = (out.is_empty(), sessions.keys().next()) {
        return Err(IngestError::NoSession { file: intake.input.clone(), rows: intake.rows, first: *date });
    }
    Ok(out)
}

/// Sorts by date, keeping the file's order within a date, and counts rows earlier than the one before them.
fn in_order(intake: &mut Intake, ticker: &Ticker, rows: &mut [Row]) {
    for pair in rows.windows(2).filter(|pair| pair[1].date < pair[0].date) {
        let at = intake.at(pair[1].file, pair[1].place);
        let example = || format!("{at} ({} after {})", pair[1].date, pair[0].date);
        intake.tally.add(FindingKind::UnsortedRows, Some(ticker), Some(pair[1].date), example);
    }
    rows.sort_by_key(|row| row.date);
}

/// Counts a second row of one date, or refuses several times of day.
fn repeated(intake: &mut Intake, ticker: &Ticker, first: &Row, second: &Row) -> Result<(), IngestError> {
    if first.time != second.time {
        return Err(IngestError::Intraday {
            file: intake.files[second.file].clone(),
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
    let (a, b) = (intake.at(first.file, first.place), intake.at(second.file, second.place));
    let example = match (0..VALUES.len()).find(|i| !same(i)) {
        None => format!("{a} and {b} are the same ({})", first.date),
        Some(i) => format!(
            "{a} and {b} differ in {} ({}: {} and {})",
            VALUES[i], first.date, first.values[i], second.values[i]
        ),
    };
    intake.tally.add(FindingKind::DuplicateRows, Some(ticker), Some(first.date), || example);
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
