//! Principal components: the directions of most variance, fitted on training rows.
//!
//! ```text
//! z = (x − mean) / sd,   C = z'z / (n − 1) = V diag(λ) V',   scores = z V
//! ```
//!
//! `λ` falls; each direction's largest entry in absolute value is positive, so that signs are fixed. Compared with
//! scikit-learn's `StandardScaler` and `PCA`. Hotelling (1933), *Journal of Educational Psychology* 24.

use nalgebra::{DMatrix, SymmetricEigen};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FeatureError, FittedScaler, Scaler};

/// How many components are kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Components {
    /// So many; no more than columns.
    Count(usize),
    /// As few as explain this share of the variance; above 0, below 1.
    Explained(f64),
}

/// Principal component analysis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Pca {
    /// How many components are kept: a whole number, or the share of variance to explain, below 1. Default .95.
    pub components: Components,
    /// Scaling of the columns before. Default standard: components of columns in different units.
    pub scaler: Scaler,
}

impl Default for Pca {
    fn default() -> Self {
        Self { components: Components::Explained(0.95), scaler: Scaler::Standard }
    }
}

const METHOD: &str = "principal components";

impl Pca {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`FeatureError::Setting`].
    pub fn validate(&self) -> Result<(), FeatureError> {
        let refuse = |value, expected| {
            Err(FeatureError::Setting { method: METHOD, setting: "components", value, expected })
        };
        match self.components {
            Components::Count(0) => refuse(0.0, "a whole number above 0, or a share of variance below 1"),
            Components::Explained(share) if !(share > 0.0 && share < 1.0) => {
                refuse(share, "a whole number above 0, or a share of variance below 1")
            }
            Components::Count(_) | Components::Explained(_) => Ok(()),
        }
    }

    /// Fits on rows of columns with these names, row-major. Columns that are constant have no part in it.
    ///
    /// # Errors
    /// As [`Scaler::fit`]; [`FeatureError::Setting`] for more components than columns; [`FeatureError::NoComponents`]
    /// when nothing varies.
    pub fn fit(&self, rows: &[f64], names: &[String]) -> Result<FittedPca, FeatureError> {
        self.validate()?;
        let p = names.len();
        if let Components::Count(count) = self.components
            && count > p
        {
            let expected = "no more than there are columns";
            let value = count as f64;
            return Err(FeatureError::Setting { method: METHOD, setting: "components", value, expected });
        }
        let scaler = self.scaler.fit(rows, names)?;
        let n = rows.len() / p;
        let scaled = DMatrix::from_row_iterator(n, p, scaled_rows(&scaler, rows));
        let mean: Vec<f64> = scaled.column_iter().map(|c| c.mean()).collect();
        let centred = DMatrix::from_fn(n, p, |i, j| scaled[(i, j)] - mean[j]);
        let covariance = centred.tr_mul(&centred) / (n.max(2) - 1) as f64;
        let total = covariance.trace();
        if !(total > 0.0 && total.is_finite()) {
            return Err(FeatureError::NoComponents { rows: n, columns: p, variance: total });
        }
        let eigen = SymmetricEigen::try_new(covariance, f64::EPSILON, 10_000)
            .ok_or(FeatureError::NoComponents { rows: n, columns: p, variance: total })?;
        let mut order: Vec<usize> = (0..p).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let variances: Vec<f64> = order.iter().map(|k| eigen.eigenvalues[*k].max(0.0)).collect();
        let count = match self.components {
            Components::Count(count) => count,
            Components::Explained(share) => {
                let mut sum = 0.0;
                let enough = |v: &f64| {
                    sum += v / total;
                    sum > share
                };
                variances.iter().position(enough).map_or(p, |k| k + 1)
            }
        };
        let direction = |k: &usize| signed(eigen.eigenvectors.column(*k).iter().copied().collect());
        let directions = order[..count].iter().flat_map(direction).collect();
        let explained = variances[..count].iter().map(|v| v / total).collect();
        Ok(FittedPca { scaler, mean, directions, explained })
    }
}

/// With the largest entry in absolute value positive; of several the first.
fn signed(mut direction: Vec<f64>) -> Vec<f64> {
    let largest = direction.iter().fold(0.0f64, |m, v| if v.abs() > m.abs() { *v } else { m });
    if largest < 0.0 {
        for v in &mut direction {
            *v = -*v;
        }
    }
    direction
}

fn scaled_rows<'a>(scaler: &'a FittedScaler, rows: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    let width = scaler.width();
    rows.iter().enumerate().map(move |(i, v)| scaler.transform_value(i % width, *v))
}

/// Directions that were fitted, and the scale of their columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPca {
    scaler: FittedScaler,
    mean: Vec<f64>,
    /// Component after component.
    directions: Vec<f64>,
    explained: Vec<f64>,
}

impl FittedPca {
    /// Columns that it takes.
    pub fn width(&self) -> usize {
        self.mean.len()
    }

    /// Components that it returns.
    pub fn components(&self) -> usize {
        self.explained.len()
    }

    /// One component's direction in the scaled columns, of length 1.
    pub fn direction(&self, component: usize) -> &[f64] {
        &self.directions[component * self.width()..(component + 1) * self.width()]
    }

    /// Share of the variance that each component explains, falling.
    pub fn explained(&self) -> &[f64] {
        &self.explained
    }

    /// The components of whole rows, row-major; NaN where a row has one.
    pub fn transform(&self, rows: &[f64]) -> Vec<f64> {
        let mut out = Vec::with_capacity(rows.len() / self.width() * self.components());
        for row in rows.chunks_exact(self.width()) {
            let centred: Vec<f64> =
                scaled_rows(&self.scaler, row).zip(&self.mean).map(|(v, m)| v - m).collect();
            out.extend(
                self.directions
                    .chunks_exact(self.width())
                    .map(|d| d.iter().zip(&centred).map(|(a, b)| a * b).sum::<f64>()),
            );
        }
        out
    }

    /// Whether the parts fit together, as those of a fit do and of damaged bytes may not.
    pub fn is_sound(&self) -> bool {
        let (p, k) = (self.mean.len(), self.explained.len());
        p > 0 && k > 0 && k <= p && self.scaler.width() == p && self.directions.len() == k * p
    }
}
