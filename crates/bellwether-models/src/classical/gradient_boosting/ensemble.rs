use bellwether_core::{FitError, ForecastError, RunContext};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sorted::Sorted;
use super::tree::{Growth, Tree};
use crate::supervised::misfit;

/// What boosting makes small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BoostingLoss {
    /// `½ (y − F)²`; the prediction is `F`.
    SquaredError,
    /// `ln(1 + eᶠ) − y F` for labels 0 and 1; the prediction is the probability of 1, `1 / (1 + e⁻ᶠ)`.
    Logistic,
}

/// How an ensemble is grown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct BoostingParams {
    /// Trees. Default 100, at least 1.
    pub trees: usize,
    /// Share of each tree's answer that is added. Default 0.1, above 0 and at most 1.
    pub learning_rate: f64,
    /// Splits from a tree's root to a leaf at most. Default 3, 1 to 16.
    pub max_depth: usize,
    /// Fewest training samples in a leaf. Default 1, at least 1.
    pub min_samples_leaf: usize,
    /// Share of the samples that each tree learns from, drawn without replacement. Default 1, above 0 and at most 1.
    pub subsample: f64,
}

impl Default for BoostingParams {
    fn default() -> Self {
        Self { trees: 100, learning_rate: 0.1, max_depth: 3, min_samples_leaf: 1, subsample: 1.0 }
    }
}

impl BoostingParams {
    /// Checks the parameters for the model that uses them.
    ///
    /// # Errors
    /// [`FitError::Parameter`] with the value and what is allowed.
    pub fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let Self { trees, learning_rate, max_depth, min_samples_leaf, subsample } = *self;
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model, parameter, value, expected })
        };
        let is_share = |v: f64| v > 0.0 && v <= 1.0;
        if trees == 0 {
            return refuse("trees", trees.to_string(), "it must be at least 1");
        }
        if !is_share(learning_rate) {
            return refuse("learning-rate", learning_rate.to_string(), "it must be above 0 and at most 1");
        }
        if !(1..=16).contains(&max_depth) {
            return refuse("max-depth", max_depth.to_string(), "it must be 1 to 16");
        }
        if min_samples_leaf == 0 {
            return refuse("min-samples-leaf", min_samples_leaf.to_string(), "it must be at least 1");
        }
        if !is_share(subsample) {
            return refuse("subsample", subsample.to_string(), "it must be above 0 and at most 1");
        }
        Ok(())
    }
}

/// A sum of regression trees, each fitted to what the ones before it left over.
///
/// ```text
/// F₀: the mean of y, or the log odds of the labels
/// gᵢ = yᵢ − F(xᵢ), or yᵢ − pᵢ:   the tree's squared-error targets, over a draw of the samples when subsample < 1
/// leaf value: mean g, or Σ w g / Σ w p (1 − p), one Newton step;   w: the samples' weights, in means as well
/// F ← F + learning-rate · leaf value
/// ```
///
/// A tree is grown greedily and exactly: of all splits between two different values of an input, the one that lowers the
/// squared error most; of equal ones the first input's and its smallest. The threshold is the middle of the two values,
/// and what is not above it goes left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boosting {
    loss: BoostingLoss,
    /// F₀.
    start: f64,
    learning_rate: f64,
    trees: Vec<Tree>,
    /// By input: what its splits lowered the squared error of a sample by, summed over the trees.
    gains: Vec<f64>,
}

