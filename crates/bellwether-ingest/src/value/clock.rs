//! One written date or time.

use bellwether_core::{Date, Timestamp};
use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use super::stamp::Stamp;
use crate::options::DateOrder;

/// Reads a date, with or without time and zone. `None` when it is none, or when day and month cannot be told apart
/// without `order`.
pub(super) fn parse(text: &str, order: Option<DateOrder>) -> Option<Stamp> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    match (digits, bytes.get(digits)) {
        (4, Some(b'-' | b'/' | b'.')) => {
            let (date, rest) = year_first(text)?;
            with_rest(date, rest)
        }
        (8, None | Some(b' ' | b'T')) => {
            let date = date(number(&text[..4])?, number(&text[4..6])?, number(&text[6..8])?)?;
            with_rest(date, &text[8..])
        }
        (1 | 2, Some(b'-' | b'/' | b'.')) if slashed(text).is_some() => {
            let (a, b, year, rest) = slashed(text)?;
            let (day, month) = match order? {
                DateOrder::DayFirst => (a, b),
                DateOrder::MonthFirst => (b, a),
            };
            with_rest(date(year, month.into(), day.into())?, rest)
        }
        (9.., None | Some(b'.')) => epoch(text),
        _ => spelled(text),
    }
}

/// The parts of 03/04/2020: first number, second number, year, and what follows.
pub(super) fn slashed(text: &str) -> Option<(i8, i8, i16, &str)> {
    let text = text.trim();
    let mark = text.find(['/', '-', '.'])?;
    let separator = char::from(*text.as_bytes().get(mark)?);
    let (a, rest) = text.split_once(separator)?;
    let (b, rest) = rest.split_once(separator)?;
    let end = rest.bytes().take_while(u8::is_ascii_digit).count();
    if a.len() > 2 || b.len() > 2 || end != 4 {
        return None;
    }
    let (year, rest) = rest.split_at(end);
    Some((number(a)? as i8, number(b)? as i8, number(year)?, rest))
}

fn year_first(text: &str) -> Option<(Date, &str)> {
    let separator = char::from(text.as_bytes()[4]);
    let (month, rest) = text[5..].split_once(separator)?;
    let end = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&month.len()) || !(1..=2).contains(&end) {
        return None;
    }
    let (day, rest) = rest.split_at(end);
    Some((date(number(&text[..4])?, number(month)?, number(day)?)?, rest))
}

/// At most four digits.
fn number(text: &str) -> Option<i16> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.bytes().fold(0, |n, b| n * 10 + i16::from(b - b'0')))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    // years outside are misread numbers, and near the ends of what a timestamp can hold
    if !(1700..=2500).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What may follow a date: nothing, a time of day, a time and a zone.
fn with_rest(date: Date, rest: &str) -> Option<Stamp> {
    if rest.is_empty() {
        return Some(Stamp::Date(date));
    }
    let rest = rest.strip_prefix(['T', 't', ' ', ','])?.trim();
    if rest.is_empty() {
        return Some(Stamp::Date(date));
    }
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(rest.len());
    let (time, rest) = rest.split_at(end);
    let mut time = time_of_day(time)?;
    let mut rest = rest.trim();
    if let Some(half) = rest.get(..2).filter(|h| h.eq_ignore_ascii_case("am") || h.eq_ignore_ascii_case("pm"))
    {
        time = twelve_hours(time, half)?;
        rest = rest[2..].trim();
    }
    stamp(date.to_datetime(time), rest)
}

/// A clock time, with its zone if there is one.
fn stamp(local: DateTime, zone: &str) -> Option<Stamp> {
    if zone.is_empty() {
        return Some(Stamp::Local(local));
    }
    let offset = offset(zone)?;
    Some(Stamp::Instant { at: offset.to_timestamp(local).ok()?, local, offset })
}

