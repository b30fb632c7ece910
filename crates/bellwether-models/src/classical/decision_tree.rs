//! A decision tree on the window.
//!
//! ```text
//! x: the window's lookback x columns values;  y: the target;   forecast: the mean target of x's leaf
//! ```
//!
//! Squared error for numbers, Gini impurity for direction; see [`Cart`]. A fully grown tree knows its training part by
//! heart: `max-depth` and `min-samples-leaf` keep it from that.
//!
//! Compared with: `sklearn.tree.DecisionTreeRegressor` and `DecisionTreeClassifier`. Breiman, Friedman, Olshen and Stone
//! (1984), *Classification and Regression Trees*.

use bellwether_core::{FitError, RunContext};

use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};
use super::trees::{Cart, CartParams};

learner! {
    /// Parameters of a decision tree.
    DecisionTree, DecisionTreeParams {
        /// Splits from the root to a leaf at most; 0 for as many as it takes. Default 5.
        max_depth: usize = 5,
        /// Fewest samples in a node that is split. Default 2, at least 2.
        min_samples_split: usize = 2,
        /// Fewest samples in a leaf. Default 1, at least 1.
        min_samples_leaf: usize = 1,
        /// Whether both classes of a direction count the same. Default no.
        balanced: bool = false,
    }
    scaler None
}

impl DecisionTreeParams {
    fn growth(&self) -> CartParams {
        let Self { max_depth, min_samples_split, min_samples_leaf, .. } = *self;
        CartParams { max_depth, min_samples_split, min_samples_leaf }
    }
}

impl Learner for DecisionTreeParams {
    const NAME: &'static str = "decision-tree";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        self.growth().validate(Self::NAME)
    }

    fn learn(&self, table: &Table, _run: &RunContext) -> Result<Learnt, FitError> {
        let weights = balanced(table, self.balanced).unwrap_or_else(|| vec![1.0; table.y.len()]);
        Ok(Learnt::Tree(Cart::fit(&table.x, &table.y, &weights, &self.growth())))
    }
}