impl Boosting {
    /// Fits to rows `x`, row-major with one row for each of `y`, each with its weight or all with 1. Everything must be
    /// finite, the weights above 0, the labels of the logistic loss 0 or 1, and the parameters valid. `model` names the fit in errors and, as `MODEL/subsample`, the random stream that
    /// samples are drawn from.
    ///
    /// # Errors
    /// [`FitError::Cancelled`] when the run is stopped; [`FitError::Numerical`] when a sum is more than a double holds.
    ///
    /// # Panics
    /// When there is no sample, `x` is not so many rows, or there are not so many weights.
    pub fn fit(
        (x, y): (&[f64], &[f64]),
        weights: Option<&[f64]>,
        loss: BoostingLoss,
        params: &BoostingParams,
        run: &RunContext,
        model: &'static str,
    ) -> Result<Self, FitError> {
        let n = y.len();
        assert!(n > 0 && x.len().is_multiple_of(n), "{} inputs for {n} samples", x.len());
        let &BoostingParams { trees, learning_rate, max_depth, min_samples_leaf, subsample } = params;
        let (sorted, inputs) = (Sorted::of(x, n), x.len() / n);
        let weights = weights.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
        assert!(weights.len() == n, "{} weights for {n} samples", weights.len());
        let start = loss.start(y, &weights);
        let mut score = vec![start; n];
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![1.0; n]);
        loss.derivatives(y, &score, &mut gradient, &mut hessian);
        let mut growth =
            Growth::new(&sorted, &weights, max_depth, min_samples_leaf, spread(&gradient, &weights));
        let mut draw = Draw { rng: run.rng(&format!("{model}/subsample")), order: (0..n as u32).collect() };
        let share = ((subsample * n as f64) as usize).max(1);
        let gains = vec![0.0; inputs];
        let mut ensemble = Self { loss, start, learning_rate, trees: Vec::with_capacity(trees), gains };
        for _ in 0..trees {
            if run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            let drawn = (share < n).then(|| draw.take(share));
            let tree = growth.tree(x, &gradient, &hessian, drawn, &mut ensemble.gains);
            for (i, f) in score.iter_mut().enumerate() {
                *f += learning_rate * tree.value(&x[i * inputs..(i + 1) * inputs]);
            }
            ensemble.trees.push(tree);
            loss.derivatives(y, &score, &mut gradient, &mut hessian);
        }
        if score.iter().all(|f| f.is_finite()) {
            return Ok(ensemble);
        }
        let reason = format!("the squared errors of {n} samples are more than a double holds");
        Err(FitError::Numerical { model, reason })
    }

    /// The prediction for one row of inputs: a number, or the probability of label 1.
    ///
    /// # Panics
    /// When the row is not as wide as those of the fit ([`check`](Self::check) tells it of a restored ensemble).
    pub fn predict(&self, row: &[f64]) -> f64 {
        let score = self.trees.iter().fold(self.start, |f, tree| f + self.learning_rate * tree.value(row));
        match self.loss {
            BoostingLoss::SquaredError => score,
            BoostingLoss::Logistic => logistic(score),
        }
    }

    /// Each input's share of what all splits lowered the squared error by, each tree's in parts of its weight; all 0 without
    /// a split. As scikit-learn's `feature_importances_`.
    pub fn importances(&self) -> Vec<f64> {
        let all: f64 = self.gains.iter().sum();
        if all > 0.0 {
            self.gains.iter().map(|gain| gain / all).collect()
        } else {
            vec![0.0; self.gains.len()]
        }
    }

    /// Refuses saved state that is not a sum of trees over so many inputs.
    ///
    /// # Errors
    /// [`ForecastError::Saved`] names the first tree that is not one.
    pub fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.gains.len() != inputs {
            return Err(misfit(format!("{} gains of {inputs} inputs", self.gains.len())));
        }
        match self.trees.iter().position(|tree| !tree.is_sound(inputs)) {
            None => Ok(()),
            Some(i) => Err(misfit(format!("tree {i} (counted from 0) is not a tree over {inputs} inputs"))),
        }
    }
}

impl BoostingLoss {
    /// The constant of the smallest loss.
    fn start(self, y: &[f64], weights: &[f64]) -> f64 {
        let mean = mean(y, weights);
        match self {
            Self::SquaredError => mean,
            // one class alone has infinite log odds
            Self::Logistic => {
                let p = mean.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
                (p / (1.0 - p)).ln()
            }
        }
    }

    /// The negative first and the second derivative of each sample's loss.
    fn derivatives(self, y: &[f64], score: &[f64], gradient: &mut [f64], hessian: &mut [f64]) {
        for (((g, h), y), f) in gradient.iter_mut().zip(hessian).zip(y).zip(score) {
            match self {
                Self::SquaredError => *g = y - f,
                Self::Logistic => {
                    let p = logistic(*f);
                    (*g, *h) = (y - p, p * (1.0 - p));
                }
            }
        }
    }
}

fn logistic(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(v, w)| w * v).sum::<f64>() / weights.iter().sum::<f64>()
}

/// Mean squared distance from the mean.
fn spread(values: &[f64], weights: &[f64]) -> f64 {
    let center = mean(values, weights);
    let squares: Vec<f64> = values.iter().map(|v| (v - center) * (v - center)).collect();
    mean(&squares, weights)
}

/// Draws samples without replacement.
struct Draw {
    rng: ChaCha8Rng,
    order: Vec<u32>,
}

impl Draw {
    /// The first steps of a Fisher-Yates shuffle.
    fn take(&mut self, count: usize) -> &[u32] {
        let n = self.order.len();
        for i in 0..count {
            let beyond = (u128::from(self.rng.next_u64()) * (n - i) as u128) >> 64;
            self.order.swap(i, i + beyond as usize);
        }
        &self.order[..count]
    }
}
