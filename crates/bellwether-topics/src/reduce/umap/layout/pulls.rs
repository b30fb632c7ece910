//! Which edges pull in which epoch.

use rayon::prelude::*;

use super::super::graph::FuzzyGraph;
use super::super::hash::hash;

/// The edges of each point, and how often each pulls.
#[derive(Debug, Clone)]
pub(in super::super) struct Pulls {
    offsets: Vec<usize>,
    to: Vec<u32>,
    /// Share of the epochs in which an edge pulls, in 2⁻³².
    shares: Vec<u32>,
    /// Where in its cycle an edge begins, so that edges of one weight do not all pull in one epoch.
    phases: Vec<u32>,
}

/// A share of one, from 0 to 1, in 2⁻³².
fn share(part: f32) -> u32 {
    (f64::from(part.clamp(0.0, 1.0)) * f64::from(u32::MAX)) as u32
}

impl Pulls {
    /// Of a graph: the heaviest edge pulls in each epoch, and edges that would pull less than once are left out.
    pub(in super::super) fn of_graph(graph: &FuzzyGraph, epochs: usize, seed: u64) -> Self {
        let largest = graph.largest();
        let least = largest / epochs as f32;
        let rows: Vec<Vec<(u32, u32, u32)>> = (0..graph.len())
            .into_par_iter()
            .map(|i| {
                let (to, weights) = graph.edges(i);
                to.iter()
                    .zip(weights)
                    .filter(|&(_, &w)| w >= least)
                    .map(|(&j, &w)| {
                        // the same from both ends
                        let (low, high) = ((i as u64).min(j.into()), (i as u64).max(j.into()));
                        (j, share(w / largest), hash(seed, low, high) as u32)
                    })
                    .collect()
            })
            .collect();
        Self::from_rows(rows.iter().map(Vec::as_slice))
    }

    /// Of points each with edges of these weights, from 0 to 1; `keys` set the phases.
    pub(in super::super) fn of_new(
        to: &[u32],
        weights: &[f32],
        k: usize,
        epochs: usize,
        keys: &[u64],
    ) -> Self {
        let rows: Vec<Vec<(u32, u32, u32)>> = to
            .chunks_exact(k)
            .zip(weights.chunks_exact(k))
            .zip(keys)
            .map(|((to, weights), &key)| {
                let largest = weights.iter().fold(0.0_f32, |a, &b| a.max(b));
                to.iter()
                    .zip(weights)
                    .filter(|&(_, &w)| w >= largest / epochs as f32)
                    .map(|(&j, &w)| (j, share(w / largest), hash(key, 0, j.into()) as u32))
                    .collect()
            })
            .collect();
        Self::from_rows(rows.iter().map(Vec::as_slice))
    }

    fn from_rows<'a>(rows: impl Iterator<Item = &'a [(u32, u32, u32)]>) -> Self {
        let mut pulls = Self { offsets: vec![0], to: Vec::new(), shares: Vec::new(), phases: Vec::new() };
        for row in rows {
            for &(to, share, phase) in row {
                pulls.to.push(to);
                pulls.shares.push(share);
                pulls.phases.push(phase);
            }
            pulls.offsets.push(pulls.to.len());
        }
        pulls
    }

    /// Puts the other ends of the edges that pull a point in an epoch first in `due`; returns how many they are.
    #[inline]
    pub(super) fn due(&self, point: usize, epoch: u32, due: &mut Vec<u32>) -> usize {
        let at = self.offsets[point]..self.offsets[point + 1];
        due.resize(due.len().max(at.len()), 0);
        let edges = self.to[at.clone()].iter().zip(&self.shares[at.clone()]).zip(&self.phases[at]);
        let mut count = 0;
        for ((&to, &share), &phase) in edges {
            // the sum of the shares so far passes a whole
            let before = phase.wrapping_add(share.wrapping_mul(epoch));
            due[count] = to;
            count += usize::from(before.overflowing_add(share).1);
        }
        count
    }
}
