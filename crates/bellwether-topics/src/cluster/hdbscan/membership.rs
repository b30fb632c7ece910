//! How far a point belongs to its cluster, and to all of them.

use rayon::prelude::*;

use super::condense::CondensedTree;
use super::params::HdbscanParams;
use super::select::taken_above;
use crate::Points;

/// The taken cluster of each point.
pub(super) fn assign(tree: &CondensedTree, taken: &[u32], params: &HdbscanParams) -> Vec<Option<u32>> {
    let above = taken_above(tree, taken);
    // of the root as the only cluster, points that leave before its end are noise
    let root_from = if params.cluster_selection_epsilon > 0.0 {
        1.0 / params.cluster_selection_epsilon
    } else {
        tree.branches[0].death
    };
    let of = |(&leaves, &lambda): (&u32, &f64)| {
        let cluster = above[leaves as usize]?;
        (cluster != 0 || (taken == [0] && lambda >= root_from)).then_some(cluster)
    };
    tree.leaves.iter().zip(&tree.lambdas).map(of).collect()
}

/// `λ` over the largest of the cluster, at most 1.
pub(super) fn probability(lambda: f64, death: f64) -> f32 {
    if death == 0.0 || lambda >= death { 1.0 } else { (lambda / death) as f32 }
}

/// Membership vectors: for each point the probability of each cluster of `taken`, row after row.
///
/// A point's distances to the exemplars of the clusters, the points that stay longest in their leaves, and the heights at
/// which it joins them, are brought to sums of 1 each and multiplied; the whole is scaled by the probability that the point
/// is in any cluster at all: its λ over the largest of the cluster that it joins last, the densest where it joins several at
/// one λ. `all_points_membership_vectors` of the `hdbscan` package, which then takes the first.
pub(super) fn vectors(tree: &CondensedTree, taken: &[u32], points: &Points) -> Vec<f32> {
    let count = taken.len();
    let mut all = vec![0.0_f32; points.len() * count];
    if count == 0 {
        return all;
    }
    let exemplars = exemplars(tree, taken);
    // of all pairs of a cluster that points leave and a taken one
    let joins: Vec<Option<f64>> = (0..tree.branches.len() as u32)
        .flat_map(|own| taken.iter().map(move |&other| (own, other)))
        .map(|(own, other)| parting(tree, own, other))
        .collect();
    all.par_chunks_mut(count).enumerate().for_each(|(i, out)| {
        let (leaves, lambda) = (tree.leaves[i] as usize, tree.lambdas[i]);
        let heights: Vec<f64> =
            joins[leaves * count..][..count].iter().map(|parting| parting.unwrap_or(lambda)).collect();
        let near = nearness(points, i, &exemplars);
        let ratio = |height: f64| {
            if height == f64::INFINITY { 1.0 } else { (tree.branches[leaves].death + 1e-8) / height }
        };
        let scores: Vec<f64> = heights.iter().map(|&height| (-ratio(height)).exp()).collect();
        let best = scores.iter().copied().fold(0.0, f64::max);
        let joined: Vec<f64> = scores.iter().map(|score| (score - best).exp()).collect();
        let product: Vec<f64> = near.iter().zip(&joined).map(|(a, b)| a * b).collect();
        let sum: f64 = product.iter().sum();
        let height = heights.iter().copied().fold(0.0, f64::max);
        let last = (0..count).filter(|&j| heights[j] == height);
        let largest = last.map(|j| tree.branches[taken[j] as usize].death).fold(lambda, f64::max);
        let inside = if height >= largest { 1.0 } else { height / largest };
        for (out, product) in out.iter_mut().zip(product) {
            *out = (product / sum * inside) as f32;
        }
    });
    all
}

/// The points with the largest λ of each leaf of a cluster.
fn exemplars(tree: &CondensedTree, taken: &[u32]) -> Vec<Vec<usize>> {
    let above = taken_above(tree, taken);
    let mut all = vec![Vec::new(); taken.len()];
    for (i, &leaves) in tree.leaves.iter().enumerate() {
        let branch = &tree.branches[leaves as usize];
        if !branch.children.is_empty() || tree.lambdas[i] < branch.death {
            continue;
        }
        if let Some(cluster) = above[leaves as usize] {
            all[taken.partition_point(|&c| c < cluster)].push(i);
        }
    }
    all
}

/// λ at which two clusters part; none where one lies below the other.
fn parting(tree: &CondensedTree, own: u32, other: u32) -> Option<f64> {
    let (mut a, mut b) = (own, other);
    let (mut moved_a, mut moved_b) = (false, false);
    let mut birth = 0.0;
    while a != b {
        // the later of two clusters is never above the other
        let (at, moved) = if a > b { (&mut a, &mut moved_a) } else { (&mut b, &mut moved_b) };
        birth = tree.branches[*at as usize].birth;
        *at = tree.branches[*at as usize].parent.unwrap_or(0);
        *moved = true;
    }
    (moved_a && moved_b).then_some(birth)
}

/// One over the distance to the nearest exemplar of each cluster, to a sum of 1.
fn nearness(points: &Points, i: usize, exemplars: &[Vec<usize>]) -> Vec<f64> {
    let row = points.row(i);
    let apart = |j: &usize| -> f64 {
        row.iter().zip(points.row(*j)).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum()
    };
    let distances: Vec<f64> =
        exemplars.iter().map(|of| of.iter().map(apart).fold(f64::INFINITY, f64::min).sqrt()).collect();
    let at_place = distances.iter().filter(|d| **d == 0.0).count();
    if at_place > 0 {
        return distances.iter().map(|d| if *d == 0.0 { 1.0 / at_place as f64 } else { 0.0 }).collect();
    }
    let sum: f64 = distances.iter().map(|d| 1.0 / d).sum();
    distances.iter().map(|d| 1.0 / d / sum).collect()
}
