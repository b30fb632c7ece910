//! DBSCAN: points with many others in reach, and what they reach.
//!
//! A *core* point has `min_samples` points within `reach`, itself among them. Core points in reach of each other are one
//! cluster; other points belong to the cluster of the nearest core point in reach, or are noise. (As published, such a
//! border point may go to any cluster in its reach; the nearest does not depend on the order of the rows.)
//!
//! Ester, Kriegel, Sander, Xu (1996), *A density-based algorithm for discovering clusters*. Compared with scikit-learn's
//! `DBSCAN`.

use bellwether_core::RunContext;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kd_tree::{KdTree, Nearest};
use super::labels::Numbering;
use super::union_find::UnionFind;
use super::{Clustering, Fitted, by_coordinates};
use crate::{Points, TopicsError};

/// Settings of DBSCAN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DbscanParams {
    /// The distance within which points are neighbours, above 0; default 0.5.
    pub reach: f64,
    /// The fewest neighbours of a core point, itself among them, at least 1; default 5.
    pub min_samples: usize,
}

impl Default for DbscanParams {
    fn default() -> Self {
        Self { reach: 0.5, min_samples: 5 }
    }
}

/// The core points of a fit.
#[derive(Debug, Clone)]
pub(super) struct Cores {
    width: usize,
    reach: f64,
    /// None where there is no core point.
    tree: Option<KdTree>,
    /// The cluster of each core point.
    clusters: Vec<u32>,
}

impl DbscanParams {
    /// # Errors
    /// Where a setting is out of range.
    pub fn validate(&self) -> Result<(), TopicsError> {
        if !(self.reach.is_finite() && self.reach > 0.0) {
            let (found, expected) = (self.reach.to_string(), "a number above 0".to_owned());
            return Err(TopicsError::Setting { setting: "reach", found, expected });
        }
        super::at_least("min_samples", self.min_samples, 1)
    }

    pub(super) fn fit(&self, points: &Points, run: &RunContext) -> Result<Clustering, TopicsError> {
        self.validate()?;
        let value = self.min_samples;
        if points.len() < value {
            let found = points.len();
            return Err(TopicsError::TooFewDocuments { found, needed: value, setting: "min_samples", value });
        }
        let core = self.core_points(points, run)?;
        // of core points at one distance the first by its coordinates is the nearest, whatever the order of the rows
        let core: Vec<usize> = by_coordinates(&points.select(&core)).into_iter().map(|i| core[i]).collect();
        let mut cores = Cores { width: points.width(), reach: self.reach, tree: None, clusters: Vec::new() };
        if !core.is_empty() {
            let tree = KdTree::new(&points.select(&core));
            cores.clusters = connect(&tree, self.reach, run)?;
            cores.tree = Some(tree);
        }
        let mut assigned: Vec<Option<u32>> = cores.predict(points).into_iter().map(|of| of.0).collect();
        for (&row, &cluster) in core.iter().zip(&cores.clusters) {
            assigned[row] = Some(cluster);
        }
        let numbering = Numbering::new(&assigned);
        cores.clusters.iter_mut().for_each(|c| *c = numbering.of(*c).unwrap_or(*c));
        let labels = numbering.labels(&assigned);
        Ok(Clustering {
            probabilities: labels.iter().map(|label| f32::from(u8::from(label.is_some()))).collect(),
            labels,
            clusters: numbering.len(),
            fitted: Fitted::Dbscan(Box::new(cores)),
        })
    }

    fn core_points(&self, points: &Points, run: &RunContext) -> Result<Vec<usize>, TopicsError> {
        let tree = KdTree::new(points);
        let squared = tree.squared(self.reach);
        let rows: Vec<&[f32]> = points.rows().collect();
        let is_core = |row: &&[f32], scaled: &mut Vec<f32>| {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let mut count = 0;
            tree.scaled(row, scaled);
            tree.within(scaled, squared, |_, _| count += 1);
            Ok(count >= self.min_samples)
        };
        let flags: Vec<bool> = rows
            .par_iter()
            .map_init(Vec::new, |scaled, row| is_core(row, scaled))
            .collect::<Result<_, _>>()?;
        Ok((0..points.len()).filter(|&i| flags[i]).collect())
    }
}

/// The cluster of each row.
fn connect(tree: &KdTree, reach: f64, run: &RunContext) -> Result<Vec<u32>, TopicsError> {
    let squared = tree.squared(reach);
    let mut union = UnionFind::new(tree.len());
    let mut point = Vec::new();
    for slot in 0..tree.len() {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        tree.point(slot, &mut point);
        tree.within(&point, squared, |other, _| {
            if other > slot {
                union.join(tree.rows()[slot], tree.rows()[other]);
            }
        });
    }
    let mut clusters = vec![0; tree.len()];
    union.number(&mut clusters);
    Ok(clusters)
}

impl Cores {
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The cluster of the nearest core point in reach.
    pub(super) fn predict(&self, points: &Points) -> Vec<(Option<u32>, f32)> {
        let Some(tree) = &self.tree else { return vec![(None, 0.0); points.len()] };
        let squared = tree.squared(self.reach);
        let rows: Vec<&[f32]> = points.rows().collect();
        rows.par_iter()
            .map_init(
                || (Nearest::new(1), Vec::new()),
                |(best, scaled), row| {
                    tree.scaled(row, scaled);
                    tree.nearest(scaled, best);
                    match best.found[0] {
                        (distance, row, _) if f64::from(distance) <= squared => {
                            (Some(self.clusters[row as usize]), 1.0)
                        }
                        _ => (None, 0.0),
                    }
                },
            )
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 1.5 is as far from .75 as from 2.25, the nearest of two clusters: it goes with the first by coordinates, in any order.
    #[test]
    fn a_point_between_two_clusters_does_not_go_by_the_order_of_the_rows() {
        let eighths = |from: f32| (0..7).map(move |i| from + i as f32 * 0.125);
        let rising: Vec<f32> = eighths(0.0).chain([1.5]).chain(eighths(2.25)).collect();
        let falling: Vec<f32> = rising.iter().rev().copied().collect();
        let later: Vec<f32> = eighths(2.25).chain(eighths(0.0)).chain([1.5]).collect();
        for values in [rising, falling, later] {
            let at = |x: f32| values.iter().position(|v| *v == x).unwrap();
            let points = Points::new(values.clone(), 1).unwrap();
            let params = DbscanParams { reach: 0.75, min_samples: 5 };
            let found = params.fit(&points, &RunContext::new(1)).unwrap();
            assert_eq!(found.clusters, 2);
            assert_eq!(found.labels[at(1.5)], found.labels[at(0.75)], "{values:?}");
            assert_ne!(found.labels[at(1.5)], found.labels[at(2.25)], "{values:?}");
        }
    }
}
