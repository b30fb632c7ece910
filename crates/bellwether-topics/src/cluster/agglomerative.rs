//! Agglomerative clustering: the two nearest clusters join until as many are left as wanted.
//!
//! How near two clusters `A` and `B` are is the linkage:
//! - *Ward*: how much the sum of squared distances to the means grows, `|A| |B| / (|A| + |B|) |mean A − mean B|²`;
//! - *average* and *complete*: the mean and the largest distance of a pair;
//! - *single*: the least, from the minimum spanning tree.
//!
//! The first three follow chains of nearest neighbours: two clusters that are each other's nearest can join at once, whatever
//! is elsewhere. Of equally near ones the previous of the chain, then the first, counts as the nearest.
//!
//! Müllner (2011), *Modern hierarchical, agglomerative clustering algorithms*. Compared with scikit-learn's
//! `AgglomerativeClustering`.

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hdbscan::shortest_edges;
use super::k_means::Centres;
use super::labels::Numbering;
use super::union_find::UnionFind;
use super::{Clustering, Fitted};
use crate::{Points, TopicsError};

/// How near two clusters are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Linkage {
    /// The growth of the sum of squared distances to the means.
    #[default]
    Ward,
    /// The mean distance.
    Average,
    /// The largest distance.
    Complete,
    /// The least distance.
    Single,
}

/// Settings of agglomerative clustering.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AgglomerativeParams {
    /// How many clusters, at least 1; default 10.
    pub clusters: usize,
    /// How near two clusters are; default Ward. Average and complete hold the distances of all pairs, and take at most
    /// 20,000 points.
    pub linkage: Linkage,
}

impl Default for AgglomerativeParams {
    fn default() -> Self {
        Self { clusters: 10, linkage: Linkage::default() }
    }
}

/// The most points whose pairs are held: 0.8 GB.
const MOST_PAIRS: usize = 20_000;

impl AgglomerativeParams {
    /// # Errors
    /// Where a setting is out of range.
    pub fn validate(&self) -> Result<(), TopicsError> {
        super::at_least("clusters", self.clusters, 1)
    }

    pub(super) fn fit(&self, points: &Points, run: &RunContext) -> Result<Clustering, TopicsError> {
        self.validate()?;
        let (n, value) = (points.len(), self.clusters);
        if n < value {
            return Err(TopicsError::TooFewDocuments { found: n, needed: value, setting: "clusters", value });
        }
        if value > 1 {
            super::refuse_all_the_same(points)?;
        }
        let joins = match self.linkage {
            Linkage::Single => {
                shortest_edges(points, run)?.into_iter().map(|(a, b, at)| Join { at, a, b }).collect()
            }
            Linkage::Ward => chain(&mut Means::new(points), n, run)?,
            Linkage::Average | Linkage::Complete => {
                if n > MOST_PAIRS {
                    let found = format!("{:?} linkage of {n} points", self.linkage);
                    let expected = format!("at most {MOST_PAIRS}, or Ward or single linkage");
                    return Err(TopicsError::Setting { setting: "linkage", found, expected });
                }
                chain(&mut Pairs::new(points, self.linkage == Linkage::Average), n, run)?
            }
        };
        let assigned: Vec<Option<u32>> = cut(joins, n, value).into_iter().map(Some).collect();
        let numbering = Numbering::new(&assigned);
        let labels = numbering.labels(&assigned);
        Ok(Clustering {
            fitted: Fitted::Centres(Centres::of(points, &labels, numbering.len())),
            labels,
            probabilities: vec![1.0; n],
            clusters: numbering.len(),
        })
    }
}

/// Two clusters, named by a member each, that join.
#[derive(Debug, Clone, Copy)]
struct Join {
    at: f64,
    a: u32,
    b: u32,
}

/// The clusters left after all but `clusters − 1` joins, the nearest first.
fn cut(mut joins: Vec<Join>, n: usize, clusters: usize) -> Vec<u32> {
    // stable: a join comes after those of its parts
    joins.sort_by(|x, y| x.at.total_cmp(&y.at));
    let mut union = UnionFind::new(n);
    for join in &joins[..n - clusters] {
        union.join(join.a, join.b);
    }
    let mut of = vec![0; n];
    union.number(&mut of);
    of
}

