//! HDBSCAN: clusters of any shape and density, and noise.
//!
//! 1. The *core distance* of a point reaches over its `min_samples` nearest points ([`core_distance`]).
//! 2. The minimum spanning tree of `max(core a, core b, |a − b|)` ([`spanning_tree`]) makes a tree of merges
//!    ([`single_linkage`]).
//! 3. Merges of small parts are points that leave a cluster: the condensed tree ([`condense`]).
//! 4. Clusters of the largest stability are taken from it ([`select`]); a point's probability is its λ over the largest of
//!    the cluster ([`membership`]).
//!
//! The result does not depend on the order of the rows: they are taken in the order of their coordinates, by which merges at
//! equal distances come one after another, and equal points go together. Mutual reachability distances are often equal, for a
//! point's core distance is that of all pairs it decides. Other implementations take them in the order of the rows, so that
//! points at the border of a cluster may differ: scikit-learn's labels of the same rows in another order have an adjusted Rand
//! index of .98 to .99 with each other, and about that with ours.
//!
//! Campello, Moulavi, Sander (2013), *Density-based clustering based on hierarchical density estimates*; McInnes, Healy
//! (2017), *Accelerated hierarchical density based clustering*. Compared with scikit-learn's `HDBSCAN` and the package
//! `hdbscan`.

mod condense;
mod core_distance;
mod membership;
mod params;
mod predict;
mod select;
mod single_linkage;
mod spanning_tree;

use bellwether_core::RunContext;

use self::condense::CondensedTree;
use self::core_distance::Neighbours;
use self::predict::Predictor;
use self::single_linkage::SingleLinkage;
use super::kd_tree::KdTree;
use super::labels::Numbering;
use super::{Clustering, Fitted, by_coordinates};
use crate::{Points, TopicsError};
pub use params::{HdbscanParams, Selection};

/// What stays of a fit.
#[derive(Debug, Clone)]
pub(super) struct FittedHdbscan {
    /// In the order of their coordinates.
    points: Points,
    /// The row that each of them was.
    rows: Vec<usize>,
    condensed: CondensedTree,
    /// The taken clusters of the condensed tree, ascending.
    taken: Vec<u32>,
    numbering: Numbering,
    predictor: Predictor,
}

impl HdbscanParams {
    pub(super) fn fit(&self, points: &Points, run: &RunContext) -> Result<Clustering, TopicsError> {
        self.validate()?;
        let n = points.len();
        for (setting, value) in
            [("min_cluster_size", self.min_cluster_size), ("min_samples", self.neighbours())]
        {
            if n < value {
                return Err(TopicsError::TooFewDocuments { found: n, needed: value, setting, value });
            }
        }
        super::refuse_all_the_same(points)?;
        let rows = by_coordinates(points);
        let points = points.select(&rows);
        let tree = KdTree::new(&points);
        let neighbours = Neighbours::new(&tree, self.neighbours(), run)?;
        let core = neighbours.reach(self.neighbours());
        let edges = spanning_tree::spanning_tree(&tree, &neighbours, &core, run)?;
        let linkage = SingleLinkage::new(&tree, edges);
        let mut condensed = CondensedTree::new(&linkage, self.min_cluster_size);
        condensed.unify(&points);
        let taken = select::select(&condensed, self);
        let assigned = membership::assign(&condensed, &taken, self);
        let numbering = Numbering::new(&assigned);
        let labels = back(&rows, &numbering.labels(&assigned));
        let probabilities: Vec<f32> = assigned
            .iter()
            .zip(&condensed.lambdas)
            .map(|(cluster, &lambda)| {
                cluster.map_or(0.0, |c| membership::probability(lambda, condensed.branches[c as usize].death))
            })
            .collect();
        let fewer = (self.neighbours() - 1).max(1);
        let predictor = Predictor { core: neighbours.reach(fewer), neighbours: fewer, tree };
        Ok(Clustering {
            labels,
            probabilities: back(&rows, &probabilities),
            clusters: numbering.len(),
            fitted: Fitted::Hdbscan(Box::new(FittedHdbscan {
                points,
                rows,
                condensed,
                taken,
                numbering,
                predictor,
            })),
        })
    }
}

/// Values of rows in some order, in the order of the rows.
fn back<T: Copy + Default>(rows: &[usize], values: &[T]) -> Vec<T> {
    let mut all = vec![T::default(); values.len()];
    rows.iter().zip(values).for_each(|(&row, &value)| all[row] = value);
    all
}

/// The edges of a minimum spanning tree of the points: rows and their distance.
pub(super) fn shortest_edges(points: &Points, run: &RunContext) -> Result<Vec<(u32, u32, f64)>, TopicsError> {
    const NEIGHBOURS: usize = 6;
    let tree = KdTree::new(points);
    let neighbours = Neighbours::new(&tree, NEIGHBOURS.min(points.len()), run)?;
    let edges = spanning_tree::spanning_tree(&tree, &neighbours, &vec![0.0; points.len()], run)?;
    let row = |slot: u32| tree.rows()[slot as usize];
    let mut edges: Vec<(u32, u32, f64)> = edges
        .iter()
        .map(|e| (row(e.from).min(row(e.to)), row(e.from).max(row(e.to)), tree.distance(e.squared)))
        .collect();
    edges.sort_by(|x, y| x.2.total_cmp(&y.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    Ok(edges)
}

impl FittedHdbscan {
    pub(super) fn width(&self) -> usize {
        self.points.width()
    }

    pub(super) fn predict(&self, points: &Points) -> Vec<(Option<u32>, f32)> {
        let found = self.predictor.predict(&self.condensed, &self.taken, points);
        found.into_iter().map(|(cluster, p)| (cluster.and_then(|c| self.numbering.of(c)), p)).collect()
    }

    /// A row for each point, a column for each label.
    pub(super) fn membership_vectors(&self) -> Vec<f32> {
        let by_taken = membership::vectors(&self.condensed, &self.taken, &self.points);
        let count = self.numbering.len();
        let mut all = vec![0.0; self.points.len() * count];
        for (j, &cluster) in self.taken.iter().enumerate() {
            if let Some(label) = self.numbering.of(cluster) {
                for (i, &row) in self.rows.iter().enumerate() {
                    all[row * count + label as usize] = by_taken[i * self.taken.len() + j];
                }
            }
        }
        all
    }
}
