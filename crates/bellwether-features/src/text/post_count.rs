//! Message volume.

use super::Opinion;

/// Posts of the session, copies counted; 0 when there are none.
pub(super) fn post_count(row: &[Opinion]) -> f64 {
    row.iter().map(|o| o.weight).sum()
}
