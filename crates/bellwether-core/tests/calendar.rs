//! The exchange calendar against `exchange_calendars` (see `reference/exchange_calendars/xnys.py`), and its laws.

#![allow(clippy::unwrap_used)] // helpers of tests

use bellwether_core::{Calendar, CoreError, Date};
use jiff::civil::{Weekday, date, time};
use proptest::prelude::*;

const REFERENCE: &str = include_str!("reference/exchange_calendars/xnys.txt");

fn clock(calendar: &Calendar, at: jiff::Timestamp) -> String {
    at.to_zoned(calendar.time_zone().unwrap()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Exact: every weekday of 1990 to 2027, closures and closing times.
#[test]
fn xnys_agrees_with_exchange_calendars() {
    let calendar = Calendar::Xnys;
    let (mut closed, mut early) = (0, 0);
    for line in REFERENCE.lines() {
        let [year, closures, half_days] = line.split('|').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let mut day = date(year.parse().unwrap(), 1, 1);
        while day.year().to_string() == year {
            let key = day.strftime("%m-%d").to_string();
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let expect_closed = weekend || closures.split(' ').any(|c| c == key);
            let session = calendar.session_on(day).unwrap();
            assert_eq!(session.is_none(), expect_closed, "{day}");
            if let Some(session) = session {
                let close = half_days.split(' ').find_map(|h| h.strip_prefix(&format!("{key}@")));
                early += usize::from(close.is_some());
                assert_eq!(session.date, day);
                assert_eq!(clock(&calendar, session.open), format!("{day} 09:30"));
                assert_eq!(clock(&calendar, session.close), format!("{day} {}", close.unwrap_or("16:00")));
            } else if !weekend {
                closed += 1;
            }
            day = day.tomorrow().unwrap();
        }
    }
    // as counted by the reference itself
    let count = |column: usize| {
        REFERENCE.lines().map(|l| l.split('|').nth(column).unwrap().split_whitespace().count()).sum::<usize>()
    };
    assert_eq!((closed, early), (count(1), count(2)));
}

#[test]
fn bells_follow_daylight_saving() {
    let open = |y, m, d| Calendar::Xnys.session_on(date(y, m, d)).unwrap().unwrap().open.to_string();
    assert_eq!(open(2024, 3, 8), "2024-03-08T14:30:00Z"); // two days before the change
    assert_eq!(open(2024, 3, 11), "2024-03-11T13:30:00Z");
    assert_eq!(open(2006, 3, 31), "2006-03-31T14:30:00Z"); // the change was in April until 2006
    assert_eq!(open(2006, 4, 3), "2006-04-03T13:30:00Z");
}

#[test]
fn next_session_skips_closures() {
    let next = |y, m, d| Calendar::Xnys.next_session(date(y, m, d)).unwrap().date;
    assert_eq!(next(2001, 9, 10), date(2001, 9, 17));
    assert_eq!(next(2012, 10, 26), date(2012, 10, 31));
    assert_eq!(next(2021, 12, 31), date(2022, 1, 3)); // New Year on a Saturday is not made up for
    assert_eq!(next(2022, 12, 30), date(2023, 1, 3));
}

fn london() -> Calendar {
    Calendar::FromPrices {
        timezone: "Europe/London".into(),
        open: time(8, 0, 0, 0),
        close: time(16, 30, 0, 0),
    }
}

#[test]
fn from_prices_takes_every_date() {
    let saturday = date(2024, 6, 1);
    let session = london().session_on(saturday).unwrap().unwrap();
    assert_eq!(session.open.to_string(), "2024-06-01T07:00:00Z"); // summer time
    assert_eq!(session.close.to_string(), "2024-06-01T15:30:00Z");
    assert_eq!(london().next_session(date(2024, 5, 31)).unwrap().date, date(2024, 6, 3));
}

#[test]
fn a_close_not_after_the_open_is_on_the_next_day() {
    let round_the_clock =
        Calendar::FromPrices { timezone: "UTC".into(), open: time(0, 0, 0, 0), close: time(0, 0, 0, 0) };
    let session = round_the_clock.session_on(date(2024, 2, 29)).unwrap().unwrap();
    assert_eq!(session.open.to_string(), "2024-02-29T00:00:00Z");
    assert_eq!(session.close.to_string(), "2024-03-01T00:00:00Z");
}

#[test]
fn an_unknown_zone_is_an_error_that_names_it() {
    let broken = Calendar::FromPrices {
        timezone: "Europe/Atlantis".into(),
        open: time(8, 0, 0, 0),
        close: time(16, 0, 0, 0),
    };
    let expected = CoreError::TimeZone { name: "Europe/Atlantis".into() };
    assert_eq!(broken.session_on(date(2024, 1, 2)), Err(expected.clone()));
    assert_eq!(broken.next_session(date(2024, 1, 2)), Err(expected.clone()));
    assert_eq!(broken.time_zone().unwrap_err(), expected);
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for calendar in [Calendar::Xnys, london()] {
        for day in [Date::MIN, Date::MAX, date(0, 1, 1), date(9999, 12, 30), date(-9999, 1, 2)] {
            let _ = calendar.session_on(day).unwrap();
        }
        assert_eq!(calendar.next_session(Date::MAX), Err(CoreError::NoSession { date: Date::MAX }));
    }
}

proptest! {
    /// Sessions follow one another: the next one is later, is a session itself, and none lies between.
    #[test]
    fn next_session_is_the_first_one_after(offset in -200_000i64..2_000_000) {
        let day = date(1990, 1, 1).saturating_add(jiff::Span::new().days(offset % 40_000));
        for calendar in [Calendar::Xnys, london()] {
            let next = calendar.next_session(day).unwrap();
            prop_assert!(next.date > day && next.open < next.close);
            prop_assert_eq!(calendar.session_on(next.date).unwrap(), Some(next));
            if calendar == Calendar::Xnys {
                let mut between = day.tomorrow().unwrap();
                while between < next.date {
                    prop_assert_eq!(calendar.session_on(between).unwrap(), None);
                    between = between.tomorrow().unwrap();
                }
            }
        }
    }
}
