//! Nearest neighbours of the window.
//!
//! ```text
//! x: the window's lookback x columns values, scaled;   N: the k training windows nearest to x, by Euclidean distance
//! forecast: the mean target over N, each with weight 1 or 1 / distance; for direction the share of rises
//! ```
//!
//! Of windows equally far the oldest are taken. A training window at distance 0 then counts alone, if weights are by
//! distance.
//!
//! Compared with: `sklearn.neighbors.KNeighborsRegressor` and `KNeighborsClassifier`. Cover and Hart (1967), *IEEE
//! Transactions on Information Theory* 13(1).

mod search;

use std::sync::OnceLock;

use bellwether_core::{FitError, ForecastError, RunContext};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::learner::{Common, Learner, Learns, Learnt, Table, learner};
use crate::supervised::misfit;
use search::Search;

/// What a neighbour counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NeighbourWeights {
    /// All the same.
    #[default]
    Uniform,
    /// The inverse of its distance.
    Distance,
}

learner! {
    /// Parameters of nearest neighbours.
    NearestNeighbours, NearestNeighboursParams {
        /// Neighbours. Default 5, at least 1.
        neighbours: usize = 5,
        /// What a neighbour counts. Default uniform.
        weights: NeighbourWeights = NeighbourWeights::Uniform,
    }
    scaler Standard
}

/// All training windows and targets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Neighbours {
    count: usize,
    weights: NeighbourWeights,
    width: usize,
    x: Vec<f64>,
    y: Vec<f64>,
    /// Made of the windows when it is first used; none where they are too large for it.
    #[serde(skip)]
    search: OnceLock<Option<Search>>,
}

impl PartialEq for Neighbours {
    fn eq(&self, other: &Self) -> bool {
        let key = |n: &Self| (n.count, n.weights, n.width);
        key(self) == key(other) && self.x == other.x && self.y == other.y
    }
}

impl Neighbours {
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        let apart = self.nearest(row);
        let is_same = apart[0].0 == 0.0;
        let weight = |squares: f64| match self.weights {
            NeighbourWeights::Uniform => 1.0,
            NeighbourWeights::Distance if is_same => f64::from(squares == 0.0),
            NeighbourWeights::Distance => 1.0 / squares.sqrt(),
        };
        let sum = |(all, sum): (f64, f64), (squares, i): &(f64, usize)| {
            let w = weight(*squares);
            (all + w, sum + w * self.y[*i])
        };
        let (all, sum) = apart.iter().fold((0.0, 0.0), sum);
        sum / all
    }

    /// Squared distance and index of the nearest, the nearest first and of equals the oldest.
    fn nearest(&self, row: &[f64]) -> Vec<(f64, usize)> {
        let exact = |i: usize| (squared_distance(row, &self.x[i * self.width..(i + 1) * self.width]), i);
        let search = || self.search.get_or_init(|| Search::new(&self.x, self.width)).as_ref();
        let few = (self.count <= FEW).then(search).flatten();
        let mut near: Vec<(f64, usize)> = match few.and_then(|search| search.candidates(row, self.count)) {
            Some(candidates) => candidates.into_iter().map(exact).collect(),
            None => (0..self.y.len()).map(exact).collect(),
        };
        let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if self.count < near.len() {
            near.select_nth_unstable_by(self.count - 1, nearer);
            near.truncate(self.count);
        }
        // one order of summing
        near.sort_by(nearer);
        near
    }

    pub(super) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        let Self { count, weights: _, width, x, y, search: _ } = self;
        if *width == inputs && !y.is_empty() && x.len() == inputs * y.len() && (1..=y.len()).contains(count) {
            Ok(())
        } else {
            Err(misfit(format!("not {count} neighbours among {} windows of {inputs} inputs", y.len())))
        }
    }
}

/// Neighbours up to which it pays to leave out windows first.
const FEW: usize = 64;

/// `Σ (a - b)²`, in eight sums at a time: one would wait for each of its additions.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a.remainder().iter().zip(b.remainder());
    for (sum, (a, b)) in sums.iter_mut().zip(rest) {
        *sum += (a - b) * (a - b);
    }
    for (a, b) in a.zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += (a - b) * (a - b);
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

impl Learner for NearestNeighboursParams {
    const NAME: &'static str = "nearest-neighbours";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        if self.neighbours == 0 {
            return Self::refuse("neighbours", 0, "it must be at least 1");
        }
        Ok(())
    }

    fn learn(&self, table: &Table, _run: &RunContext) -> Result<Learnt, FitError> {
        let (needed, found) = (self.neighbours, table.y.len());
        if found < needed {
            return Err(FitError::TooFewSamples { model: Self::NAME, needed, found });
        }
        let (x, y) = (table.x.clone(), table.y.clone());
        let (count, weights, width) = (self.neighbours, self.weights, table.width);
        Ok(Learnt::Neighbours(Neighbours { count, weights, width, x, y, search: OnceLock::new() }))
    }
}
