//! New York Stock Exchange sessions by rule, after the exchange's Rule 7.2 and its notices of unscheduled closures.
//!
//! The rules hold from 1990 on. For earlier years they give today's holidays, without those since given up.

use jiff::civil::{Date, Time, Weekday, date, time};

use super::is_weekend;

/// Where the bells ring.
pub(super) const TIME_ZONE: &str = "America/New_York";

const OPEN: Time = time(9, 30, 0, 0);
const CLOSE: Time = time(16, 0, 0, 0);
const EARLY_CLOSE: Time = time(13, 0, 0, 0);
/// Half days ended an hour later until 1992.
const EARLY_CLOSE_TO_1992: Time = time(14, 0, 0, 0);

/// Closed for the whole day, outside the rules.
const UNSCHEDULED: [Date; 11] = [
    date(1994, 4, 27), // funeral of President Nixon
    date(2001, 9, 11), // attacks on New York and Washington
    date(2001, 9, 12),
    date(2001, 9, 13),
    date(2001, 9, 14),
    date(2004, 6, 11),  // funeral of President Reagan
    date(2007, 1, 2),   // funeral of President Ford
    date(2012, 10, 29), // hurricane Sandy
    date(2012, 10, 30),
    date(2018, 12, 5), // funeral of President G. H. W. Bush
    date(2025, 1, 9),  // funeral of President Carter
];

/// Half days outside the rules: the day after Christmas, and the eve of the year 2000.
const UNSCHEDULED_EARLY: [Date; 3] = [date(1997, 12, 26), date(1999, 12, 31), date(2003, 12, 26)];

/// Open and close at the exchange on a date, or `None` when it does not trade.
pub(super) fn hours(day: Date) -> Option<(Time, Time)> {
    if is_weekend(day) || is_holiday(day) || UNSCHEDULED.contains(&day) {
        return None;
    }
    let close = match (closes_early(day), day.year()) {
        (false, _) => CLOSE,
        (true, ..=1992) => EARLY_CLOSE_TO_1992,
        (true, _) => EARLY_CLOSE,
    };
    Some((OPEN, close))
}

/// Whether a weekday is a holiday by rule.
fn is_holiday(day: Date) -> bool {
    let year = day.year();
    match day.month() {
        1 => is_new_year(day) || (year >= 1998 && is_nth(day, Weekday::Monday, 3)),
        2 => is_nth(day, Weekday::Monday, 3),
        3 | 4 => Some(day) == good_friday(year),
        5 => day.weekday() == Weekday::Monday && day.day() > 24,
        6 => year >= 2022 && is_observed(day, 19),
        7 => is_observed(day, 4),
        9 => is_nth(day, Weekday::Monday, 1),
        11 => is_nth(day, Weekday::Thursday, 4),
        12 => is_observed(day, 25),
        _ => false,
    }
}

/// New Year's Day; on a Sunday the Monday after. On a Saturday it is not made up for: the Friday before closes the
/// accounting year.
fn is_new_year(day: Date) -> bool {
    day.day() == 1 || (day.day() == 2 && day.weekday() == Weekday::Monday)
}

/// Whether a weekday keeps the holiday of that day of the month: on it, on the Friday before a Saturday, or on the
/// Monday after a Sunday.
fn is_observed(day: Date, holiday: i8) -> bool {
    match day.day() - holiday {
        0 => true,
        -1 => day.weekday() == Weekday::Friday,
        1 => day.weekday() == Weekday::Monday,
        _ => false,
    }
}

/// Whether a date is the n-th such weekday of its month.
fn is_nth(day: Date, weekday: Weekday, n: i8) -> bool {
    day.weekday() == weekday && (day.day() - 1) / 7 + 1 == n
}

/// Whether a trading day is a half day.
fn closes_early(day: Date) -> bool {
    let year = day.year();
    match (day.month(), day.day()) {
        // beside Independence Day; until 2012 a Thursday holiday had its half day on the Friday
        (7, 3) => year >= 1995 && (day.weekday() != Weekday::Wednesday || year >= 2013),
        (7, 5) => (1995..2013).contains(&year) && day.weekday() == Weekday::Friday,
        (11, d) => year >= 1992 && day.weekday() == Weekday::Friday && (23..=29).contains(&d),
        (12, 24) => true,
        _ => UNSCHEDULED_EARLY.contains(&day),
    }
}

/// Two days before Easter Sunday, by the Gregorian computus of Meeus, Jones and Butcher (*Nature*, 20 April 1876).
fn good_friday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let easter = Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()?;
    easter.yesterday().ok()?.yesterday().ok()
}
