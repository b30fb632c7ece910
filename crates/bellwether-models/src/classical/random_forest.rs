//! Random forest on the window.
//!
//! ```text
//! tree b of B: grown on n samples drawn with replacement, each split the best of max-features inputs drawn at random
//! forecast: the mean over the trees; for direction the mean of their leaves' shares of rises
//! ```
//!
//! Squared error for numbers, Gini impurity for direction; see [`Cart`](super::Cart). Each tree draws from a random stream
//! of its own.
//!
//! Published (candlestick paper): Gini, a minimum split of 2, seed 0.
//!
//! Compared with: `sklearn.ensemble.RandomForestRegressor` and `RandomForestClassifier`. Breiman (2001), *Machine
//! Learning* 45(1).

use bellwether_core::{FitError, ForecastError, RunContext};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::draw;
use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};
use super::trees::{CartParams, Features, Growth, Shap, Tree, shares};
use crate::supervised::misfit;

/// Inputs that are looked at for a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MaxFeatures {
    /// The square root of their number for direction, all for numbers.
    #[default]
    Auto,
    /// The square root of their number, rounded down.
    Sqrt,
    /// A third of them, rounded down.
    Third,
    /// All.
    All,
}

impl MaxFeatures {
    fn of(self, inputs: usize, is_direction: bool) -> usize {
        let count = match (self, is_direction) {
            (Self::Sqrt, _) | (Self::Auto, true) => inputs.isqrt(),
            (Self::Third, _) => inputs / 3,
            (Self::All, _) | (Self::Auto, false) => inputs,
        };
        count.max(1)
    }
}

/// How a forest is grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForestParams {
    /// Trees; at least 1.
    pub trees: usize,
    /// Inputs that are looked at for a split.
    pub max_features: MaxFeatures,
    /// Whether each tree learns from a draw with replacement.
    pub bootstrap: bool,
    /// How each tree is grown.
    pub tree: CartParams,
}

impl Default for ForestParams {
    fn default() -> Self {
        Self { trees: 100, max_features: MaxFeatures::Auto, bootstrap: true, tree: CartParams::default() }
    }
}

/// Trees whose mean is the prediction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forest {
    inputs: usize,
    trees: Vec<Tree>,
}

impl Forest {
    /// Fits to `x`, row-major with one row for each of `y`, each sample with its weight. Everything must be finite and
    /// the weights above 0. `model` names the fit in errors and, as `MODEL/tree K`, the random stream of each tree.
    ///
    /// # Errors
    /// [`FitError::Cancelled`] when the run is stopped.
    ///
    /// # Panics
    /// When there is no sample, or `x` is not so many rows.
    pub fn fit(
        x: &[f64],
        y: &[f64],
        weights: &[f64],
        is_direction: bool,
        params: &ForestParams,
        run: &RunContext,
        model: &'static str,
    ) -> Result<Self, FitError> {
        let (features, n) = (Features::of(x, y.len()), y.len());
        let inputs = features.inputs;
        let looked_at = params.max_features.of(inputs, is_direction);
        let mut growth = Growth::new(&features, y, weights, &params.tree);
        let mut trees = Vec::with_capacity(params.trees);
        let mut counts = vec![1; n];
        for tree in 0..params.trees {
            if run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            let mut rng = run.rng(&format!("{model}/tree {tree}"));
            if params.bootstrap {
                counts.fill(0);
                (0..n).for_each(|_| counts[draw::below(&mut rng, n)] += 1);
            }
            trees.push(growth.tree(&counts, looked_at, Some(&mut rng)));
        }
        Ok(Self { inputs, trees })
    }

    /// The mean over the trees; of labels the probability of 1.
    ///
    /// # Panics
    /// When the row is not as wide as those of the fit.
    pub fn predict(&self, row: &[f64]) -> f64 {
        self.trees.iter().map(|tree| tree.value(row)).sum::<f64>() / self.trees.len() as f64
    }

    /// The trees.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Each input's share of what splits lowered the impurity by, the mean over the trees; all 0 without a split.
    pub fn importances(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.inputs];
        for tree in &self.trees {
            sums.iter_mut().zip(shares(tree, self.inputs)).for_each(|(s, share)| *s += share);
        }
        let all: f64 = sums.iter().sum();
        if all > 0.0 {
            for s in &mut sums {
                *s /= all;
            }
        }
        sums
    }

    /// Exact Shapley values of the inputs for a row and, last, the mean prediction; their sum is the prediction.
    pub fn shap(&self, row: &[f64]) -> Vec<f64> {
        let mut phi = vec![0.0; self.inputs + 1];
        let mut shap = Shap::default();
        for tree in &self.trees {
            shap.add(tree, row, 1.0 / self.trees.len() as f64, &mut phi);
        }
        phi
    }

    pub(super) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.inputs == inputs && !self.trees.is_empty() && self.trees.iter().all(|t| t.is_sound(inputs)) {
            Ok(())
        } else {
            Err(misfit(format!("not a forest over {inputs} inputs")))
        }
    }
}

learner! {
    /// Parameters of a random forest.
    RandomForest, RandomForestParams {
        /// Trees. Default 100, at least 1.
        trees: usize = 100,
        /// Inputs that are looked at for a split. Default auto.
        max_features: MaxFeatures = MaxFeatures::Auto,
        /// Whether each tree learns from a draw with replacement. Default yes.
        bootstrap: bool = true,
        /// Splits from a tree's root to a leaf at most; 0 for as many as it takes. Default 0.
        max_depth: usize = 0,
        /// Fewest samples in a node that is split. Default 2, at least 2.
        min_samples_split: usize = 2,
        /// Fewest samples in a leaf. Default 1, at least 1.
        min_samples_leaf: usize = 1,
        /// Whether both classes of a direction count the same. Default no.
        balanced: bool = false,
    }
    scaler None
}

impl RandomForestParams {
    fn forest(&self) -> ForestParams {
        let Self { trees, max_features, bootstrap, max_depth, min_samples_split, min_samples_leaf, .. } =
            *self;
        let tree = CartParams { max_depth, min_samples_split, min_samples_leaf };
        ForestParams { trees, max_features, bootstrap, tree }
    }
}

impl Learner for RandomForestParams {
    const NAME: &'static str = "random-forest";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        if self.trees == 0 {
            return Self::refuse("trees", 0, "it must be at least 1");
        }
        self.forest().tree.validate(Self::NAME)
    }

    fn is_seeded(&self) -> bool {
        true
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        let weights = balanced(table, self.balanced).unwrap_or_else(|| vec![1.0; table.y.len()]);
        let (params, direction) = (self.forest(), table.is_direction);
        let forest = Forest::fit(&table.x, &table.y, &weights, direction, &params, run, Self::NAME)?;
        Ok(Learnt::Forest(forest))
    }
}
