//! Fewer dimensions.
//!
//! [`Pca`] keeps the directions of most variance; [`Umap`] keeps neighbours near. Both are fitted on some points and
//! bring later points to the same space.

mod neighbours;
mod pca;
mod trustworthiness;
mod umap;

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::neighbours::{Index, Neighbours, Search};
pub use self::pca::{FittedPca, Pca, PcaParams, PcaSolver};
pub use self::trustworthiness::trustworthiness;
pub use self::umap::{Curve, FittedUmap, FuzzyGraph, SmoothDistances, Umap, UmapParams, UmapStart};
use crate::{Points, TopicsError};

/// How far two points are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// `1 − a·b / (‖a‖ ‖b‖)`; 1 where one of them is zero, 0 where both are.
    #[default]
    Cosine,
    /// `‖a − b‖`.
    Euclidean,
}

/// How points are brought to fewer dimensions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ReduceParams {
    /// Neighbours stay near.
    Umap(UmapParams),
    /// Most variance.
    Pca(PcaParams),
}

impl Default for ReduceParams {
    fn default() -> Self {
        Self::Umap(UmapParams::default())
    }
}

impl ReduceParams {
    /// Whether all settings are in range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        match self {
            Self::Umap(params) => params.validate(),
            Self::Pca(params) => params.validate(),
        }
    }

    /// Fits, and returns the points in fewer dimensions.
    ///
    /// # Errors
    /// Where a setting is out of range, there are too few points or all are the same, or the work was stopped.
    pub fn fit(&self, points: &Points, run: &RunContext) -> Result<(Points, FittedReducer), TopicsError> {
        match self {
            Self::Umap(params) => {
                let (low, fitted) = Umap::new(params.clone())?.fit(points, run)?;
                Ok((low, FittedReducer::Umap(Box::new(fitted))))
            }
            Self::Pca(params) => {
                let (low, fitted) = Pca::new(params.clone())?.fit(points, run)?;
                Ok((low, FittedReducer::Pca(fitted)))
            }
        }
    }
}

/// A fitted reduction.
#[derive(Debug, Clone)]
pub enum FittedReducer {
    /// Of [`Umap`].
    Umap(Box<FittedUmap>),
    /// Of [`Pca`].
    Pca(FittedPca),
}

impl FittedReducer {
    /// Other points in the same fewer dimensions. Where one comes to does not depend on the others.
    ///
    /// # Errors
    /// Where the points have another width than those of the fit, or the work was stopped.
    pub fn transform(&self, points: &Points, run: &RunContext) -> Result<Points, TopicsError> {
        match self {
            Self::Umap(fitted) => fitted.transform(points, run),
            Self::Pca(fitted) => fitted.transform(points),
        }
    }
}
