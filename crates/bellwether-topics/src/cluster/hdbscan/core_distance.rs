//! How far the neighbours of a point reach.

use bellwether_core::RunContext;
use rayon::prelude::*;

use crate::TopicsError;
use crate::cluster::kd_tree::{KdTree, Nearest};

/// The nearest points of each point, itself the first (or one at the same place), in slots of the tree.
#[derive(Debug)]
pub(super) struct Neighbours {
    pub(super) count: usize,
    /// `count` of each slot: (squared distance, slot), nearest first.
    pub(super) all: Vec<(f32, u32)>,
}

/// Slots of one piece of work.
const CHUNK: usize = 512;

impl Neighbours {
    pub(super) fn new(tree: &KdTree, count: usize, run: &RunContext) -> Result<Self, TopicsError> {
        let mut all = vec![(0.0, 0); tree.len() * count];
        all.par_chunks_mut(CHUNK * count).enumerate().try_for_each(|(chunk, out)| {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let mut best = Nearest::new(count);
            let mut point = Vec::new();
            for (i, out) in out.chunks_exact_mut(count).enumerate() {
                tree.point(chunk * CHUNK + i, &mut point);
                tree.nearest(&point, &mut best);
                for (out, &(distance, _, slot)) in out.iter_mut().zip(&best.found) {
                    *out = (distance, slot);
                }
            }
            Ok(())
        })?;
        Ok(Self { count, all })
    }

    pub(super) fn of(&self, slot: usize) -> &[(f32, u32)] {
        &self.all[slot * self.count..][..self.count]
    }

    /// The squared distance of each slot to its `rank`-th neighbour, itself the first.
    pub(super) fn reach(&self, rank: usize) -> Vec<f32> {
        self.all.chunks_exact(self.count).map(|of| of[rank - 1].0).collect()
    }
}
