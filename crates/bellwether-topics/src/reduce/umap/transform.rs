//! Later points among those of the fit.

use bellwether_core::RunContext;
use rayon::prelude::*;

use super::hash::mix;
use super::layout::{Plan, Pulls, among_fixed};
use super::smooth::SmoothDistances;
use super::{FittedUmap, MOST_DIMENSIONS, narrow, plan, widen};
use crate::reduce::Neighbours;
use crate::{Points, TopicsError};

/// A later point starts at the mean of its neighbours by similarity, and is moved for a third as many epochs as the points of
/// the fit, which stay where they are. Where it comes to depends on its values and the fit alone.
const SHARE_OF_EPOCHS: usize = 3;

impl FittedUmap {
    /// Other points in the same fewer dimensions. Where one comes to does not depend on the others.
    ///
    /// # Errors
    /// Where the points have another width than those of the fit, or the work was stopped.
    pub fn transform(&self, points: &Points, run: &RunContext) -> Result<Points, TopicsError> {
        let k = self.params.n_neighbors;
        let neighbours = self.index.nearest(points, k, run)?;
        let smooth = SmoothDistances::of_new(neighbours.all_distances(), k, self.mean_distance);
        let keys: Vec<u64> = points.values().par_chunks(points.width()).map(|row| self.key(row)).collect();
        let epochs = self.params.epochs(self.low.len()).div_ceil(SHARE_OF_EPOCHS);
        let plan = plan(&self.params, self.curve, epochs, self.seed);
        let dims = self.params.n_components;
        let later = Later { fitted: self, neighbours: &neighbours, smooth: &smooth, keys: &keys, plan };
        let at = match dims {
            ..=2 => later.move_all::<2>(run)?,
            3 => later.move_all::<3>(run)?,
            4..=5 => later.move_all::<5>(run)?,
            6..=10 => later.move_all::<10>(run)?,
            11..=32 => later.move_all::<32>(run)?,
            _ => later.move_all::<MOST_DIMENSIONS>(run)?,
        };
        Points::new(at, dims)
    }

    /// A point's stream of chance, from its values.
    fn key(&self, row: &[f32]) -> u64 {
        row.iter().fold(self.seed, |key, &v| mix(key ^ u64::from((v + 0.0).to_bits())))
    }
}

struct Later<'a> {
    fitted: &'a FittedUmap,
    neighbours: &'a Neighbours,
    smooth: &'a SmoothDistances,
    keys: &'a [u64],
    plan: Plan,
}

impl Later<'_> {
    fn move_all<const D: usize>(&self, run: &RunContext) -> Result<Vec<f32>, TopicsError> {
        let dims = self.fitted.params.n_components;
        let fixed = widen::<D>(self.fitted.low.values(), dims);
        let (mut to, mut weights) = (Vec::new(), Vec::new());
        let mut points = Vec::with_capacity(self.neighbours.len());
        for i in 0..self.neighbours.len() {
            let first = weights.len();
            for (&j, &d) in self.neighbours.ids(i).iter().zip(self.neighbours.distances(i)) {
                to.push(j);
                weights.push(self.smooth.similarity(i, d));
            }
            points.push(mean_by_weight(&fixed, &to[first..], &weights[first..]));
        }
        let pulls = Pulls::of_new(&to, &weights, self.neighbours.k(), self.plan.epochs, self.keys);
        among_fixed(&mut points, &fixed, &pulls, self.keys, &self.plan, run)?;
        let mut at = vec![0.0; points.len() * dims];
        narrow(&points, dims, &mut at);
        Ok(at)
    }
}

fn mean_by_weight<const D: usize>(fixed: &[[f32; D]], to: &[u32], weights: &[f32]) -> [f32; D] {
    let mut sums = [0.0_f64; D];
    let mut total = 0.0;
    for (&j, &w) in to.iter().zip(weights) {
        total += f64::from(w);
        for d in 0..D {
            sums[d] += f64::from(w) * f64::from(fixed[j as usize][d]);
        }
    }
    // the nearest has a similarity above zero: the sum of them is the logarithm of their number
    sums.map(|sum| if total > 0.0 { (sum / total) as f32 } else { 0.0 })
}
