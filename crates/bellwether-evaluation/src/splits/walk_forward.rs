//! Walk-forward evaluation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fold::{gap, gaps};
use super::{Fold, Part, Size, SplitError};

/// Which past rows a fold learns from: `"expanding"` or `{ rolling = { rows = 500 } }` in configs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Window {
    /// All of them: more data, and old regimes never forgotten.
    Expanding,
    /// The last `rows` usable ones: every fold learns from equally many.
    Rolling {
        /// Training rows of each fold, validation rows not counted.
        rows: usize,
    },
}

/// Walk-forward evaluation: the test rows are forecast in blocks of `refit-every`, each by a model fitted on
/// what was known at the block's first decision.
///
/// Every test row is forecast exactly once; the last block may be shorter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct WalkForward {
    /// Which past rows a fold learns from; default `"expanding"`.
    pub window: Window,
    /// Usable training rows that the first fold must have, at least; default `{ fraction = 0.5 }`. A rolling
    /// window must also be full in the first fold.
    pub initial: Size,
    /// Rows before each block that stop or select its model; default `{ fraction = 0.1 }`, `{ rows = 0 }` for
    /// none.
    pub validation: Size,
    /// Rows forecast by one fit; default 20, about a month of sessions.
    pub refit_every: usize,
    /// Last rows, forecast and scored; default `{ fraction = 0.2 }`.
    pub test: Size,
    /// Whether the `horizon - 1` rows whose targets are not yet known are dropped at each boundary; default
    /// `true`. `false` sees the future at horizons above 1, and exists to reproduce papers.
    pub purge: bool,
    /// Further rows dropped at each boundary; default 0.
    pub embargo: usize,
}

impl Default for WalkForward {
    fn default() -> Self {
        Self {
            window: Window::Expanding,
            initial: Size::Fraction(0.5),
            validation: Size::Fraction(0.1),
            refit_every: 20,
            test: Size::Fraction(0.2),
            purge: true,
            embargo: 0,
        }
    }
}

impl WalkForward {
    /// The folds over `rows` decisions at `horizon` rows, in time order.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong.
    ///
    /// ```
    /// use bellwether_evaluation::splits::{Size, WalkForward, Window};
    ///
    /// let split = WalkForward {
    ///     window: Window::Rolling { rows: 50 },
    ///     initial: Size::Rows(50),
    ///     validation: Size::Rows(0),
    ///     refit_every: 10,
    ///     test: Size::Rows(25),
    ///     ..WalkForward::default()
    /// };
    /// let folds = split.folds(100, 2)?;
    /// assert_eq!(folds.iter().map(|f| f.test.clone()).collect::<Vec<_>>(), [75..85, 85..95, 95..100]);
    /// assert_eq!(folds[1].train, 34..84);
    /// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
    /// ```
    pub fn folds(&self, rows: usize, horizon: usize) -> Result<Vec<Fold>, SplitError> {
        let Self { window, initial, validation, refit_every, test, purge, embargo } = *self;
        if horizon == 0 {
            return Err(SplitError::ZeroHorizon);
        }
        if refit_every == 0 {
            return Err(SplitError::ZeroRefit);
        }
        let test = test.resolve(Part::Test, rows)?;
        let validation = validation.resolve_optional(Part::Validation, rows)?;
        let initial = initial.resolve(Part::Train, rows)?;
        let train = match window {
            Window::Expanding => initial,
            Window::Rolling { rows: 0 } => return Err(SplitError::ZeroWindow),
            Window::Rolling { rows } => rows.max(initial),
        };
        let gap = gap(horizon, purge, embargo);
        let gaps = gaps(gap, validation);
        let needed = test.saturating_add(validation).saturating_add(gaps).saturating_add(train);
        if needed > rows {
            return Err(SplitError::NotEnoughRows { available: rows, needed, train, validation, test, gaps });
        }
        let fold = |start: usize| {
            let end = start.saturating_add(refit_every).min(rows);
            let mut fold = Fold::before(start..end, validation, gap);
            if let Window::Rolling { rows } = window {
                fold.train.start = fold.train.end - rows;
            }
            fold
        };
        Ok((rows - test..rows).step_by(refit_every).map(fold).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rolling_window_must_be_full_in_the_first_fold() {
        let split = WalkForward {
            window: Window::Rolling { rows: 80 },
            initial: Size::Rows(10),
            validation: Size::Rows(5),
            test: Size::Rows(20),
            ..WalkForward::default()
        };
        assert_eq!(
            split.folds(100, 1),
            Err(SplitError::NotEnoughRows {
                available: 100,
                needed: 105,
                train: 80,
                validation: 5,
                test: 20,
                gaps: 0
            })
        );
        assert_eq!(split.folds(105, 1).unwrap()[0].train, 0..80);
    }

    #[test]
    fn zeros_are_typed() {
        let refit = WalkForward { refit_every: 0, ..WalkForward::default() };
        assert_eq!(refit.folds(100, 1), Err(SplitError::ZeroRefit));
        let window = WalkForward { window: Window::Rolling { rows: 0 }, ..WalkForward::default() };
        assert_eq!(window.folds(100, 1), Err(SplitError::ZeroWindow));
        assert_eq!(WalkForward::default().folds(100, 0), Err(SplitError::ZeroHorizon));
    }
}
