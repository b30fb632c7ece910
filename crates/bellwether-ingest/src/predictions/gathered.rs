//! Rows by ticker and time, each once.

use std::collections::BTreeMap;

use bellwether_core::{Date, FindingKind, Ticker};

use super::PredictionRow;
use super::rows::Context;
use crate::IngestError;
use crate::tally::Tally;

/// The day that is forecast, the last day known then, and how many rows ahead it was.
type When = (Date, Option<Date>, Option<usize>);

/// The rows of one ticker.
#[derive(Default)]
struct Own {
    /// With their places in the file.
    rows: BTreeMap<When, (usize, PredictionRow)>,
    newest: Option<When>,
}

/// The rows of a file.
#[derive(Default)]
pub(super) struct Gathered(BTreeMap<Ticker, Own>);

impl Gathered {
    /// Adds a row of the file.
    ///
    /// # Errors
    /// [`IngestError::TwoForecasts`] where another row says something else of the same day.
    pub(super) fn add(
        &mut self,
        context: &Context<'_>,
        ticker: Ticker,
        place: usize,
        row: PredictionRow,
        tally: &mut Tally,
    ) -> Result<(), IngestError> {
        let when = (row.date, row.cutoff, row.step);
        let own = self.0.entry(ticker.clone()).or_default();
        let mut tell = |kind| {
            tally.add(kind, Some(&ticker), Some(row.date), || {
                format!("{} ({})", context.places.of(place), row.date)
            });
        };
        // a file may have all days of one cutoff, then those of the next; of steps alone no order is asked
        let ordered = when.1.is_some() || when.2.is_none();
        if ordered && own.newest.is_some_and(|newest| (newest.1, newest.0) > (when.1, when.0)) {
            tell(FindingKind::UnsortedRows);
        } else {
            own.newest = Some(when);
        }
        match own.rows.get(&when) {
            None => {
                own.rows.insert(when, (place, row));
            }
            Some((_, first)) if *first == row => tell(FindingKind::DuplicateRows),
            Some((first, _)) => {
                return Err(IngestError::TwoForecasts {
                    file: context.file.to_owned(),
                    ticker,
                    date: row.date,
                    first: context.places.of(*first),
                    second: context.places.of(place),
                });
            }
        }
        Ok(())
    }

    /// In order of time.
    pub(super) fn by_ticker(self) -> BTreeMap<Ticker, Vec<PredictionRow>> {
        let rows = |own: Own| own.rows.into_values().map(|(_, row)| row).collect();
        self.0.into_iter().map(|(ticker, own)| (ticker, rows(own))).collect()
    }
}
