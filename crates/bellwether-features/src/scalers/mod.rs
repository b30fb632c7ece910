//! Scalers: what brings columns to a common size. They learn, so they are fitted on training rows.

mod fitted;
mod min_max;
mod standard;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FeatureError;
use fitted::Affine;
pub use fitted::FittedScaler;

/// How columns are scaled, each by itself: `(value - offset) / scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scaler {
    /// Not at all: offset 0, scale 1.
    None,
    /// The training rows' minimum to 0 and their maximum to 1; a constant column to 0. Later values may lie outside.
    #[default]
    MinMax,
    /// The training rows' mean to 0 and their standard deviation (divisor `n`) to 1; a constant column to 0.
    Standard,
}

impl Scaler {
    /// Learns offset and scale of every column from `rows`, row-major, `columns.len()` values each.
    ///
    /// Give it training rows only: a scaler fitted on the whole series tells the model the range of prices to come.
    /// Agrees with scikit-learn's `MinMaxScaler` and `StandardScaler`, with their rules of what is constant.
    ///
    /// ```
    /// # use bellwether_features::Scaler;
    /// let fitted = Scaler::Standard.fit(&[1.0, 50.0, 3.0, 50.0], &["close", "volume"])?;
    /// assert_eq!(fitted.transform_value(0, 4.0), 2.0);
    /// assert_eq!(fitted.transform_value(1, 51.0), 1.0);
    /// assert_eq!(fitted.inverse_value(0, 2.0), 4.0);
    /// # Ok::<(), bellwether_features::FeatureError>(())
    /// ```
    ///
    /// # Errors
    /// [`FeatureError::NoRows`], [`FeatureError::Shape`] when `rows` are not whole rows, [`FeatureError::NotFinite`]
    /// with column and row, [`FeatureError::ScaleRange`] when a column's spread overflows.
    pub fn fit<S: AsRef<str>>(self, rows: &[f64], columns: &[S]) -> Result<FittedScaler, FeatureError> {
        let width = columns.len();
        if width == 0 || rows.is_empty() {
            return Err(FeatureError::NoRows { columns: width });
        }
        if !rows.len().is_multiple_of(width) {
            return Err(FeatureError::Shape { values: rows.len(), outputs: rows.len(), width });
        }
        if let Some(i) = rows.iter().position(|v| !v.is_finite()) {
            return Err(FeatureError::NotFinite {
                column: columns[i % width].as_ref().to_owned(),
                row: i / width,
                value: rows[i],
            });
        }
        let fit_column = |j: usize| {
            let column = rows[j..].iter().step_by(width).copied();
            match self {
                Self::None => Affine { offset: 0.0, scale: 1.0 },
                Self::MinMax => min_max::fit(column),
                Self::Standard => standard::fit(column),
            }
        };
        FittedScaler::new(self, (0..width).map(fit_column).collect())
    }
}
