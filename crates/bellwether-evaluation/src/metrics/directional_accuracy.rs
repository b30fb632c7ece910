//! Directional accuracy.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{MetricError, Score, Undefined, check_point};
use crate::input::{Series, check_pair};

/// How often the sign of the move was forecast, with the counts behind it.
///
/// `rows = counted + zero_actual_moves`; `hits + no_direction ≤ counted`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DirectionalAccuracy {
    /// `hits / counted`, in [0, 1]; `None` if no row is counted, or if no counted row has a forecast move.
    pub share: Option<f64>,
    /// Rows whose forecast moved the way that the value then did.
    pub hits: usize,
    /// Rows whose actual value moved: the denominator.
    pub counted: usize,
    /// Rows left out because the actual value did not move.
    pub zero_actual_moves: usize,
    /// Counted rows whose forecast equals the previous value: they count as wrong.
    pub no_direction: usize,
}

impl DirectionalAccuracy {
    /// The share as a [`Score`], with the reason where there is none.
    pub fn score(&self) -> Score {
        match self.share {
            Some(share) => Score::Value(share),
            None if self.counted == 0 => {
                Score::Undefined(Undefined::NoActualMove { rows: self.zero_actual_moves })
            }
            None => Score::Undefined(Undefined::NoPredictedMove { rows: self.counted }),
        }
    }
}

/// Directional accuracy: the share of moves with `sign(ŷ - previous) = sign(y - previous)`.
///
/// `previous[i]` is the last value known when forecast `i` was made: for a price the price at the decision,
/// for a return zero. A row whose actual value did not move has no direction to hit: it is left out and
/// counted. A forecast that equals the previous value names no direction: where the value moved, it is wrong.
/// A forecaster that never names a direction, as persistence, has no share at all (`None`), not a share of
/// zero.
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series.
///
/// ```
/// use bellwether_evaluation::metrics::directional_accuracy;
///
/// let (previous, actual) = ([10.0, 11.0, 11.0], [11.0, 11.0, 9.0]);
/// let d = directional_accuracy(&actual, &[10.5, 12.0, 12.0], &previous)?;
/// assert_eq!((d.share, d.hits, d.counted, d.zero_actual_moves), (Some(0.5), 1, 2, 1));
///
/// let persistence = directional_accuracy(&actual, &previous, &previous)?;
/// assert_eq!((persistence.share, persistence.no_direction), (None, 2));
/// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
/// ```
pub fn directional_accuracy(
    actual: &[f64],
    predicted: &[f64],
    previous: &[f64],
) -> Result<DirectionalAccuracy, MetricError> {
    check_point(actual, predicted)?;
    check_pair((Series::Actual, actual), (Series::Previous, previous))?;
    let (mut hits, mut counted, mut no_direction) = (0, 0, 0);
    for ((y, p), before) in actual.iter().zip(predicted).zip(previous) {
        // compared, not subtracted: a difference of large values could overflow
        let (moved, forecast) = (y.partial_cmp(before), p.partial_cmp(before));
        if moved == Some(Ordering::Equal) {
            continue;
        }
        counted += 1;
        hits += usize::from(moved == forecast);
        no_direction += usize::from(forecast == Some(Ordering::Equal));
    }
    let share = (no_direction < counted).then(|| hits as f64 / counted as f64);
    Ok(DirectionalAccuracy { share, hits, counted, zero_actual_moves: actual.len() - counted, no_direction })
}