/// What the chain asks of a linkage.
trait Distances {
    fn between(&self, a: usize, b: usize) -> f64;
    /// `a` takes in `b`; `others` are the clusters besides.
    fn join(&mut self, a: usize, b: usize, others: &[u32]);
}

fn chain(distances: &mut impl Distances, n: usize, run: &RunContext) -> Result<Vec<Join>, TopicsError> {
    let mut left: Vec<u32> = (0..n as u32).collect();
    let mut joins = Vec::with_capacity(n - 1);
    let mut chain: Vec<u32> = Vec::new();
    while left.len() > 1 {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let Some(&last) = chain.last() else {
            chain.push(left[0]);
            continue;
        };
        let previous = chain.len().checked_sub(2).map(|at| chain[at]);
        let mut nearest = match previous {
            Some(previous) => (distances.between(last as usize, previous as usize), previous),
            None => (f64::INFINITY, u32::MAX),
        };
        for &other in &left {
            if other != last {
                let distance = distances.between(last as usize, other as usize);
                if distance < nearest.0 || nearest.1 == u32::MAX {
                    nearest = (distance, other);
                }
            }
        }
        if Some(nearest.1) != previous {
            chain.push(nearest.1);
            continue;
        }
        chain.truncate(chain.len() - 2);
        let (a, b) = (last.min(nearest.1), last.max(nearest.1));
        left.retain(|&c| c != a && c != b);
        distances.join(a as usize, b as usize, &left);
        let at = left.partition_point(|&c| c < a);
        left.insert(at, a);
        joins.push(Join { at: nearest.0, a, b });
    }
    Ok(joins)
}

/// Ward's linkage.
struct Means {
    width: usize,
    centres: Vec<f64>,
    sizes: Vec<f64>,
}

impl Means {
    fn new(points: &Points) -> Self {
        let centres = points.values().iter().map(|&v| f64::from(v)).collect();
        Self { width: points.width(), centres, sizes: vec![1.0; points.len()] }
    }

    fn mean(&self, a: usize) -> &[f64] {
        &self.centres[a * self.width..][..self.width]
    }
}

impl Distances for Means {
    fn between(&self, a: usize, b: usize) -> f64 {
        let squared: f64 = self.mean(a).iter().zip(self.mean(b)).map(|(x, y)| (x - y).powi(2)).sum();
        let (m, n) = (self.sizes[a], self.sizes[b]);
        m * n / (m + n) * squared
    }

    fn join(&mut self, a: usize, b: usize, _: &[u32]) {
        let (m, n) = (self.sizes[a], self.sizes[b]);
        for j in 0..self.width {
            let (x, y) = (self.centres[a * self.width + j], self.centres[b * self.width + j]);
            self.centres[a * self.width + j] = (m * x + n * y) / (m + n);
        }
        self.sizes[a] = m + n;
    }
}

/// The distances of all pairs.
struct Pairs {
    average: bool,
    /// Of `a > b` at `a (a − 1) / 2 + b`.
    apart: Vec<f32>,
    sizes: Vec<f64>,
}

impl Pairs {
    fn new(points: &Points, average: bool) -> Self {
        let n = points.len();
        let mut apart = Vec::with_capacity(n * n.saturating_sub(1) / 2);
        for a in 0..n {
            for b in 0..a {
                let pairs = points.row(a).iter().zip(points.row(b));
                let squared: f64 = pairs.map(|(x, y)| (f64::from(*x) - f64::from(*y)).powi(2)).sum();
                apart.push(squared.sqrt() as f32);
            }
        }
        Self { average, apart, sizes: vec![1.0; n] }
    }
}

fn place(a: usize, b: usize) -> usize {
    let (a, b) = (a.max(b), a.min(b));
    a * (a - 1) / 2 + b
}

impl Distances for Pairs {
    fn between(&self, a: usize, b: usize) -> f64 {
        f64::from(self.apart[place(a, b)])
    }

    fn join(&mut self, a: usize, b: usize, others: &[u32]) {
        let (m, n) = (self.sizes[a], self.sizes[b]);
        for &c in others {
            let (x, y) = (self.between(a, c as usize), self.between(b, c as usize));
            let joined = if self.average { (m * x + n * y) / (m + n) } else { x.max(y) };
            self.apart[place(a, c as usize)] = joined as f32;
        }
        self.sizes[a] = m + n;
    }
}
