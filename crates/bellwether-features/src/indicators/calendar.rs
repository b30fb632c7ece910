//! The session's place in week, month and year.

use bellwether_core::Bar;

use super::Indicator;

const SOURCE: &str = "the session's date";

/// 1 for Monday to 7.
pub(super) const DAY_OF_WEEK: Indicator = Indicator {
    name: "day-of-week",
    warm_up: 0,
    formula: "1 (Monday) to 7",
    source: SOURCE,
    recursion: None,
    compute: |bars| bars.iter().map(|b| f64::from(b.date().weekday().to_monday_one_offset())).collect(),
};

/// 1 to 31.
pub(super) const DAY_OF_MONTH: Indicator = Indicator {
    name: "day-of-month",
    warm_up: 0,
    formula: "1 to 31",
    source: SOURCE,
    recursion: None,
    compute: |bars| bars.iter().map(|b| f64::from(b.date().day())).collect(),
};

/// 1 to 12.
pub(super) const MONTH: Indicator = Indicator {
    name: "month",
    warm_up: 0,
    formula: "1 (January) to 12",
    source: SOURCE,
    recursion: None,
    compute: |bars| bars.iter().map(|b| f64::from(b.date().month())).collect(),
};

/// Calendar days since the session before: 1 in the week, 3 over a weekend.
pub(super) const DAYS_SINCE_SESSION: Indicator = Indicator {
    name: "days-since-session",
    warm_up: 1,
    formula: "date[t] - date[t-1] in calendar days",
    source: SOURCE,
    recursion: None,
    compute: |bars| {
        let days = |pair: &[Bar]| f64::from(pair[0].date().until(pair[1].date()).map_or(0, |s| s.get_days()));
        let gaps = bars.windows(2).map(days);
        bars.first().map(|_| f64::NAN).into_iter().chain(gaps).collect()
    },
};
