//! UMAP: neighbours stay near.
//!
//! Each point's nearest neighbours and how similar they are make a weighted graph ([`FuzzyGraph`]); points in few
//! dimensions start at its eigenvectors and are moved until their similarities, a [`Curve`] of distance, are like the
//! graph's (McInnes, Healy and Melville, *UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction*,
//! 2018). Compared with the Python package umap-learn.
//!
//! The same points, settings and seed give the same bits on any number of threads, and in any order of the points.

mod curve;
mod graph;
mod hash;
mod layout;
mod smooth;
mod spectral;
mod start;
mod transform;

use bellwether_core::RunContext;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::curve::Curve;
pub use self::graph::FuzzyGraph;
use self::layout::{Forces, Plan, Pulls, together};
pub use self::smooth::SmoothDistances;
use super::{Index, Metric, Search};
use crate::{Points, TopicsError};

/// Where points start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UmapStart {
    /// At the eigenvectors of the graph's normalised Laplacian.
    #[default]
    Spectral,
    /// At the first principal components.
    Pca,
    /// Anywhere.
    Random,
}

/// Settings of [`Umap`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UmapParams {
    /// Neighbours of each point, itself among them: few keep what is fine, many what is coarse. From 2; default 15.
    pub n_neighbors: usize,
    /// Dimensions left. From 1 to 100; default 5.
    pub n_components: usize,
    /// How near points may come to each other. From 0 to `spread`; default 0, for clusters (for pictures .1).
    pub min_dist: f64,
    /// The distance over which similarity falls. Above 0; default 1.
    pub spread: f64,
    /// How far points are apart; default cosine.
    pub metric: Metric,
    /// Rounds of moving points. From 1; default 500 up to 10,000 points and 200 above.
    pub n_epochs: Option<usize>,
    /// Size of the first steps; they fall to zero. Above 0; default 1.
    pub learning_rate: f64,
    /// Points that push for each that pulls. From 1 to 100; default 5.
    pub negative_sample_rate: usize,
    /// Where points start; default spectral.
    pub init: UmapStart,
}

impl Default for UmapParams {
    fn default() -> Self {
        Self {
            n_neighbors: 15,
            n_components: 5,
            min_dist: 0.0,
            spread: 1.0,
            metric: Metric::Cosine,
            n_epochs: None,
            learning_rate: 1.0,
            negative_sample_rate: 5,
            init: UmapStart::Spectral,
        }
    }
}

/// The most dimensions.
const MOST_DIMENSIONS: usize = 100;
/// Points up to which there are more epochs.
const FEW_POINTS: usize = 10_000;

impl UmapParams {
    /// Whether all settings are in range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let Self {
            n_neighbors,
            n_components,
            min_dist,
            spread,
            metric: _,
            n_epochs,
            learning_rate,
            negative_sample_rate,
            init: _,
        } = self;
        check("umap.n_neighbors", n_neighbors, *n_neighbors >= 2, "at least 2")?;
        check("umap.n_components", n_components, (1..=MOST_DIMENSIONS).contains(n_components), "1 to 100")?;
        check("umap.spread", spread, *spread > 0.0 && *spread <= 1e3, "above 0, up to 1000")?;
        check("umap.min_dist", min_dist, *min_dist >= 0.0 && min_dist <= spread, "0 to spread")?;
        check(
            "umap.n_epochs",
            &n_epochs.unwrap_or(1),
            (1..=100_000).contains(&n_epochs.unwrap_or(1)),
            "1 to 100000",
        )?;
        check(
            "umap.learning_rate",
            learning_rate,
            *learning_rate > 0.0 && *learning_rate <= 100.0,
            "above 0, up to 100",
        )?;
        let rate = negative_sample_rate;
        check("umap.negative_sample_rate", rate, (1..=100).contains(rate), "1 to 100")
    }

    fn epochs(&self, points: usize) -> usize {
        self.n_epochs.unwrap_or(if points <= FEW_POINTS { 500 } else { 200 })
    }
}

fn check(
    setting: &'static str,
    found: &impl std::fmt::Display,
    holds: bool,
    expected: &str,
) -> Result<(), TopicsError> {
    if holds {
        return Ok(());
    }
    Err(TopicsError::Setting { setting, found: found.to_string(), expected: expected.to_owned() })
}

/// A reduction that keeps neighbours near.
#[derive(Debug, Clone)]
pub struct Umap {
    params: UmapParams,
}

