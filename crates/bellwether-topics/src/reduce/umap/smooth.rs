//! Distances made comparable between dense and sparse places.

use rayon::prelude::*;

/// Smallest width, as a share of the mean distance.
const LEAST_WIDTH: f64 = 1e-3;
/// Halvings of the interval that holds the width.
const HALVINGS: usize = 64;
/// How near the sum of similarities must come.
const TOLERANCE: f64 = 1e-5;

/// For each point, with neighbours at distances `d`: the distance `rho` of its nearest neighbour that is apart from it, and the
/// width `sigma` at which `Σ exp(−max(0, d − rho) / sigma) = log₂ k`.
///
/// The sum leaves out the first neighbour, the point itself. A width is at least a thousandth of the mean distance: of the point's
/// own neighbours, or of all where `rho` is zero.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothDistances {
    /// Widths.
    pub sigma: Vec<f32>,
    /// Distances of the nearest neighbours apart.
    pub rho: Vec<f32>,
}

impl SmoothDistances {
    /// From the distances of the `k` neighbours of each point, nearest first, the point itself among them.
    pub fn of_neighbours(distances: &[f32], k: usize) -> Self {
        let mean = mean(distances);
        let (sigma, rho) = distances
            .par_chunks_exact(k)
            .map(|d| {
                let rho = d.iter().copied().find(|&d| d > 0.0).unwrap_or(0.0);
                (width(d, f64::from(rho), mean) as f32, rho)
            })
            .unzip();
        Self { sigma, rho }
    }

    /// The same for points that are not among their neighbours: `rho` is zero, and `mean` is that of the points of the fit.
    pub(super) fn of_new(distances: &[f32], k: usize, mean: f64) -> Self {
        let sigma: Vec<f32> = distances.par_chunks_exact(k).map(|d| width(d, 0.0, mean) as f32).collect();
        let rho = vec![0.0; sigma.len()];
        Self { sigma, rho }
    }

    /// How similar a point is to a neighbour at distance `d`.
    pub(super) fn similarity(&self, point: usize, d: f32) -> f32 {
        let beyond = d - self.rho[point];
        if beyond <= 0.0 || self.sigma[point] == 0.0 { 1.0 } else { (-beyond / self.sigma[point]).exp() }
    }
}

pub(super) fn mean(distances: &[f32]) -> f64 {
    distances.iter().map(|&d| f64::from(d)).sum::<f64>() / distances.len().max(1) as f64
}

fn width(distances: &[f32], rho: f64, mean_of_all: f64) -> f64 {
    let target = (distances.len() as f64).log2();
    let (mut low, mut high, mut at) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..HALVINGS {
        let sum: f64 = distances[1..]
            .iter()
            .map(|&d| f64::from(d) - rho)
            .map(|beyond| if beyond > 0.0 { (-beyond / at).exp() } else { 1.0 })
            .sum();
        if (sum - target).abs() < TOLERANCE {
            break;
        }
        if sum > target {
            high = at;
            at = f64::midpoint(low, high);
        } else {
            low = at;
            at = if high.is_infinite() { at * 2.0 } else { f64::midpoint(low, high) };
        }
    }
    let least = if rho > 0.0 { mean(distances) } else { mean_of_all };
    at.max(LEAST_WIDTH * least)
}
