//! A column of dates or times, and the order of day and month in it.

use bellwether_core::{Date, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{clock, shortened};
use crate::error::{Cell, IngestError};
use crate::layout::DateForm;
use crate::options::DateOrder;
use crate::table::{Cells, Places, TextColumn};

/// When, as far as the file says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stamp {
    /// No value.
    Missing,
    /// Not a date.
    Wrong,
    Date(Date),
    /// A clock time without a zone.
    Local(DateTime),
    /// An instant, and the clock time and offset with which it is written.
    Instant {
        at: Timestamp,
        local: DateTime,
        offset: Offset,
    },
}

/// A column of stamps.
pub(crate) struct Stamps {
    pub(crate) values: Vec<Stamp>,
    pub(crate) form: DateForm,
    /// The order of day and month, where the values needed one.
    pub(crate) order: Option<DateOrder>,
}

impl Stamps {
    /// The error for the row of a value that is no date, in the column `name` whose cells these are.
    pub(crate) fn wrong(
        &self,
        file: &str,
        name: &str,
        cells: &Cells,
        row: usize,
        places: &Places,
    ) -> IngestError {
        IngestError::Date {
            file: file.to_owned(),
            place: places.of(row),
            column: name.to_owned(),
            value: match cells {
                Cells::Text(column) => shortened(column.get(row)),
                Cells::Int(values) => values[row].map_or_else(String::new, |v| v.to_string()),
                _ => String::new(),
            },
            order: self.order,
        }
    }
}

/// Reads a column of dates or times.
pub(crate) fn stamps(
    file: &str,
    name: &str,
    cells: &Cells,
    given: Option<DateOrder>,
    places: &Places,
) -> Result<Stamps, IngestError> {
    let known = |values, form| Ok(Stamps { values, form, order: None });
    match cells {
        Cells::Text(column) => texts(file, name, column, given, places),
        Cells::Date(days) => {
            known(days.iter().map(|d| d.map_or(Stamp::Missing, Stamp::Date)).collect(), DateForm::Date)
        }
        Cells::Local(times) => {
            known(times.iter().map(|t| t.map_or(Stamp::Missing, Stamp::Local)).collect(), DateForm::LocalTime)
        }
        Cells::Instant(times) => known(
            times.iter().map(|t| t.map_or(Stamp::Missing, Stamp::from_instant)).collect(),
            DateForm::ZonedTime,
        ),
        Cells::Int(values) => {
            let read = |v: i64| match v {
                // as in 20200131
                17000101..25010101 => clock::parse(&v.to_string(), None),
                _ => Stamp::from_epoch(v),
            };
            let read = |v: &Option<i64>| v.map_or(Stamp::Missing, |v| read(v).unwrap_or(Stamp::Wrong));
            let values: Vec<Stamp> = values.iter().map(read).collect();
            let form = match values.iter().find(|s| !matches!(s, Stamp::Missing | Stamp::Wrong)) {
                Some(Stamp::Date(_)) => DateForm::Date,
                _ => DateForm::Epoch,
            };
            known(values, form)
        }
        other => Err(IngestError::ColumnType {
            file: file.to_owned(),
            column: name.to_owned(),
            found: other.kind(),
            wanted: "dates",
        }),
    }
}

fn texts(
    file: &str,
    name: &str,
    column: &TextColumn,
    given: Option<DateOrder>,
    places: &Places,
) -> Result<Stamps, IngestError> {
    let order = day_and_month(file, name, column, given, places)?;
    let read = |text: &str| {
        if is_missing(text) {
            return Stamp::Missing;
        }
        clock::parse(text, order).unwrap_or(Stamp::Wrong)
    };
    let values: Vec<Stamp> = column.iter().map(read).collect();
    let digits = |t: &str| t.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let first = values.iter().position(|s| !matches!(s, Stamp::Missing | Stamp::Wrong));
    let form = match first.map(|row| (values[row], row)) {
        Some((Stamp::Local(_), _)) => DateForm::LocalTime,
        Some((Stamp::Instant { .. }, row)) if digits(column.get(row)) => DateForm::Epoch,
        Some((Stamp::Instant { .. }, _)) => DateForm::ZonedTime,
        _ => DateForm::Date,
    };
    Ok(Stamps { values, form, order })
}

/// What exports write for a missing time.
fn is_missing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || ["nan", "nat", "null", "none", "n/a"].iter().any(|m| text.eq_ignore_ascii_case(m))
}

/// Finds whether the day or the month comes first in dates such as 03/04/2020: from the option, else from rows such
/// as 13/04/2020 that decide for the whole file. `None` when no date is written that way.
fn day_and_month(
    file: &str,
    name: &str,
    column: &TextColumn,
    given: Option<DateOrder>,
    places: &Places,
) -> Result<Option<DateOrder>, IngestError> {
    // rows that can only be day-first, only month-first, or either with different results
    let (mut day_first, mut month_first, mut undecided) = (None, None, Vec::new());
    let mut either = None;
    for (row, text) in column.iter().enumerate() {
        let Some((a, b, _, _)) = written_apart(text) else { continue };
        match (a > 12, b > 12) {
            (true, false) => day_first = day_first.or(Some(row)),
            (false, true) => month_first = month_first.or(Some(row)),
            (false, false) if a != b && undecided.len() < 3 => undecided.push(row),
            _ => either = Some(DateOrder::DayFirst),
        }
    }
    if given.is_some() {
        return Ok(given);
    }
    let cell = |row: usize| Cell { place: places.of(row), value: shortened(column.get(row)) };
    match (day_first, month_first) {
        (Some(day), Some(month)) => Err(IngestError::ContradictoryDates {
            file: file.to_owned(),
            column: name.to_owned(),
            day_first: Box::new(cell(day)),
            month_first: Box::new(cell(month)),
        }),
        (Some(_), None) => Ok(Some(DateOrder::DayFirst)),
        (None, Some(_)) => Ok(Some(DateOrder::MonthFirst)),
        (None, None) if !undecided.is_empty() => Err(IngestError::AmbiguousDates {
            file: file.to_owned(),
            column: name.to_owned(),
            undecided: undecided.into_iter().map(cell).collect(),
            rows: column.len(),
        }),
        // 03/03/2020 is the same either way
        (None, None) => Ok(either),
    }
}

/// The parts of a date with one or two digits before the first mark.
fn written_apart(text: &str) -> Option<(i8, i8, i16, &str)> {
    let digits = text.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) { clock::slashed(text) } else { None }
}
