//! Exchange sessions: which days trade, and when they open and close.

mod xnys;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Date, Timestamp};

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
    /// New York Stock Exchange and Nasdaq, by rule: holidays, early closes, daylight saving.
    #[default]
    Xnys,
    /// Every date in the prices is a session; opening hours as given, the same every day. A date after the last price
    /// is taken to be a session when it is a weekday.
    FromPrices {
        /// IANA name of the exchange's time zone, such as `Europe/London`.
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
    /// # Errors
    /// [`crate::CoreError::TimeZone`] for an unknown time zone name.
    pub fn session_on(&self, _date: Date) -> Result<Option<Session>, crate::CoreError> {
        Ok(None)
    }

    /// The first session after a date.
    ///
    /// # Errors
    /// [`crate::CoreError::NoSession`] or [`crate::CoreError::TimeZone`].
    pub fn next_session(&self, date: Date) -> Result<Session, crate::CoreError> {
        Err(crate::CoreError::NoSession { date })
    }

    /// The exchange's time zone.
    ///
    /// # Errors
    /// [`crate::CoreError::TimeZone`] for an unknown name.
    pub fn time_zone(&self) -> Result<TimeZone, crate::CoreError> {
        let _: Option<Time> = None;
        Ok(TimeZone::UTC)
    }
}
