//! Where new points would go.

use rayon::prelude::*;

use super::condense::CondensedTree;
use super::membership::probability;
use super::select::taken_above;
use crate::Points;
use crate::cluster::kd_tree::{KdTree, Nearest};

/// What prediction needs of a fit.
#[derive(Debug, Clone)]
pub(super) struct Predictor {
    pub(super) tree: KdTree,
    /// Squared core distances by slot, over `neighbours` points, the point itself the first.
    pub(super) core: Vec<f32>,
    pub(super) neighbours: usize,
}

impl Predictor {
    /// The cluster of each new point and how far it belongs there: those of the point that is nearest by mutual
    /// reachability, or of a cluster above where the new point joins it at a larger distance than that cluster's birth.
    ///
    /// `approximate_predict` of the `hdbscan` package, whose core distances here count a neighbour fewer than those of its
    /// fit, and which looks at twice as many neighbours.
    pub(super) fn predict(
        &self,
        condensed: &CondensedTree,
        taken: &[u32],
        new: &Points,
    ) -> Vec<(Option<u32>, f32)> {
        let above = taken_above(condensed, taken);
        let wanted = (2 * self.neighbours).min(self.tree.len());
        let rows: Vec<&[f32]> = new.rows().collect();
        rows.par_iter()
            .map_init(
                || (Nearest::new(wanted), Vec::new()),
                |(best, scaled), row| {
                    self.tree.scaled(row, scaled);
                    self.tree.nearest(scaled, best);
                    self.place(condensed, &above, best)
                },
            )
            .collect()
    }

    fn place(&self, condensed: &CondensedTree, above: &[Option<u32>], best: &Nearest) -> (Option<u32>, f32) {
        let own = best.found[self.neighbours.min(best.found.len() - 1)].0;
        let (mut squared, mut row) = (f32::INFINITY, 0);
        for &(distance, neighbour, slot) in &best.found {
            let reach = distance.max(own).max(self.core[slot as usize]);
            if reach < squared {
                (squared, row) = (reach, neighbour as usize);
            }
        }
        let lambda = 1.0 / self.tree.distance(squared);
        let mut cluster = condensed.leaves[row];
        if condensed.lambdas[row] > lambda {
            while let Some(parent) = condensed.branches[cluster as usize].parent {
                if condensed.branches[cluster as usize].birth < lambda {
                    break;
                }
                cluster = parent;
            }
        }
        match above[cluster as usize] {
            Some(taken) => (Some(taken), probability(lambda, condensed.branches[taken as usize].death)),
            None => (None, 0.0),
        }
    }
}
