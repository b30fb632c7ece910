//! Histogram boosting of regression trees on the window.
//!
//! ```text
//! x: the window's lookback x columns values, each cut into at most 255 bins;  y: the target
//! F₀ = argmin_c Σ L(y, c),   Fₘ(x) = Fₘ₋₁(x) + learning-rate · treeₘ(x),   forecast = F(x)
//! ```
//!
//! Squared error for numbers, logistic loss for direction, the pinball loss for each quantile; see [`BoostedTrees`]. Trees
//! split at values, so the inputs need no scaler. A tree's forecast is a mean of what it learnt from: as a level, a price
//! beyond the training part's cannot be forecast; learn the change of a price that wanders off.
//!
//! Compared with: `sklearn.ensemble.HistGradientBoostingRegressor` and `HistGradientBoostingClassifier`, LightGBM; Shapley
//! values with LightGBM's. Friedman (2001), *Annals of Statistics* 29(5); Ke et al. (2017), *NeurIPS* 30.

mod bins;
mod ensemble;
mod grow;
mod histogram;
mod loss;
mod params;

use bellwether_core::{FitError, RunContext};

use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};

pub use ensemble::{BoostedTrees, Rows};
pub use loss::TreesLoss;
pub use params::BoostedTreesParams;

learner! {
    /// Parameters of histogram boosting.
    HistogramBoosting, HistogramBoostingParams {
        /// Trees. Default 100, at least 1.
        trees: usize = 100,
        /// Share of each tree's answer that is added. Default 0.1, above 0 and at most 1.
        learning_rate: f64 = 0.1,
        /// Leaves of a tree at most. Default 31, 2 to 1024.
        max_leaves: usize = 31,
        /// Splits from a tree's root to a leaf at most; 0 for as many as the leaves allow. Default 0.
        max_depth: usize = 0,
        /// Fewest training samples in a leaf. Default 20, at least 1.
        min_samples_leaf: usize = 20,
        /// Penalty on the squared values of leaves. Default 0, at least 0.
        l2: f64 = 0.0,
        /// Bins of an input at most. Default 255, 2 to 255.
        bins: usize = 255,
        /// Trees without a better loss on the validation part after which no more are grown; those after the best are
        /// taken off. 0 learns from the validation part instead. Default 0.
        patience: usize = 0,
        /// Whether both classes of a direction count the same. Default no.
        balanced: bool = false,
        /// Levels of quantiles that are forecast beside the point, each by trees of its own, for targets that are
        /// numbers. Default none.
        quantiles: Vec<f64> = Vec::new(),
    }
    scaler None
}

impl HistogramBoostingParams {
    fn growth(&self) -> BoostedTreesParams {
        let Self {
            trees, learning_rate, max_leaves, max_depth, min_samples_leaf, l2, bins, patience, ..
        } = *self;
        BoostedTreesParams {
            trees,
            learning_rate,
            max_leaves,
            max_depth,
            min_samples_leaf,
            l2,
            bins,
            patience,
        }
    }

    fn grow(&self, table: &Table, loss: TreesLoss, run: &RunContext) -> Result<Learnt, FitError> {
        let train = Rows { inputs: &table.x, targets: &table.y };
        let watched = Rows { inputs: &table.watched_x, targets: &table.watched_y };
        let weights = balanced(table, self.balanced);
        let trees =
            BoostedTrees::fit(train, weights.as_deref(), watched, loss, &self.growth(), run, Self::NAME)?;
        Ok(Learnt::BoostedTrees(trees))
    }
}

impl Learner for HistogramBoostingParams {
    const NAME: &'static str = "histogram-boosting";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        self.growth().validate(Self::NAME)
    }

    fn watches(&self) -> bool {
        self.patience > 0
    }

    fn quantiles(&self) -> &[f64] {
        &self.quantiles
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        let loss = if table.is_direction { TreesLoss::Logistic } else { TreesLoss::SquaredError };
        self.grow(table, loss, run)
    }

    fn learn_quantile(&self, table: &Table, level: f64, run: &RunContext) -> Result<Learnt, FitError> {
        self.grow(table, TreesLoss::Quantile { level }, run)
    }
}