/// What is left of a fit, for later points.
#[derive(Debug, Clone)]
pub struct FittedUmap {
    params: UmapParams,
    /// Of the points in the order of their values, as `low` is.
    index: Index,
    low: Points,
    curve: Curve,
    /// Of all points to all their neighbours.
    mean_distance: f64,
    seed: u64,
}

impl Umap {
    /// With these settings.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn new(params: UmapParams) -> Result<Self, TopicsError> {
        params.validate()?;
        Ok(Self { params })
    }

    /// Fits, and returns the points in fewer dimensions.
    ///
    /// # Errors
    /// Where there are not more points than `n_neighbors`, all points are the same, or the work was stopped.
    pub fn fit(&self, points: &Points, run: &RunContext) -> Result<(Points, FittedUmap), TopicsError> {
        let params = &self.params;
        let (n, k) = (points.len(), params.n_neighbors);
        if n <= k {
            return Err(TopicsError::TooFewDocuments {
                found: n,
                needed: k + 1,
                setting: "umap.n_neighbors",
                value: k,
            });
        }
        // in the order of their values, so that the order they come in does not matter
        let order = order(points);
        let points = &points.select(&order);
        let index = Index::new(points, params.metric, Search::BySize, run)?;
        if index.is_one_place() {
            return Err(TopicsError::AllTheSame { documents: n });
        }
        let neighbours = index.of_all(k, run)?;
        let mean_distance = smooth::mean(neighbours.all_distances());
        let smooth = SmoothDistances::of_neighbours(neighbours.all_distances(), k);
        let graph = FuzzyGraph::new(&neighbours, &smooth);
        drop((neighbours, smooth));
        let curve = Curve::fit(params.min_dist, params.spread);
        let seed = run.rng("umap/layout").next_u64();
        let mut at = start::start(params.init, points, &graph, params.n_components, seed, run)?;
        let plan = plan(params, curve, params.epochs(n), seed);
        let pulls = Pulls::of_graph(&graph, plan.epochs, seed);
        drop(graph);
        match params.n_components {
            ..=2 => lay::<2>(&mut at, params.n_components, &pulls, &plan, run)?,
            3 => lay::<3>(&mut at, params.n_components, &pulls, &plan, run)?,
            4..=5 => lay::<5>(&mut at, params.n_components, &pulls, &plan, run)?,
            6..=10 => lay::<10>(&mut at, params.n_components, &pulls, &plan, run)?,
            11..=32 => lay::<32>(&mut at, params.n_components, &pulls, &plan, run)?,
            _ => lay::<MOST_DIMENSIONS>(&mut at, params.n_components, &pulls, &plan, run)?,
        }
        let mut as_given = vec![0.0; at.len()];
        for (&to, row) in order.iter().zip(at.chunks_exact(params.n_components)) {
            as_given[to * row.len()..][..row.len()].copy_from_slice(row);
        }
        let low = Points::new(at, params.n_components)?;
        let fitted = FittedUmap { params: params.clone(), index, low, curve, mean_distance, seed };
        Ok((Points::new(as_given, params.n_components)?, fitted))
    }
}

/// The places of points in the order of their values.
fn order(points: &Points) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    let compare = |a: &f32, b: &f32| a.total_cmp(b);
    order.par_sort_by(|&a, &b| {
        let pairs = points.row(a).iter().zip(points.row(b));
        pairs.map(|(a, b)| compare(a, b)).find(|o| o.is_ne()).unwrap_or(a.cmp(&b))
    });
    order
}

fn plan(params: &UmapParams, curve: Curve, epochs: usize, seed: u64) -> Plan {
    Plan {
        forces: Forces::new(curve),
        epochs,
        learning_rate: params.learning_rate as f32,
        pushes: params.negative_sample_rate,
        seed,
    }
}

/// Rows of `dims` values as rows of `D`, the further ones zero: they stay so.
fn widen<const D: usize>(at: &[f32], dims: usize) -> Vec<[f32; D]> {
    at.chunks_exact(dims).map(|row| std::array::from_fn(|d| row.get(d).copied().unwrap_or(0.0))).collect()
}

fn narrow<const D: usize>(wide: &[[f32; D]], dims: usize, at: &mut [f32]) {
    for (row, wide) in at.chunks_exact_mut(dims).zip(wide) {
        row.copy_from_slice(&wide[..dims]);
    }
}

fn lay<const D: usize>(
    at: &mut [f32],
    dims: usize,
    pulls: &Pulls,
    plan: &Plan,
    run: &RunContext,
) -> Result<(), TopicsError> {
    let mut wide = widen::<D>(at, dims);
    together(&mut wide, pulls, plan, run)?;
    narrow(&wide, dims, at);
    Ok(())
}
