//! The session's place in week, month and year.

use bellwether_core::Date;

use super::Indicator;
use super::columns::PriceColumns;

const SOURCE: &str = "the session's date";

/// 1 for Monday to 7.
pub(super) const DAY_OF_WEEK: Indicator = Indicator {
    name: "day-of-week",
    warm_up: 0,
    block: 1,
    formula: "1 (Monday) to 7",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| each(columns, out, |date| f64::from(date.weekday().to_monday_one_offset())),
};

/// 1 to 31.
pub(super) const DAY_OF_MONTH: Indicator = Indicator {
    name: "day-of-month",
    warm_up: 0,
    block: 1,
    formula: "1 to 31",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| each(columns, out, |date| f64::from(date.day())),
};

/// 1 to 12.
pub(super) const MONTH: Indicator = Indicator {
    name: "month",
    warm_up: 0,
    block: 1,
    formula: "1 (January) to 12",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| each(columns, out, |date| f64::from(date.month())),
};

/// Calendar days since the session before: 1 in the week, 3 over a weekend.
pub(super) const DAYS_SINCE_SESSION: Indicator = Indicator {
    name: "days-since-session",
    warm_up: 1,
    block: 1,
    formula: "date[t] - date[t-1] in calendar days",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| {
        let days = |pair: &[Date]| f64::from(pair[0].until(pair[1]).map_or(0, |s| s.get_days()));
        let gaps = columns.dates.windows(2).map(days);
        for (out, value) in out.iter_mut().zip(std::iter::once(f64::NAN).chain(gaps)) {
            *out = value;
        }
    },
};

fn each(columns: &PriceColumns, out: &mut [f64], of: fn(Date) -> f64) {
    for (out, &date) in out.iter_mut().zip(&columns.dates) {
        *out = of(date);
    }
}
