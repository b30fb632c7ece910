//! Dense groups.
//!
//! [`ClusterParams`] says which method and how; its [`fit`](ClusterParams::fit) makes a [`Clustering`], which also places
//! new points. Labels go by size, 0 the largest, and equally large ones by their first member; points in no cluster are
//! noise. Distances are Euclidean.

mod agglomerative;
mod dbscan;
mod hdbscan;
mod k_means;
mod kd_tree;
mod labels;
mod union_find;

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::agglomerative::{AgglomerativeParams, Linkage};
use self::dbscan::Cores;
pub use self::dbscan::DbscanParams;
use self::hdbscan::FittedHdbscan;
pub use self::hdbscan::{HdbscanParams, Selection};
use self::k_means::Centres;
pub use self::k_means::KMeansParams;
use crate::{Points, TopicsError};

/// How points are grouped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ClusterParams {
    /// Clusters of any shape and density, and noise.
    Hdbscan(HdbscanParams),
    /// Centres with the least squared distances.
    KMeans(KMeansParams),
    /// The nearest clusters join.
    Agglomerative(AgglomerativeParams),
    /// Points with many others in reach, and noise.
    Dbscan(DbscanParams),
}

impl Default for ClusterParams {
    fn default() -> Self {
        Self::Hdbscan(HdbscanParams::default())
    }
}

impl ClusterParams {
    /// # Errors
    /// Where a setting is out of range.
    pub fn validate(&self) -> Result<(), TopicsError> {
        match self {
            Self::Hdbscan(params) => params.validate(),
            Self::KMeans(params) => params.validate(),
            Self::Agglomerative(params) => params.validate(),
            Self::Dbscan(params) => params.validate(),
        }
    }

    /// Groups points.
    ///
    /// ```
    /// # use bellwether_core::RunContext;
    /// # use bellwether_topics::{Points, cluster::{ClusterParams, HdbscanParams}};
    /// let places = (0..40).map(|i| (i % 20) as f32 + if i < 20 { 0.0 } else { 100.0 }).collect();
    /// let params = ClusterParams::Hdbscan(HdbscanParams { min_cluster_size: 5, ..HdbscanParams::default() });
    /// let found = params.fit(&Points::new(places, 1)?, &RunContext::new(1))?;
    /// assert_eq!(found.clusters, 2);
    /// assert_eq!(found.labels[0], Some(0));
    /// assert_eq!(found.labels[39], Some(1));
    /// # Ok::<(), bellwether_topics::TopicsError>(())
    /// ```
    ///
    /// # Errors
    /// Where there are too few points, all of them are the same, a setting is out of range, or the run is stopped.
    pub fn fit(&self, points: &Points, run: &RunContext) -> Result<Clustering, TopicsError> {
        match self {
            Self::Hdbscan(params) => params.fit(points, run),
            Self::KMeans(params) => params.fit(points, run),
            Self::Agglomerative(params) => params.fit(points, run),
            Self::Dbscan(params) => params.fit(points, run),
        }
    }
}

/// Points in groups.
#[derive(Debug, Clone)]
pub struct Clustering {
    /// The label of each point; none for noise.
    pub labels: Vec<Option<u32>>,
    /// How far each point belongs to its cluster, 0 to 1; 0 for noise, and 1 where the method knows no degrees.
    pub probabilities: Vec<f32>,
    /// How many clusters there are.
    pub clusters: usize,
    fitted: Fitted,
}

#[derive(Debug, Clone)]
enum Fitted {
    Hdbscan(Box<FittedHdbscan>),
    /// Of k-means and agglomerative clustering.
    Centres(Centres),
    Dbscan(Box<Cores>),
}

impl Clustering {
    /// Labels and probabilities of new points: for HDBSCAN where they would join its tree, for k-means the nearest centre,
    /// for agglomerative clusters the nearest mean, for DBSCAN the nearest core point in reach.
    ///
    /// # Errors
    /// Where they have another width than the points of the fit.
    pub fn predict(&self, points: &Points) -> Result<(Vec<Option<u32>>, Vec<f32>), TopicsError> {
        let expected = match &self.fitted {
            Fitted::Hdbscan(fitted) => fitted.width(),
            Fitted::Centres(fitted) => fitted.width,
            Fitted::Dbscan(fitted) => fitted.width(),
        };
        if points.width() != expected {
            return Err(TopicsError::Width { found: points.width(), expected });
        }
        Ok(match &self.fitted {
            Fitted::Hdbscan(fitted) => fitted.predict(points),
            Fitted::Centres(fitted) => fitted.predict(points),
            Fitted::Dbscan(fitted) => fitted.predict(points),
        }
        .into_iter()
        .unzip())
    }

    /// How far each point belongs to each cluster, 0 to 1: a row for each point of the fit, a column for each label. Where
    /// the method knows no degrees, 1 at the label.
    pub fn membership_vectors(&self) -> Vec<f32> {
        match &self.fitted {
            Fitted::Hdbscan(fitted) => fitted.membership_vectors(),
            Fitted::Centres(_) | Fitted::Dbscan(_) => self
                .labels
                .iter()
                .flat_map(|&own| (0..self.clusters as u32).map(move |c| f32::from(u8::from(own == Some(c)))))
                .collect(),
        }
    }
}

fn at_least(setting: &'static str, value: usize, least: usize) -> Result<(), TopicsError> {
    if value >= least {
        return Ok(());
    }
    Err(TopicsError::Setting { setting, found: value.to_string(), expected: format!("at least {least}") })
}

fn refuse_all_the_same(points: &Points) -> Result<(), TopicsError> {
    if points.rows().all(|row| row == points.row(0)) {
        return Err(TopicsError::AllTheSame { documents: points.len() });
    }
    Ok(())
}

/// The rows in the order of their coordinates; equal ones as they stand.
fn by_coordinates(points: &Points) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..points.len()).collect();
    rows.sort_by(|&a, &b| {
        let pairs = points.row(a).iter().zip(points.row(b));
        pairs.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    rows
}
