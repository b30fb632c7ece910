use serde::{Deserialize, Serialize};

use crate::{Date, Timestamp};

/// A value of a series beside prices and posts: a macro figure, search interest, any number by day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Datum {
    /// The first day that it describes.
    pub date: Date,
    /// When it could have been known: not before its period was over, and it was published.
    pub available_at: Timestamp,
    /// The value.
    pub value: f64,
}
