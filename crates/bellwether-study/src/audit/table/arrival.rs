//! Rows that were known only after their decision.

use bellwether_core::{Calendar, Timestamp};

use super::super::{Experiment, Found, Leak, LeakClass};
use super::TableError;
use super::read::Table;

pub(super) fn late(table: &Table, calendar: &Calendar) -> Result<Found, TableError> {
    let mut found = Found::default();
    let zone = calendar.time_zone()?;
    let mut decisions = Vec::with_capacity(table.dates.len());
    for date in &table.dates {
        decisions.push(calendar.session_on(*date)?.map(|session| session.close));
    }
    let closed = decisions.iter().filter(|d| d.is_none()).count();
    if closed > 0 {
        found.untested.push(format!("{} of days without a session", crate::words::count(closed, "row")));
    }
    let whole = table.known.iter().map(|known| ("available_at", known));
    let own = table.features.iter().filter_map(|f| Some((f.name.as_str(), f.known.as_ref()?)));
    let all: Vec<(&str, &Vec<Option<Timestamp>>)> = whole.chain(own).collect();
    if all.is_empty() {
        found.untested.push("no column says when its rows were known (`available_at`)".to_owned());
    }
    for (name, known) in all {
        found.compared += known.len();
        let late: Vec<(usize, i64, bool)> = (0..known.len())
            .filter_map(|i| {
                let (at, decision) = (known[i]?, decisions[i]?);
                let seconds = at.as_second() - decision.as_second();
                // the day in UTC is the row's, and at the exchange it is a later one
                let day = at.to_string();
                let utc = day.get(..10) == Some(table.dates[i].to_string().as_str())
                    && at.to_zoned(zone.clone()).date() > table.dates[i];
                (at > decision).then_some((i, seconds, utc))
            })
            .collect();
        let Some(first) = late.iter().min_by_key(|l| table.dates[l.0]) else { continue };
        let hours = late.iter().map(|l| l.1).max().unwrap_or(0) as f64 / 3600.0;
        let utc = late.iter().filter(|l| l.2).count() * 2 > late.len();
        let class = if utc { LeakClass::UtcDate } else { LeakClass::AfterDecision };
        let because = if utc { "; their dates are those of UTC, not the exchange's" } else { "" };
        found.leaks.push(Leak {
            column: Some(name.to_owned()),
            date: Some(table.dates[first.0]),
            size: hours,
            rows: late.len(),
            words: format!(
                "`{name}`: {} of {} {} known only after the close of {} date, by up to {hours:.1} hours{because}",
                late.len(),
                crate::words::count(known.len(), "row"),
                crate::words::verb(late.len(), "was", "were"),
                crate::words::verb(late.len(), "its", "their")
            ),
            ..Leak::new(class, Experiment::Arrival)
        });
    }
    Ok(found)
}
