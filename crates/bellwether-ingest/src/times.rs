//! Times out of texts.

use bellwether_core::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

use crate::table::{Cells, Places, TextColumn};
use crate::value::{Stamp, stamps};
use crate::{DateOrder, IngestError};

/// When each of a column's values is, as [`RowReader`](crate::RowReader) gives them; none for a value that is no time.
///
/// A date is its first instant; a clock time without a zone is UTC. The order of day and month is `given`, or that of the
/// values that leave no doubt.
///
/// ```
/// use bellwether_ingest::read_times;
///
/// let times = read_times("posts.csv", "when", ["2014-01-02T15:00:00-05:00", "2014-01-03", "soon"], None)?;
/// let written: Vec<String> = times.iter().flatten().map(ToString::to_string).collect();
/// assert_eq!(written, ["2014-01-02T20:00:00Z", "2014-01-03T00:00:00Z"]);
/// assert_eq!(times[2], None);
/// # Ok::<(), bellwether_ingest::IngestError>(())
/// ```
///
/// # Errors
/// Where nothing says whether the day or the month comes first, or values contradict each other; `file` and `column` are for
/// the message.
pub fn read_times<'v>(
    file: &str,
    column: &str,
    values: impl IntoIterator<Item = &'v str>,
    given: Option<DateOrder>,
) -> Result<Vec<Option<Timestamp>>, IngestError> {
    let mut texts = TextColumn::default();
    values.into_iter().for_each(|value| texts.push(value));
    let found = stamps(file, column, &Cells::Text(texts), given, &Places::Rows)?;
    let utc = |local| Offset::UTC.to_timestamp(local).ok();
    let when = |stamp: &Stamp| match *stamp {
        Stamp::Missing | Stamp::Wrong => None,
        Stamp::Date(date) => utc(date.to_datetime(Time::midnight())),
        Stamp::Local(local) => utc(local),
        Stamp::Instant { at, .. } => Some(at),
    };
    Ok(found.values.iter().map(when).collect())
}
