//! The neighbours of all points as one weighted graph.

use rayon::prelude::*;

use super::smooth::SmoothDistances;
use crate::reduce::Neighbours;

/// A symmetric graph: the fuzzy union of what each point holds for its neighbourhood, `w_ij = p_ij + p_ji − p_ij p_ji` with
/// `p_ij = exp(−max(0, d_ij − rho_i) / sigma_i)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FuzzyGraph {
    /// Where the edges of each point begin; one more than there are points.
    offsets: Vec<usize>,
    to: Vec<u32>,
    weights: Vec<f32>,
}

impl FuzzyGraph {
    /// From the neighbours of each point.
    pub fn new(neighbours: &Neighbours, smooth: &SmoothDistances) -> Self {
        let n = neighbours.len();
        // what others hold for a point, by counting
        let mut starts = vec![0_usize; n + 1];
        for i in 0..n {
            for &j in neighbours.ids(i) {
                starts[j as usize + 1] += 1;
            }
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut held = vec![(0_u32, 0.0_f32); starts[n]];
        let mut next = starts.clone();
        for i in 0..n {
            for (&j, &d) in neighbours.ids(i).iter().zip(neighbours.distances(i)) {
                held[next[j as usize]] = (i as u32, smooth.similarity(i, d));
                next[j as usize] += 1;
            }
        }
        let rows: Vec<Vec<(u32, f32)>> = (0..n)
            .into_par_iter()
            .map(|i| {
                let mut own: Vec<(u32, f32)> = neighbours
                    .ids(i)
                    .iter()
                    .zip(neighbours.distances(i))
                    .map(|(&j, &d)| (j, smooth.similarity(i, d)))
                    .collect();
                own.sort_unstable_by_key(|e| e.0);
                union(i as u32, &own, &held[starts[i]..starts[i + 1]])
            })
            .collect();
        Self::from_rows(&rows)
    }

    fn from_rows(rows: &[Vec<(u32, f32)>]) -> Self {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let (mut to, mut weights) = (Vec::new(), Vec::new());
        offsets.push(0);
        for row in rows {
            to.extend(row.iter().map(|e| e.0));
            weights.extend(row.iter().map(|e| e.1));
            offsets.push(to.len());
        }
        Self { offsets, to, weights }
    }

    /// Points.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The other ends of a point's edges, in order, and their weights.
    pub fn edges(&self, i: usize) -> (&[u32], &[f32]) {
        let at = self.offsets[i]..self.offsets[i + 1];
        (&self.to[at.clone()], &self.weights[at])
    }

    /// The largest weight.
    pub(super) fn largest(&self) -> f32 {
        self.weights.iter().fold(0.0, |a, &b| a.max(b))
    }

    /// The number of the part of each point, and the number of parts: points are in one part where edges lead from one to the
    /// other. Parts are numbered by their first points.
    pub(super) fn parts(&self) -> (Vec<u32>, usize) {
        let mut part = vec![u32::MAX; self.len()];
        let mut count = 0;
        let mut waiting = Vec::new();
        for first in 0..self.len() {
            if part[first] != u32::MAX {
                continue;
            }
            part[first] = count;
            waiting.push(first);
            while let Some(i) = waiting.pop() {
                for &j in self.edges(i).0 {
                    if part[j as usize] == u32::MAX {
                        part[j as usize] = count;
                        waiting.push(j as usize);
                    }
                }
            }
            count += 1;
        }
        (part, count as usize)
    }

    /// The graph of some points that no edge leaves, given in order.
    pub(super) fn part(&self, points: &[u32]) -> Self {
        let place = |j: u32| points.binary_search(&j).ok().map(|at| at as u32);
        let rows: Vec<Vec<(u32, f32)>> = points
            .par_iter()
            .map(|&i| {
                let (to, weights) = self.edges(i as usize);
                to.iter().zip(weights).filter_map(|(&j, &w)| Some((place(j)?, w))).collect()
            })
            .collect();
        Self::from_rows(&rows)
    }
}

/// The fuzzy union of two rows in order, without the point itself.
fn union(point: u32, own: &[(u32, f32)], held: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let mut row = Vec::with_capacity(own.len() + held.len());
    let (mut a, mut b) = (0, 0);
    while a < own.len() || b < held.len() {
        let left = own.get(a).map_or(u32::MAX, |e| e.0);
        let right = held.get(b).map_or(u32::MAX, |e| e.0);
        let j = left.min(right);
        let (mut p, mut q) = (0.0, 0.0);
        if left == j {
            p = own[a].1;
            a += 1;
        }
        if right == j {
            q = held[b].1;
            b += 1;
        }
        let weight = p + q - p * q;
        if j != point && weight > 0.0 {
            row.push((j, weight));
        }
    }
    row
}
