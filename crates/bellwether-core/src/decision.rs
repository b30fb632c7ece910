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
/// bars up to *s − 1* only, and horizon 1 is then session *s* itself. When *s* closes before that time, the decision is made
/// one second before the close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct DecisionTime {
    /// Which bell.
    pub at: Bell,
    /// Minutes after that bell; negative is before. From −960 to 960, sixteen hours: less than from one close
    /// to the next open.
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

/// How long before an early close a decision is made that would else come after it.
const LAST_MOMENT: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

impl DecisionTime {
    /// Checks the range of the offset.
    ///
    /// # Errors
    /// [`CoreError::DecisionOffset`] outside −960..=960 minutes.
    pub fn validate(&self) -> Result<(), CoreError> {
        if self.offset_minutes.unsigned_abs() > 960 {
            return Err(CoreError::DecisionOffset { minutes: self.offset_minutes });
        }
        Ok(())
    }

    /// The decision of each bar's row, oldest first: `out[i]` is the last decision at which bar `i` is the newest
    /// completed one.
    ///
    /// # Errors
    /// [`CoreError::NoSession`] when the calendar has no session after the last bar; [`CoreError::DecisionBeforeBar`] when
    /// the offset does not fit the exchange's hours.
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
            let at = if self.at == Bell::Close && self.offset_minutes >= 0 {
                own
            } else {
                let next = next_session(bars, i, calendar)?;
                match (bell(&next) < next.close, own >= bar.available_at()) {
                    (true, _) => bell(&next),
                    (false, true) => own,
                    // an early close: the last moment at which that session is still to come
                    (false, false) => next.close.saturating_sub(LAST_MOMENT).unwrap_or(next.close),
                }
            };
            if at < bar.available_at() {
                return Err(CoreError::DecisionBeforeBar { date: bar.date(), decision: at });
            }
            out.push(DecisionPoint { date: bar.date(), at });
        }
        Ok(out)
    }
}

/// The session after bar `i`, as it was known at its close: by rule, so that a bar missing from the file does not move the
/// decision with hindsight; from the prices only where the calendar has no rule.
fn next_session(bars: &[Bar], i: usize, calendar: &Calendar) -> Result<crate::Session, CoreError> {
    match (calendar, bars.get(i + 1)) {
        (Calendar::FromPrices { .. }, Some(next)) => Ok(next.session),
        (Calendar::Xnys, Some(next)) => Ok(calendar.next_session(bars[i].date())?.min(next.session)),
        (_, None) => calendar.next_session(bars[i].date()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bell, DecisionTime};
    use crate::{Bar, Calendar, CoreError};

    fn bars(dates: &[&str]) -> Vec<Bar> {
        let session = |d: &&str| Calendar::Xnys.session_on(d.parse().unwrap()).unwrap().unwrap();
        let bar = |d| Bar {
            session: session(d),
            open: 1.0,
            high: 1.0,
            low: 1.0,
            close: 1.0,
            adj_close: 1.0,
            volume: 1.0,
        };
        dates.iter().map(bar).collect()
    }

    fn times(decision: DecisionTime, dates: &[&str]) -> Vec<String> {
        let points = decision.points(&bars(dates), &Calendar::Xnys).unwrap();
        points.iter().map(|p| p.at.to_string()).collect()
    }

    // Thanksgiving 2014 is 27 November; the day after closes at 13:00 in New York, 18:00 UTC
    const WEEK: [&str; 3] = ["2014-11-26", "2014-11-28", "2014-12-01"];

    #[test]
    fn the_default_decides_at_the_close_early_closes_too() {
        let expected = ["2014-11-26T21:00:00Z", "2014-11-28T18:00:00Z", "2014-12-01T21:00:00Z"];
        assert_eq!(times(DecisionTime::default(), &WEEK), expected);
    }

    #[test]
    fn a_decision_before_the_open_belongs_to_the_session_before() {
        let early = DecisionTime { at: Bell::Open, offset_minutes: -30 };
        let expected = ["2014-11-28T14:00:00Z", "2014-12-01T14:00:00Z", "2014-12-02T14:00:00Z"];
        assert_eq!(times(early, &WEEK), expected);
    }

    #[test]
    fn no_decision_about_a_session_comes_after_its_early_close() {
        // 300 minutes after the open is 14:30 in New York: on the 28th, which closes at 13:00, that is too late
        let late = DecisionTime { at: Bell::Open, offset_minutes: 300 };
        let expected = ["2014-11-28T17:59:59Z", "2014-12-01T19:30:00Z", "2014-12-02T19:30:00Z"];
        assert_eq!(times(late, &WEEK), expected);
    }

    #[test]
    fn a_bar_missing_from_the_file_does_not_delay_the_decision() {
        let early = DecisionTime { at: Bell::Open, offset_minutes: -30 };
        assert_eq!(times(early, &["2014-11-26", "2014-12-01"])[0], "2014-11-28T14:00:00Z");
    }

    #[test]
    fn no_decision_comes_before_its_bar() {
        let far = DecisionTime { at: Bell::Close, offset_minutes: 961 };
        assert_eq!(far.validate(), Err(CoreError::DecisionOffset { minutes: 961 }));
        let calendar = Calendar::FromPrices {
            timezone: "Europe/London".into(),
            open: jiff::civil::time(0, 0, 0, 0),
            close: jiff::civil::time(23, 0, 0, 0),
        };
        let mut week = bars(&WEEK);
        for bar in &mut week {
            bar.session = calendar.session_on(bar.date()).unwrap().unwrap();
        }
        let before = DecisionTime { at: Bell::Open, offset_minutes: -120 };
        let error = before.points(&week[2..], &calendar).unwrap_err();
        assert!(matches!(error, CoreError::DecisionBeforeBar { .. }), "{error}");
    }
}
