use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bar, Calendar, CoreError, Date, Timestamp};

/// The bell that a decision time is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bell {
    /// The session's open.
    Open,
    /// The session's close.
    #[default]
    Close,
}

/// When, on each session, the forecast is made. Posts after it count for the next one.
///
/// The default is the close. A decision before the close of session *s* (say, half an hour before its open) knows the
/// bars up to *s − 1* only, and horizon 1 is then session *s* itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionTime {
    /// Which bell.
    pub at: Bell,
    /// Minutes after that bell; negative is before. From −1440 to 1440.
    pub offset_minutes: i32,
}

/// The decision that belongs to one row: the last completed session, and the instant of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionPoint {
    /// Date of the last completed session.
    pub date: Date,
    /// The decision's instant.
    pub at: Timestamp,
}

impl DecisionTime {
    /// Checks the range of the offset.
    ///
    /// # Errors
    /// [`CoreError::DecisionOffset`] outside −1440..=1440 minutes.
    pub fn validate(&self) -> Result<(), CoreError> {
        if self.offset_minutes.abs() > 1440 {
            return Err(CoreError::DecisionOffset { minutes: self.offset_minutes });
        }
        Ok(())
    }

    /// The decision of each bar's row, oldest first: `out[i]` is the last decision at which bar `i` is the newest
    /// completed one.
    ///
    /// # Errors
    /// [`CoreError::NoSession`] when the calendar has no session after the last bar (a broken time zone name, say).
    pub fn points(&self, bars: &[Bar], calendar: &Calendar) -> Result<Vec<DecisionPoint>, CoreError> {
        self.validate()?;
        let offset = jiff::SignedDuration::from_mins(i64::from(self.offset_minutes));
        let shift = |t: Timestamp| t.saturating_add(offset).unwrap_or(t);
        let bell = |s: &crate::Session| match self.at {
            Bell::Open => shift(s.open),
            Bell::Close => shift(s.close),
        };
        let mut out = Vec::with_capacity(bars.len());
        for (i, bar) in bars.iter().enumerate() {
            let own = bell(&bar.session);
            let at = if own >= bar.session.close {
                own
            } else {
                let next = match bars.get(i + 1) {
                    Some(next) => next.session,
                    None => calendar.next_session(bar.date())?,
                };
                bell(&next)
            };
            out.push(DecisionPoint { date: bar.date(), at });
        }
        Ok(out)
    }
}
