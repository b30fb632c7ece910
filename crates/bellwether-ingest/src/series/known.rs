//! When a value could be known.

use bellwether_core::{Date, Datum, Timestamp};
use jiff::ToSpan;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::{IngestError, Known, Period, SeriesOptions};

/// When a row is dated.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    /// The day, where it was written.
    pub(super) day: Date,
    /// The instant, where the row has one.
    pub(super) stamp: Option<Timestamp>,
}

impl From<Date> for When {
    fn from(day: Date) -> Self {
        Self { day, stamp: None }
    }
}

/// The rule of one file.
pub(super) struct Release {
    zone: TimeZone,
    period: Period,
    known: Known,
    lag_days: u32,
}

impl Release {
    pub(super) fn new(options: &SeriesOptions) -> Result<Self, IngestError> {
        Ok(Self {
            zone: options.calendar.time_zone()?,
            period: options.period,
            known: options.known,
            lag_days: options.lag_days.unwrap_or(options.period.release_lag_days()),
        })
    }

    /// The value of the period that a day lies in; `None` for days beyond the calendar. One that is stamped later than
    /// its release is known from its stamp on: where the day ends later than at the exchange, it can be.
    pub(super) fn datum(&self, When { day, stamp }: When, value: f64) -> Option<Datum> {
        let (first, behind) = self.period.around(day)?;
        let available_at = match self.known {
            Known::SamePeriod => self.midnight(first)?,
            Known::Released => {
                let release = self.midnight(behind.checked_add(i64::from(self.lag_days).days()).ok()?)?;
                stamp.map_or(release, |stamp| release.max(stamp))
            }
        };
        Some(Datum { date: first, available_at, value })
    }

    /// The first instant of a day at the exchange.
    fn midnight(&self, day: Date) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(day.to_datetime(Time::midnight())).compatible().ok()
    }
}

impl Period {
    /// The first day of the period of a day, and the first one behind it; `None` beyond the calendar.
    pub fn around(self, day: Date) -> Option<(Date, Date)> {
        let month = |first: i8, months: i64| {
            let first = Date::new(day.year(), first, 1).ok()?;
            Some((first, first.checked_add(months.months()).ok()?))
        };
        match self {
            Self::Daily => Some((day, day.checked_add(1.day()).ok()?)),
            Self::Weekly => Some((day, day.checked_add(7.days()).ok()?)),
            Self::Monthly => month(day.month(), 1),
            Self::Quarterly => month((day.month() - 1) / 3 * 3 + 1, 3),
            Self::Annual => month(1, 12),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn known(period: Period, known: Known, lag_days: Option<u32>, day: &str) -> String {
        let options = SeriesOptions { period, known, lag_days, ..SeriesOptions::default() };
        let datum = Release::new(&options).unwrap().datum(day.parse::<Date>().unwrap().into(), 1.0).unwrap();
        format!("{} {}", datum.date, datum.available_at)
    }

    /// Midnights of New York by hand: UTC-5 in winter, UTC-4 in summer.
    #[test]
    fn nothing_is_known_before_its_period_is_over() {
        let released = |period, day| known(period, Known::Released, None, day);
        assert_eq!(released(Period::Daily, "2015-03-02"), "2015-03-02 2015-03-03T05:00:00Z");
        assert_eq!(released(Period::Weekly, "2015-07-05"), "2015-07-05 2015-07-12T04:00:00Z");
        assert_eq!(released(Period::Monthly, "2015-02-10"), "2015-02-01 2015-04-01T04:00:00Z");
        assert_eq!(released(Period::Quarterly, "2015-05-10"), "2015-04-01 2015-10-01T04:00:00Z");
        assert_eq!(released(Period::Annual, "2014-01-01"), "2014-01-01 2015-07-01T04:00:00Z");
        assert_eq!(
            known(Period::Annual, Known::Released, Some(30), "2014-01-01"),
            "2014-01-01 2015-01-31T05:00:00Z"
        );
        assert_eq!(
            known(Period::Annual, Known::SamePeriod, None, "2014-06-30"),
            "2014-01-01 2014-01-01T05:00:00Z"
        );
    }
}
