//! Principal component analysis: the directions of most variance.
//!
//! The eigenvectors of the covariance matrix, or, for wide points, of its image in a random subspace that is brought near to them by
//! repeated products (Halko, Martinsson and Tropp, *Finding structure with randomness*, 2011). Compared with scikit-learn.

mod covariance;
mod subspace;

use bellwether_core::RunContext;
use nalgebra::DMatrix;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Points, TopicsError};

/// How directions are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PcaSolver {
    /// Exact up to 512 values a point, randomised above.
    #[default]
    Auto,
    /// All eigenvectors of the covariance matrix.
    Exact,
    /// Products with a random subspace.
    Randomised,
}

/// Settings of [`Pca`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PcaParams {
    /// Dimensions left. From 1 to the points' width and number; default 5.
    pub n_components: usize,
    /// How directions are found; default by width.
    pub solver: PcaSolver,
}

impl Default for PcaParams {
    fn default() -> Self {
        Self { n_components: 5, solver: PcaSolver::Auto }
    }
}

impl PcaParams {
    /// Whether all settings are in range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        if self.n_components == 0 {
            return Err(TopicsError::Setting {
                setting: "pca.n_components",
                found: "0".to_owned(),
                expected: "at least 1".to_owned(),
            });
        }
        Ok(())
    }
}

/// Widest points of which `auto` decomposes the whole covariance matrix.
const EXACT_WIDTH: usize = 512;

/// A reduction to the directions of most variance.
#[derive(Debug, Clone)]
pub struct Pca {
    params: PcaParams,
}

/// Directions of most variance, largest first. The largest value of each direction is positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPca {
    mean: Vec<f64>,
    directions: Vec<Vec<f64>>,
    variances: Vec<f64>,
    total: f64,
}

/// Directions, one a column, and the variance along each, largest first.
struct Found {
    directions: DMatrix<f64>,
    variances: Vec<f64>,
}

impl Pca {
    /// With these settings.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn new(params: PcaParams) -> Result<Self, TopicsError> {
        params.validate()?;
        Ok(Self { params })
    }

    /// Fits, and returns the points in fewer dimensions.
    ///
    /// # Errors
    /// Where there are fewer points or values of a point than dimensions to be left, fewer than two points, all points are the
    /// same, or the work was stopped.
    pub fn fit(&self, points: &Points, run: &RunContext) -> Result<(Points, FittedPca), TopicsError> {
        let PcaParams { n_components, solver } = self.params;
        let (n, width) = (points.len(), points.width());
        if n < n_components.max(2) {
            return Err(TopicsError::TooFewDocuments {
                found: n,
                needed: n_components.max(2),
                setting: "pca.n_components",
                value: n_components,
            });
        }
        if n_components > width {
            return Err(TopicsError::Setting {
                setting: "pca.n_components",
                found: n_components.to_string(),
                expected: format!("at most {width}, the width of the points"),
            });
        }
        if points.rows().all(|row| row == points.row(0)) {
            return Err(TopicsError::AllTheSame { documents: n });
        }
        let mean = mean(points);
        let exact = match solver {
            PcaSolver::Auto => width <= EXACT_WIDTH,
            PcaSolver::Exact => true,
            PcaSolver::Randomised => false,
        };
        let found = if exact {
            covariance::directions(points, &mean, run)?
        } else {
            subspace::directions(points, &mean, n_components, run)?
        };
        let directions = (0..n_components)
            .map(|c| {
                let direction: Vec<f64> = found.directions.column(c).iter().copied().collect();
                let largest =
                    direction.iter().fold(0.0_f64, |most, &v| if v.abs() > most.abs() { v } else { most });
                direction.iter().map(|v| v * largest.signum()).collect()
            })
            .collect();
        let fitted = FittedPca {
            total: total_variance(points, &mean),
            mean,
            directions,
            variances: found.variances[..n_components].to_vec(),
        };
        Ok((fitted.transform(points)?, fitted))
    }
}

impl FittedPca {
    /// Directions, most variance first.
    pub fn directions(&self) -> &[Vec<f64>] {
        &self.directions
    }

    /// The variance along each direction, with `n − 1` in the denominator.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// The share of all variance that each direction holds.
    pub fn shares(&self) -> Vec<f64> {
        self.variances.iter().map(|v| v / self.total).collect()
    }

    /// Other points along the same directions.
    ///
    /// # Errors
    /// Where the points have another width than those of the fit.
    pub fn transform(&self, points: &Points) -> Result<Points, TopicsError> {
        if points.width() != self.mean.len() {
            return Err(TopicsError::Width { found: points.width(), expected: self.mean.len() });
        }
        let count = self.directions.len();
        let mut low = vec![0.0; points.len() * count];
        low.par_chunks_mut(count).zip(points.values().par_chunks(points.width())).for_each(|(low, row)| {
            for (to, direction) in low.iter_mut().zip(&self.directions) {
                let values = row.iter().zip(&self.mean).zip(direction);
                *to = values.map(|((&v, m), d)| (f64::from(v) - m) * d).sum::<f64>() as f32;
            }
        });
        Points::new(low, count)
    }
}

fn mean(points: &Points) -> Vec<f64> {
    let mut sums = vec![0.0_f64; points.width()];
    for row in points.rows() {
        sums.iter_mut().zip(row).for_each(|(sum, &v)| *sum += f64::from(v));
    }
    sums.iter().map(|sum| sum / points.len() as f64).collect()
}

fn total_variance(points: &Points, mean: &[f64]) -> f64 {
    let squares =
        points.rows().map(|row| row.iter().zip(mean).map(|(&v, m)| (f64::from(v) - m).powi(2)).sum::<f64>());
    squares.sum::<f64>() / (points.len() - 1) as f64
}

/// The places of values, largest first.
fn descending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// The eigenvectors of a symmetric matrix, largest eigenvalue first.
fn eigen(matrix: DMatrix<f64>) -> Found {
    let eigen = matrix.symmetric_eigen();
    let order = descending(eigen.eigenvalues.as_slice());
    Found {
        directions: eigen.eigenvectors.select_columns(&order),
        variances: order.iter().map(|&c| eigen.eigenvalues[c].max(0.0)).collect(),
    }
}
