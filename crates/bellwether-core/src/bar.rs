use serde::{Deserialize, Serialize};

use crate::{Date, Session, Timestamp};

/// One session's prices and volume.
///
/// Prices are in the currency of the file. A value that the file does not have is NaN.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The session that the bar describes.
    pub session: Session,
    /// First traded price.
    pub open: f64,
    /// Highest traded price.
    pub high: f64,
    /// Lowest traded price.
    pub low: f64,
    /// Last traded price.
    pub close: f64,
    /// Close restated for later splits and dividends; NaN when the file has none. Being restated, it was not known in
    /// this form at the session's close.
    pub adj_close: f64,
    /// Shares traded.
    pub volume: f64,
}

impl Bar {
    /// The session's date.
    pub fn date(&self) -> Date {
        self.session.date
    }

    /// When the bar could have been known: its session's close.
    pub fn available_at(&self) -> Timestamp {
        self.session.close
    }
}
