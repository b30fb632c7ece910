//! Other tickers on the same dates, which leaks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Draw, HoldOut, Size, SplitError};

/// Each ticker's last rows are tested by a model that learns from all rows of the other tickers, those of the tested days among
/// them: what some papers do who divide their stocks and not their days.
///
/// **It sees the tested days.** Stocks of one day move together, so that the answers of the others tell most of the ticker's
/// own. Its scores are no evidence of what a forecast is worth; they exist to be set beside a paper's. The honest twin is
/// [`Split::LeaveOneTickerOut`](super::Split::LeaveOneTickerOut).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SameDatesNewTickers {
    /// Last rows of each ticker, forecast and scored; default `{ fraction = 0.2 }`. The scales of the ticker's inputs and
    /// target are those of its rows before them.
    pub test: Size,
}

impl Default for SameDatesNewTickers {
    fn default() -> Self {
        Self { test: Size::Fraction(0.2) }
    }
}

impl SameDatesNewTickers {
    /// The rows of one ticker: those tested, and before them, as `train`, those that its scales are fitted on. What is learnt
    /// from are all rows of the other tickers.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong.
    ///
    /// ```
    /// use bellwether_evaluation::splits::{SameDatesNewTickers, Size};
    ///
    /// let draw = SameDatesNewTickers { test: Size::Rows(3) }.draw(10, 2)?;
    /// // the label of row 6 lies in the test, whose first row is 7
    /// assert_eq!((draw.train, draw.test), (vec![0, 1, 2, 3, 4, 5], vec![7, 8, 9]));
    /// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
    /// ```
    pub fn draw(&self, rows: usize, horizon: usize) -> Result<Draw, SplitError> {
        let chronological = HoldOut { test: self.test, validation: Size::Rows(0), ..HoldOut::default() };
        let fold = chronological.folds(rows, horizon)?.remove(0);
        Ok(Draw { train: fold.train.collect(), validation: Vec::new(), test: fold.test.collect() })
    }
}
