//! Purged k-fold cross-validation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::combinatorial::{block, left};
use super::{Draw, SplitError};

/// Purged and embargoed k-fold cross-validation (López de Prado, 2018, chapter 7): the rows are cut into `folds` blocks of
/// time, each is tested once by a model that learns from all rows before and behind it whose labels share no session with the
/// block's, less an embargo behind it.
///
/// **Models learn from days after those that they are tested on.** Labels do not leak, but nobody could have made these
/// forecasts, so that scores say how a model generalises and not what a forecast is worth. Models of the raw series (ARIMA,
/// GARCH, …) read the rows of the block as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct KFold {
    /// Blocks, each tested once; at least 2, default 5.
    pub folds: usize,
    /// Whether rows are dropped whose labels overlap those of the block; default `true`.
    pub purge: bool,
    /// Further rows dropped behind the block; default 0.
    pub embargo: usize,
}

impl Default for KFold {
    fn default() -> Self {
        Self { folds: 5, purge: true, embargo: 0 }
    }
}

impl KFold {
    /// The parts of each fold, in time order of what they test.
    ///
    /// # Errors
    ///
    /// [`SplitError::Blocks`] for fewer than two blocks or fewer rows than blocks; [`SplitError::NotEnoughRows`] where a fold has
    /// nothing to learn from; [`SplitError::ZeroHorizon`].
    ///
    /// ```
    /// use bellwether_evaluation::splits::KFold;
    ///
    /// let draws = KFold { folds: 4, embargo: 1, ..KFold::default() }.draws(12, 2)?;
    /// assert_eq!(draws[1].test, [3, 4, 5]);
    /// // row 2's label ends in session 4, which row 3's begins with; rows 6 and 7 are purged and embargoed
    /// assert_eq!(draws[1].train, [0, 1, 8, 9, 10, 11]);
    /// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
    /// ```
    pub fn draws(&self, rows: usize, horizon: usize) -> Result<Vec<Draw>, SplitError> {
        let Self { folds, purge, embargo } = *self;
        if horizon == 0 {
            return Err(SplitError::ZeroHorizon);
        }
        if folds < 2 || rows < folds {
            return Err(SplitError::Blocks { blocks: folds, rows });
        }
        (0..folds)
            .map(|fold| {
                let tested = [block(fold, folds, rows)];
                let train = left(&tested, rows, horizon, purge, embargo)?;
                Ok(Draw { train, validation: Vec::new(), test: tested[0].clone().collect() })
            })
            .collect()
    }
}