/// 9:30, 09:30:15 or 09:30:15.250. A leap second counts as the second before it.
fn time_of_day(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = parts.next().map_or(Some(0), number)?.min(if minute == 59 { 60 } else { 99 });
    if parts.next().is_some()
        || fraction.len() > 9
        || (clock.matches(':').count() < 2 && !fraction.is_empty())
    {
        return None;
    }
    let nanos: i32 = if fraction.is_empty() { 0 } else { format!("{fraction:0<9}").parse().ok()? };
    let second = if second == 60 { 59 } else { second };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, nanos).ok()
}

fn twelve_hours(time: Time, half: &str) -> Option<Time> {
    if !(1..=12).contains(&time.hour()) {
        return None;
    }
    let hour = time.hour() % 12 + if half.eq_ignore_ascii_case("pm") { 12 } else { 0 };
    Time::new(hour, time.minute(), time.second(), time.subsec_nanosecond()).ok()
}

/// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`, or `UTC+02:00`. Letters such as EST mean different zones in different
/// places and are not read.
fn offset(text: &str) -> Option<Offset> {
    let rest =
        ["UTC", "GMT", "Z", "z"].iter().find_map(|zone| text.strip_prefix(zone)).unwrap_or(text).trim();
    if rest.is_empty() {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.len(), digits.split_once(':')) {
        (_, Some((h, m))) if h.len() == 2 && m.len() == 2 => (number(h)?, number(m)?),
        (4, None) => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        (2, None) => (number(digits)?, 0),
        _ => return None,
    };
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

/// Seconds since 1970, or thousandths, millionths or billionths of them, told apart by size: any two of them lie
/// more than a century from each other's range of 1973 to 2286.
fn epoch(text: &str) -> Option<Stamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Stamp::from_epoch(whole.parse().ok()?)
}

impl Stamp {
    /// See [`epoch`].
    pub(super) fn from_epoch(value: i64) -> Option<Self> {
        let at = match value {
            100_000_000..10_000_000_000 => Timestamp::from_second(value),
            100_000_000_000..10_000_000_000_000 => Timestamp::from_millisecond(value),
            100_000_000_000_000..10_000_000_000_000_000 => Timestamp::from_microsecond(value),
            100_000_000_000_000_000.. => Timestamp::from_nanosecond(value.into()),
            _ => return None,
        };
        Some(Self::from_instant(at.ok()?))
    }

