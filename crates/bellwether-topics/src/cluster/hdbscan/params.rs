//! Settings of HDBSCAN.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::TopicsError;

/// How clusters are taken from the condensed tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// The clusters of the largest total stability.
    #[default]
    ExcessOfMass,
    /// The finest ones.
    Leaf,
}

/// Settings of HDBSCAN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HdbscanParams {
    /// The fewest points of a cluster, at least 2; default 10.
    pub min_cluster_size: usize,
    /// The neighbours that a core distance reaches over, at least 1; default as many as `min_cluster_size`. The point itself
    /// is the first of them, as in scikit-learn; the `hdbscan` package does not count it, so that its value is one less.
    pub min_samples: Option<usize>,
    /// Which clusters of the condensed tree are taken; default excess of mass.
    pub cluster_selection: Selection,
    /// Whether all points may be one cluster; default false.
    pub allow_single_cluster: bool,
    /// Clusters that part at a distance below this stay one, at least 0; default 0.
    pub cluster_selection_epsilon: f64,
}

impl Default for HdbscanParams {
    fn default() -> Self {
        Self {
            min_cluster_size: 10,
            min_samples: None,
            cluster_selection: Selection::default(),
            allow_single_cluster: false,
            cluster_selection_epsilon: 0.0,
        }
    }
}

impl HdbscanParams {
    /// The number of neighbours, the point itself among them.
    pub fn neighbours(&self) -> usize {
        self.min_samples.unwrap_or(self.min_cluster_size)
    }

    /// # Errors
    /// Where a setting is out of range.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let wrong = |setting, found: String, expected: &str| {
            Err(TopicsError::Setting { setting, found, expected: expected.to_owned() })
        };
        if self.min_cluster_size < 2 {
            return wrong("min_cluster_size", self.min_cluster_size.to_string(), "at least 2");
        }
        if self.neighbours() == 0 {
            return wrong("min_samples", "0".to_owned(), "at least 1");
        }
        let epsilon = self.cluster_selection_epsilon;
        if !epsilon.is_finite() || epsilon < 0.0 {
            return wrong("cluster_selection_epsilon", epsilon.to_string(), "a number from 0");
        }
        Ok(())
    }
}
