//! Chronological hold-out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fold::{gap, gaps};
use super::{Fold, Part, Size, SplitError};

/// Chronological hold-out: the last rows are the test, those before them the validation, the rest is learned
/// from.
///
/// One test period is one draw: prefer [`WalkForward`](super::WalkForward) for a conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct HoldOut {
    /// Last rows, forecast and scored; default `{ fraction = 0.2 }`.
    pub test: Size,
    /// Rows before the test that stop or select a model; default `{ fraction = 0.1 }`, `{ rows = 0 }` for
    /// none.
    pub validation: Size,
    /// Whether the `horizon - 1` rows whose targets are not yet known are dropped at each boundary; default
    /// `true`. `false` sees the future at horizons above 1, and exists to reproduce papers.
    pub purge: bool,
    /// Further rows dropped at each boundary; default 0.
    pub embargo: usize,
    /// Whether models that can choose their orders by the test part are shown it, as some papers chose; default `false`.
    /// `true` **sees the answers**, and no score of such a study is evidence of what a forecast is worth.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub choose_by_test: bool,
}

impl Default for HoldOut {
    fn default() -> Self {
        Self {
            test: Size::Fraction(0.2),
            validation: Size::Fraction(0.1),
            purge: true,
            embargo: 0,
            choose_by_test: false,
        }
    }
}

impl HoldOut {
    /// The single fold over `rows` decisions at `horizon` rows.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong.
    pub fn folds(&self, rows: usize, horizon: usize) -> Result<Vec<Fold>, SplitError> {
        let Self { test, validation, purge, embargo, choose_by_test: _ } = *self;
        if horizon == 0 {
            return Err(SplitError::ZeroHorizon);
        }
        let test = test.resolve(Part::Test, rows)?;
        let validation = validation.resolve_optional(Part::Validation, rows)?;
        let gap = gap(horizon, purge, embargo);
        let gaps = gaps(gap, validation);
        let needed = test.saturating_add(validation).saturating_add(gaps).saturating_add(1);
        if needed > rows {
            return Err(SplitError::NotEnoughRows {
                available: rows,
                needed,
                train: 1,
                validation,
                test,
                gaps,
            });
        }
        Ok(vec![Fold::before(rows - test..rows, validation, gap)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purging_leaves_the_last_row_whose_target_is_known() {
        let split = HoldOut { test: Size::Rows(3), validation: Size::Rows(0), ..HoldOut::default() };
        // at horizon 2 the target of row 5 is known at row 7, the first test decision; that of row 6 is not
        let fold = &split.folds(10, 2).unwrap()[0];
        assert_eq!((fold.train.clone(), fold.test.clone()), (0..6, 7..10));
        assert_eq!(split.folds(10, 1).unwrap()[0].train, 0..7);
    }

    #[test]
    fn settings_that_do_not_fit_carry_both_numbers() {
        let split = HoldOut { test: Size::Rows(8), validation: Size::Rows(2), ..HoldOut::default() };
        let error = split.folds(10, 2).unwrap_err();
        assert_eq!(
            error,
            SplitError::NotEnoughRows {
                available: 10,
                needed: 13,
                train: 1,
                validation: 2,
                test: 8,
                gaps: 2
            }
        );
        let whole = HoldOut { test: Size::Fraction(1.0), ..HoldOut::default() };
        assert_eq!(whole.folds(10, 1), Err(SplitError::Fraction { part: Part::Test, fraction: 1.0 }));
        let none = HoldOut { test: Size::Fraction(0.01), ..HoldOut::default() };
        assert_eq!(
            none.folds(10, 1).unwrap_err().to_string(),
            "the test part is empty: the fraction 0.01 of 10 rows"
        );
        assert_eq!(split.folds(10, 0), Err(SplitError::ZeroHorizon));
        let huge = HoldOut { embargo: usize::MAX, ..HoldOut::default() };
        assert!(matches!(huge.folds(10, 9), Err(SplitError::NotEnoughRows { .. })));
    }
}