    pub(super) fn from_instant(at: Timestamp) -> Self {
        Self::Instant { at, local: Offset::UTC.to_datetime(at), offset: Offset::UTC }
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Dates with the month in letters: `Wed Oct 10 20:19:24 +0000 2018`, `Jan 02, 2020`, `02-Jan-2020`,
/// `Wed, 10 Oct 2018 20:19:24 GMT`, `October 10, 2018 at 8:19 PM`.
fn spelled(text: &str) -> Option<Stamp> {
    let (mut year, mut month, mut day, mut time, mut zone) = (None, None, None, None, None);
    let mut half = None;
    for part in text.split([' ', ',']).flat_map(dashed).filter(|p| !p.is_empty()) {
        let lower = part.to_ascii_lowercase();
        let word = lower.trim_end_matches('.');
        let abbreviates = |names: &[&str]| {
            let known = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase());
            names.iter().position(|n| known && word.starts_with(n))
        };
        if part.contains(':') && !part.starts_with(['+', '-']) {
            set(&mut time, time_of_day(part)?)?;
        } else if let Some(i) = abbreviates(&MONTHS) {
            set(&mut month, i as i16 + 1)?;
        } else if word == "am" || word == "pm" {
            set(&mut half, lower)?;
        } else if word == "at" || abbreviates(&WEEKDAYS).is_some() {
        } else if part.len() == 4 && number(part).is_some() {
            set(&mut year, number(part)?)?;
        } else if part.len() <= 2 && number(part).is_some() {
            set(&mut day, number(part)?)?;
        } else {
            set(&mut zone, part)?;
        }
    }
    let date = date(year?, month?, day?)?;
    match (time, half) {
        (None, None) if zone.is_none() => Some(Stamp::Date(date)),
        (Some(time), None) => stamp(date.to_datetime(time), zone.unwrap_or("")),
        (Some(time), Some(half)) => stamp(date.to_datetime(twelve_hours(time, &half)?), zone.unwrap_or("")),
        _ => None,
    }
}

/// `02-Jan-2020` in its three parts; anything else, an offset for instance, as it is.
fn dashed(part: &str) -> impl Iterator<Item = &str> {
    let split = part.contains('-') && part.bytes().any(|b| b.is_ascii_alphabetic());
    part.split(move |c| split && c == '-')
}

/// Fills a part; a second one makes the date unreadable.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.is_none().then(|| *slot = Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match parse(text, Some(DateOrder::DayFirst)) {
            None => "none".into(),
            Some(Stamp::Date(d)) => d.to_string(),
            Some(Stamp::Local(t)) => t.to_string(),
            Some(Stamp::Instant { at, .. }) => at.to_string(),
            Some(Stamp::Missing | Stamp::Wrong) => unreachable!(),
        }
    }

    #[test]
    fn dates() {
        for text in [
            "2018-10-05",
            "2018/10/5",
            "2018.10.05",
            "20181005",
            "05/10/2018",
            "5.10.2018",
            "05-10-2018",
            "Oct 05, 2018",
            "October 5, 2018",
            "5 Oct 2018",
            "05-Oct-2018",
            "Fri, 5 Oct 2018",
        ] {
            assert_eq!(shown(text), "2018-10-05", "{text}");
        }
    }

    #[test]
    fn times_without_a_zone() {
        for text in [
            "2018-10-10 20:19:24",
            "2018-10-10T20:19:24",
            "10/10/2018 20:19:24",
            "10/10/2018 8:19:24 PM",
            "20181010 20:19:24",
            "Oct 10, 2018 8:19:24 PM",
            "October 10, 2018 at 20:19:24",
        ] {
            assert_eq!(shown(text), "2018-10-10T20:19:24", "{text}");
        }
        assert_eq!(shown("2018-10-10 12:05 AM"), "2018-10-10T00:05:00");
        assert_eq!(shown("2018-10-10 12:05 PM"), "2018-10-10T12:05:00");
        assert_eq!(shown("2018-10-10 20:19:24.25"), "2018-10-10T20:19:24.25");
    }

    #[test]
    fn times_with_a_zone() {
        for text in [
            "2018-10-10T20:19:24Z",
            "2018-10-10 20:19:24+00:00",
            "2018-10-10 16:19:24-04:00",
            "2018-10-10 22:19:24 +0200",
            "2018-10-10 20:19:24 UTC",
            "Wed Oct 10 20:19:24 +0000 2018",
            "Wed, 10 Oct 2018 20:19:24 GMT",
            "1539202764",
            "1539202764000",
            "1539202764000000",
            "1539202764000000000",
            "1539202764.0",
        ] {
            assert_eq!(shown(text), "2018-10-10T20:19:24Z", "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date() {
        for text in [
            "",
            "x",
            "2018-13-01",
            "2018-02-30",
            "31/12/18",
            "12/31/2018",
            "2018-10-10 25:00",
            "0",
            "12345",
            "20:19:24",
            "2018-10-10 EST",
            "2018-10-10 10:00 EST",
            "Oct 2018",
            "2018",
            "2018-10",
            "99999999",
            "2018-10-10 13:00 PM",
            "Oct Nov 5 2018",
            "0000-01-01",
            "9999-12-31",
            "2018-10-10T10",
            "é-01-01",
            "2018-10-10 10:00:00+25:61",
            "10-10-2018x",
        ] {
            assert_eq!(shown(text), "none", "{text}");
        }
    }
}
