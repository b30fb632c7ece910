//! Directions hit, and the band in which their share lies.

use serde::{Deserialize, Serialize};

/// Directions that were hit among those that could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DirectionHits {
    /// Rows whose price moved and whose forecast named a direction.
    pub rows: usize,
    /// Of these, rows of the right direction.
    pub hits: usize,
}

impl DirectionHits {
    /// Of expected and actual changes of the same rows; rows where either is 0 or no number do not count. Of slices of different
    /// lengths the longer one's rest is not looked at.
    pub fn of(expected: &[f64], actual: &[f64]) -> Self {
        let signed = |x: f64| {
            if x > 0.0 {
                Some(true)
            } else if x < 0.0 {
                Some(false)
            } else {
                None
            }
        };
        let mut all = Self { rows: 0, hits: 0 };
        for (expected, actual) in expected.iter().zip(actual) {
            if let (Some(e), Some(a)) = (signed(*expected), signed(*actual)) {
                all.rows += 1;
                all.hits += usize::from(e == a);
            }
        }
        all
    }

    /// The share that was hit; `None` without rows.
    pub fn accuracy(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.hits as f64 / self.rows as f64)
    }
}

/// The `accuracy_level` of directions: 0 up to .50, 1 above .50 to .55, 2 above .55 to .60, and so on to 10.
///
/// The paper on candlestick pictures reports a quantity of this name without a formula that can be read. This definition, the
/// five-point band of accuracy above one half, is Bellwether's own, and its levels need not be those of the paper.
///
/// `None` without rows, and for more hits than rows.
pub fn accuracy_level(hits: DirectionHits) -> Option<u8> {
    let DirectionHits { rows, hits } = hits;
    if rows == 0 || hits > rows {
        return None;
    }
    // (hits / rows - 1/2) / 0.05, upwards, in whole numbers: .55 itself must not fall to either side by rounding
    let above = (2 * hits).saturating_sub(rows) * 10;
    u8::try_from(above.div_ceil(rows)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_end_where_they_say() {
        let level = |hits, rows| accuracy_level(DirectionHits { rows, hits });
        assert_eq!([level(0, 100), level(50, 100), level(51, 100), level(55, 100)], [0, 0, 1, 1].map(Some));
        assert_eq!(
            [level(56, 100), level(60, 100), level(61, 100), level(100, 100)],
            [2, 2, 3, 10].map(Some)
        );
        assert_eq!((level(0, 0), level(2, 1)), (None, None));
    }

    #[test]
    fn only_named_moves_count() {
        let hits = DirectionHits::of(&[1.0, -1.0, 0.0, 2.0, f64::NAN], &[0.5, 0.5, 1.0, 0.0, 1.0]);
        assert_eq!((hits, hits.accuracy()), (DirectionHits { rows: 2, hits: 1 }, Some(0.5)));
    }
}
