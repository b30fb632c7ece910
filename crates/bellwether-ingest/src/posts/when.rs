//! When a post could be known.

use bellwether_core::{Date, FindingKind, Timestamp};
use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use crate::Place;
use crate::intake::Intake;
use crate::value::Stamp;

/// The zones that times are read in.
pub(super) struct Zones {
    pub(super) exchange: TimeZone,
    /// The zone of times without one, if the options name it.
    pub(super) unmarked: Option<TimeZone>,
}

impl Zones {
    /// When a post could be known; `None` when the file does not say. With `dates_only`, a time of day means nothing.
    pub(super) fn instant(
        &self,
        stamp: Stamp,
        dates_only: bool,
        intake: &mut Intake,
        file: usize,
        place: Place,
    ) -> Option<Timestamp> {
        let (date, local) = match stamp {
            Stamp::Missing | Stamp::Wrong => return None,
            Stamp::Date(date) => (date, None),
            Stamp::Local(local) | Stamp::Instant { local, .. } if dates_only => (local.date(), None),
            Stamp::Instant { at, .. } => return Some(at),
            Stamp::Local(local) => (local.date(), Some(local)),
        };
        let Some(local) = local else {
            let at = intake.at(file, place);
            intake.tally.add(FindingKind::TimeOfDayAbsent, None, Some(date), || format!("{at} ({date})"));
            return end_of_day(date, &self.exchange);
        };
        if let Some(zone) = &self.unmarked {
            // a clock time that comes twice is read as the later one: never known too early
            return zone.to_ambiguous_timestamp(local).later().ok();
        }
        let at = intake.at(file, place);
        intake.tally.add(FindingKind::TimeZoneAbsent, None, Some(date), || format!("{at} ({local})"));
        Offset::UTC.to_timestamp(local).ok()
    }
}

/// Whether no time tells more than its date: an export of dates as times.
pub(super) fn all_midnight(stamps: &[Stamp]) -> bool {
    stamps.iter().all(|stamp| match stamp {
        Stamp::Missing | Stamp::Wrong | Stamp::Date(_) => true,
        Stamp::Local(local) | Stamp::Instant { local, .. } => local.time() == Time::midnight(),
    })
}

/// The first instant of the next day at the exchange.
fn end_of_day(date: Date, exchange: &TimeZone) -> Option<Timestamp> {
    let midnight = date.tomorrow().ok()?.to_datetime(Time::midnight());
    exchange.to_ambiguous_timestamp(midnight).compatible().ok()
}
