use bellwether_core::FitError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How histogram boosting grows its trees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct BoostedTreesParams {
    /// Trees. Default 100, at least 1.
    pub trees: usize,
    /// Share of each tree's answer that is added. Default 0.1, above 0 and at most 1.
    pub learning_rate: f64,
    /// Leaves of a tree at most. Default 31, 2 to 1024.
    pub max_leaves: usize,
    /// Splits from a tree's root to a leaf at most; 0 for as many as the leaves allow. Default 0.
    pub max_depth: usize,
    /// Fewest training samples in a leaf. Default 20, at least 1.
    pub min_samples_leaf: usize,
    /// Penalty on the squared values of leaves. Default 0, at least 0.
    pub l2: f64,
    /// Bins of an input at most, beside the one for missing values. Default 255, 2 to 255.
    pub bins: usize,
    /// Trees without a better loss on the validation part after which no more are grown; those after the best are taken
    /// off. 0 learns from the validation part instead. Default 0.
    pub patience: usize,
}

impl Default for BoostedTreesParams {
    fn default() -> Self {
        Self {
            trees: 100,
            learning_rate: 0.1,
            max_leaves: 31,
            max_depth: 0,
            min_samples_leaf: 20,
            l2: 0.0,
            bins: 255,
            patience: 0,
        }
    }
}

impl BoostedTreesParams {
    /// Checks the parameters for the model that uses them.
    ///
    /// # Errors
    /// [`FitError::Parameter`] with the value and what is allowed.
    pub fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let Self { trees, learning_rate, max_leaves, max_depth: _, min_samples_leaf, l2, bins, patience: _ } =
            *self;
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model, parameter, value, expected })
        };
        if trees == 0 {
            return refuse("trees", trees.to_string(), "it must be at least 1");
        }
        if !(learning_rate > 0.0 && learning_rate <= 1.0) {
            return refuse("learning-rate", learning_rate.to_string(), "it must be above 0 and at most 1");
        }
        if !(2..=1024).contains(&max_leaves) {
            return refuse("max-leaves", max_leaves.to_string(), "it must be 2 to 1024");
        }
        if min_samples_leaf == 0 {
            return refuse("min-samples-leaf", min_samples_leaf.to_string(), "it must be at least 1");
        }
        if !(l2 >= 0.0 && l2.is_finite()) {
            return refuse("l2", l2.to_string(), "it must be a number of at least 0");
        }
        if !(2..=255).contains(&bins) {
            return refuse("bins", bins.to_string(), "it must be 2 to 255");
        }
        Ok(())
    }
}
