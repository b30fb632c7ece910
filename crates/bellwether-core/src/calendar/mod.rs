//! Exchange sessions: which days trade, and when they open and close.

mod xnys;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CoreError, Date, Timestamp};

/// One trading session: its date at the exchange, and the instants of its open and close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Session {
    /// The exchange's calendar date.
    pub date: Date,
    /// The opening bell.
    pub open: Timestamp,
    /// The closing bell (earlier on half days).
    pub close: Timestamp,
}

/// How sessions are known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Calendar {
    /// New York Stock Exchange and Nasdaq, by rule: holidays, early closes, daylight saving. Checked for 1990 to 2027.
    #[default]
    Xnys,
    /// Every date in the prices is a session; opening hours as given, the same every day. A date after the last price
    /// is taken to be a session when it is a weekday. A close that is not after the open falls on the next day.
    FromPrices {
        /// IANA name of the exchange's time zone, such as `Europe/London`.
        #[serde(rename = "time-zone", alias = "timezone")]
        timezone: String,
        /// Opening time at the exchange, such as `08:00`.
        #[schemars(with = "String")]
        open: Time,
        /// Closing time at the exchange, such as `16:30`.
        #[schemars(with = "String")]
        close: Time,
    },
}

impl Calendar {
    /// The session on a date, if the exchange trades then. For [`Calendar::FromPrices`] every date is one.
    ///
    /// `None` too for the first and last days that a [`Timestamp`] can express (years −9999 and 9999).
    ///
    /// # Errors
    /// [`CoreError::TimeZone`] for an unknown time zone name.
    ///
    /// ```
    /// # use bellwether_core::{Calendar, Date};
    /// let thanksgiving = Date::constant(2023, 11, 23);
    /// assert!(Calendar::Xnys.session_on(thanksgiving)?.is_none());
    /// let half_day = Calendar::Xnys.next_session(thanksgiving)?;
    /// assert_eq!(half_day.close.to_string(), "2023-11-24T18:00:00Z");
    /// # Ok::<(), bellwether_core::CoreError>(())
    /// ```
    pub fn session_on(&self, date: Date) -> Result<Option<Session>, CoreError> {
        let (open, close) = match self {
            Self::Xnys => match xnys::hours(date) {
                Some(hours) => hours,
                None => return Ok(None),
            },
            Self::FromPrices { open, close, .. } => (*open, *close),
        };
        Ok(session(date, open, close, &self.time_zone()?))
    }

    /// The first session after a date: for [`Calendar::FromPrices`] the next weekday.
    ///
    /// # Errors
    /// [`CoreError::NoSession`] at the end of time, or [`CoreError::TimeZone`].
    pub fn next_session(&self, date: Date) -> Result<Session, CoreError> {
        let mut day = date;
        // the longest closure since 1990 was four weekdays, so two weeks always hold a session
        for _ in 0..14 {
            day = day.tomorrow().map_err(|_| CoreError::NoSession { date })?;
            if is_weekend(day) {
                continue;
            }
            if let Some(session) = self.session_on(day)? {
                return Ok(session);
            }
        }
        Err(CoreError::NoSession { date })
    }

    /// The exchange's time zone.
    ///
    /// # Errors
    /// [`CoreError::TimeZone`] for an unknown name.
    pub fn time_zone(&self) -> Result<TimeZone, CoreError> {
        let name = match self {
            Self::Xnys => xnys::TIME_ZONE,
            Self::FromPrices { timezone, .. } => timezone,
        };
        TimeZone::get(name).map_err(|_| CoreError::TimeZone { name: name.to_owned() })
    }
}

/// The instants of one day's bells. A clock time that daylight saving skips is read as the time just after the gap.
fn session(date: Date, open: Time, close: Time, zone: &TimeZone) -> Option<Session> {
    let close_date = if close > open { date } else { date.tomorrow().ok()? };
    let instant = |day: Date, time| zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible().ok();
    Some(Session { date, open: instant(date, open)?, close: instant(close_date, close)? })
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
