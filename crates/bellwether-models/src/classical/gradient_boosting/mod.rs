//! Gradient boosting of regression trees on the window.
//!
//! ```text
//! x: the window's lookback x columns values;  y: the target
//! F₀ = argmin_c Σ L(y, c),   Fₘ(x) = Fₘ₋₁(x) + learning-rate · treeₘ(x),   forecast = F(x)
//! ```
//!
//! Squared error for numbers, logistic loss for direction, whose classes can count the same (`balanced`); see [`Boosting`]. Trees split at values, so the inputs need
//! no scaler. A tree's forecast is a mean of what it learnt from: as a level, a price beyond the training part's cannot
//! be forecast; learn the change of a price that wanders off.
//!
//! Compared with: `sklearn.ensemble.GradientBoostingRegressor` and `GradientBoostingClassifier`. Friedman (2001),
//! *Annals of Statistics* 29(5); subsample: Friedman (2002), *Computational Statistics & Data Analysis* 38(4).

mod ensemble;
mod sorted;
mod tree;

use bellwether_core::{FitError, RunContext};

use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};

pub use ensemble::{Boosting, BoostingLoss, BoostingParams};

learner! {
    /// Parameters of gradient boosting.
    GradientBoosting, GradientBoostingParams {
        /// Trees. Default 100, at least 1.
        trees: usize = 100,
        /// Share of each tree's answer that is added. Default 0.1, above 0 and at most 1.
        learning_rate: f64 = 0.1,
        /// Splits from a tree's root to a leaf at most. Default 3, 1 to 16.
        max_depth: usize = 3,
        /// Fewest training samples in a leaf. Default 1, at least 1.
        min_samples_leaf: usize = 1,
        /// Share of the samples that each tree learns from, drawn without replacement. Default 1, above 0 and at most 1.
        subsample: f64 = 1.0,
        /// Whether both classes of a direction count the same. Default no.
        balanced: bool = false,
    }
    scaler None
}

impl GradientBoostingParams {
    fn growth(&self) -> BoostingParams {
        let Self { trees, learning_rate, max_depth, min_samples_leaf, subsample, .. } = *self;
        BoostingParams { trees, learning_rate, max_depth, min_samples_leaf, subsample }
    }
}

impl Learner for GradientBoostingParams {
    const NAME: &'static str = "gradient-boosting";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        self.growth().validate(Self::NAME)
    }

    fn is_seeded(&self) -> bool {
        self.subsample < 1.0
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        let loss = if table.is_direction { BoostingLoss::Logistic } else { BoostingLoss::SquaredError };
        let weights = balanced(table, self.balanced);
        let rows = (&table.x[..], &table.y[..]);
        let boosting = Boosting::fit(rows, weights.as_deref(), loss, &self.growth(), run, Self::NAME)?;
        Ok(Learnt::Boosting(boosting))
    }
}
