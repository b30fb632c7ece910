//! The random split, which sees the future.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Part, Size, SplitError};

/// Rows dealt out at random into test, validation and training: what some papers do.
///
/// **It sees the future.** A model learns from days after the ones that it is tested on, and from days next to them,
/// whose windows and targets overlap with theirs. Its scores are no evidence of what a forecast is worth; they exist
/// to be set beside a paper's. Nothing is purged, because nothing would help.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RandomSplit {
    /// Rows that are forecast and scored; default `{ fraction = 0.2 }`.
    pub test: Size,
    /// Rows that stop or select a model; default `{ fraction = 0.1 }`, `{ rows = 0 }` for none.
    pub validation: Size,
    /// Seed of the draw; default 1.
    pub seed: u64,
}

impl Default for RandomSplit {
    fn default() -> Self {
        Self { test: Size::Fraction(0.2), validation: Size::Fraction(0.1), seed: 1 }
    }
}

/// Rows dealt out: each row in one part, each part in time order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Rows that are learned from.
    pub train: Vec<usize>,
    /// Rows that stop or select a model; empty if the split asks for none.
    pub validation: Vec<usize>,
    /// Rows that are forecast and scored.
    pub test: Vec<usize>,
}

impl RandomSplit {
    /// Deals `rows` rows out (Fisher and Yates); the same for the same seed and number of rows, always.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong.
    ///
    /// ```
    /// use bellwether_evaluation::splits::RandomSplit;
    ///
    /// let draw = RandomSplit::default().draw(100)?;
    /// assert_eq!((draw.train.len(), draw.validation.len(), draw.test.len()), (70, 10, 20));
    /// // rows are learned from that come after the first one tested
    /// assert!(draw.train.last() > draw.test.first());
    /// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
    /// ```
    pub fn draw(&self, rows: usize) -> Result<Draw, SplitError> {
        let Self { test, validation, seed } = *self;
        let test = test.resolve(Part::Test, rows)?;
        let validation = validation.resolve_optional(Part::Validation, rows)?;
        let needed = test.saturating_add(validation).saturating_add(1);
        if needed > rows {
            return Err(SplitError::NotEnoughRows {
                available: rows,
                needed,
                train: 1,
                validation,
                test,
                gaps: 0,
            });
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut order: Vec<usize> = (0..rows).collect();
        for i in (1..rows).rev() {
            order.swap(i, (rng.next_u64() % (i as u64 + 1)) as usize);
        }
        let mut part = |n: usize| {
            let mut rows = order.split_off(order.len() - n);
            rows.sort_unstable();
            rows
        };
        Ok(Draw { test: part(test), validation: part(validation), train: part(rows - test - validation) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_part_and_another_seed_deals_anew() {
        let split = RandomSplit::default();
        let draw = split.draw(101).unwrap();
        let mut all = [draw.train.clone(), draw.validation.clone(), draw.test.clone()].concat();
        for part in [&draw.train, &draw.validation, &draw.test] {
            assert!(part.is_sorted());
        }
        all.sort_unstable();
        assert_eq!(all, (0..101).collect::<Vec<_>>());
        assert_eq!(split.draw(101).unwrap(), draw);
        assert_ne!(RandomSplit { seed: 2, ..split }.draw(101).unwrap(), draw);
    }

    #[test]
    fn the_test_is_spread_over_all_rows() {
        // each tenth of the rows gets its tenth of the test, within five standard deviations of the draw
        let split = RandomSplit { validation: Size::Rows(0), ..RandomSplit::default() };
        let test = split.draw(10_000).unwrap().test;
        for tenth in 0..10 {
            let n = test.iter().filter(|r| **r / 1000 == tenth).count() as f64;
            assert!((n - 200.0).abs() < 5.0 * (1000.0_f64 * 0.2 * 0.8).sqrt(), "{tenth}: {n}");
        }
    }

    #[test]
    fn what_does_not_fit_is_typed() {
        let split = RandomSplit { test: Size::Rows(8), validation: Size::Rows(2), seed: 1 };
        assert!(matches!(split.draw(10), Err(SplitError::NotEnoughRows { needed: 11, available: 10, .. })));
        assert_eq!(split.draw(11).unwrap().train.len(), 1);
        let whole = RandomSplit { test: Size::Fraction(1.0), ..split };
        assert_eq!(whole.draw(10), Err(SplitError::Fraction { part: Part::Test, fraction: 1.0 }));
    }
}
