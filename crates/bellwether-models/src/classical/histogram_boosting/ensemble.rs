use bellwether_core::{FitError, ForecastError, RunContext};
use serde::{Deserialize, Serialize};

use super::bins::Bins;
use super::grow::{Growth, Leaf};
use super::histogram::{Cell, Scale};
use super::loss::{TreesLoss, logistic, quantile};
use super::params::BoostedTreesParams;
use crate::classical::trees::{Shap, Tree};
use crate::supervised::misfit;

/// Samples to learn from or to watch: `inputs`, row-major with one row for each of `targets`.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Inputs; NaN where a value is missing.
    pub inputs: &'a [f64],
    /// Targets; 0 or 1 for the logistic loss.
    pub targets: &'a [f64],
}

/// A sum of regression trees, each grown over binned inputs towards what the ones before it left over.
///
/// ```text
/// F₀: the constant of the smallest loss;   g, h: first and second derivative of each sample's loss at F
/// split: of all between two bins, and of missing values to either side, the one with the largest
///        G_L² / (H_L + l2) + G_R² / (H_R + l2) − G² / (H + l2),   the leaf of the largest first
/// leaf value: −G / (H + l2), one Newton step; for a quantile the quantile of the residuals
/// F ← F + learning-rate · leaf value
/// ```
///
/// Inputs are cut into at most 255 bins: between all their values, or into bins of as many samples. Sums are kept in whole
/// numbers, so that they do not depend on an order. Ke et al. (2017), *NeurIPS* 30. Compared with scikit-learn's
/// `HistGradientBoosting` and with LightGBM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoostedTrees {
    loss: TreesLoss,
    inputs: usize,
    /// F₀.
    start: f64,
    trees: Vec<Tree>,
    /// Loss on training and validation rows after each tree, where it was watched.
    losses: Vec<[f64; 2]>,
}

impl BoostedTrees {
    /// Fits to `train`, each sample with its weight if weights are given. Targets and weights must be finite, inputs finite
    /// or NaN, and the parameters valid. `watched` rows stop it, with a patience of more than 0.
    ///
    /// # Errors
    /// [`FitError::Cancelled`] when the run is stopped; [`FitError::Numerical`] when there are more than 2²⁴ samples or a
    /// sum is more than a double holds. `model` names the fit in them.
    ///
    /// # Panics
    /// When there is no sample, or the inputs are not so many rows.
    pub fn fit(
        train: Rows<'_>,
        weights: Option<&[f64]>,
        watched: Rows<'_>,
        loss: TreesLoss,
        params: &BoostedTreesParams,
        run: &RunContext,
        model: &'static str,
    ) -> Result<Self, FitError> {
        let n = train.targets.len();
        assert!(n > 0 && train.inputs.len().is_multiple_of(n), "{} inputs for {n}", train.inputs.len());
        if n >= Scale::MOST {
            let reason = format!("{n} samples are more than the {} that it learns from", Scale::MOST - 1);
            return Err(FitError::Numerical { model, reason });
        }
        if weights.is_some() && matches!(loss, TreesLoss::Quantile { .. }) {
            let reason = "quantiles are learnt without weights".to_owned();
            return Err(FitError::Numerical { model, reason });
        }
        let bins = Bins::of(train.inputs, n, params.bins);
        let start = loss.start(train.targets, weights);
        let empty = Self { loss, inputs: bins.inputs, start, trees: Vec::new(), losses: Vec::new() };
        let fit = Fit { train, weights, watched, params, run };
        let ensemble = if loss.is_flat() && weights.is_none() {
            fit.grow::<i64>(&bins, empty)?
        } else {
            fit.grow::<[i64; 2]>(&bins, empty)?
        };
        let is_finite = |tree: &Tree| tree.values().iter().all(|v| !v.is_nan());
        if ensemble.start.is_finite() && ensemble.trees.iter().all(is_finite) {
            return Ok(ensemble);
        }
        let reason = format!("the squared errors of {n} samples are more than a double holds");
        Err(FitError::Numerical { model, reason })
    }

    /// The prediction for one row of inputs: a number, or the probability of label 1.
    ///
    /// # Panics
    /// When the row is not as wide as those of the fit.
    pub fn predict(&self, row: &[f64]) -> f64 {
        let score = self.score(row);
        if self.loss == TreesLoss::Logistic { logistic(score) } else { score }
    }

    /// `F` for one row of inputs: a number, or log odds.
    ///
    /// # Panics
    /// As [`predict`](Self::predict).
    pub fn score(&self, row: &[f64]) -> f64 {
        self.trees.iter().fold(self.start, |f, tree| f + tree.value(row))
    }

    /// Exact Shapley values of the inputs for a row, in the unit of [`score`](Self::score), and last the mean score; their
    /// sum is the score.
    pub fn shap(&self, row: &[f64]) -> Vec<f64> {
        let mut phi = vec![0.0; self.inputs + 1];
        phi[self.inputs] = self.start;
        let mut shap = Shap::default();
        for tree in &self.trees {
            shap.add(tree, row, 1.0, &mut phi);
        }
        phi
    }

    /// Each input's share of what all splits lowered the loss by; all 0 without a split.
    pub fn importances(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.inputs];
        self.trees.iter().for_each(|tree| tree.add_gains(&mut sums));
        let all: f64 = sums.iter().sum();
        if all > 0.0 {
            for s in &mut sums {
                *s /= all;
            }
        }
        sums
    }

    /// The trees; their leaves are already multiplied by the learning rate.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Mean loss on training and watched rows after each tree; empty when nothing was watched.
    pub fn losses(&self) -> &[[f64; 2]] {
        &self.losses
    }

    /// Refuses saved state that is not a sum of trees over so many inputs.
    pub(crate) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.inputs != inputs {
            return Err(misfit(format!("trees over {} inputs for {inputs}", self.inputs)));
        }
        match self.trees.iter().position(|tree| !tree.is_sound(inputs)) {
            None => Ok(()),
            Some(i) => Err(misfit(format!("tree {i} (counted from 0) is not a tree over {inputs} inputs"))),
        }
    }
}

struct Fit<'a> {
    train: Rows<'a>,
    weights: Option<&'a [f64]>,
    watched: Rows<'a>,
    params: &'a BoostedTreesParams,
    run: &'a RunContext,
}

impl Fit<'_> {
    fn grow<C: Cell>(&self, bins: &Bins, mut ensemble: BoostedTrees) -> Result<BoostedTrees, FitError> {
        let (loss, y, n) = (ensemble.loss, self.train.targets, self.train.targets.len());
        let mut score = vec![ensemble.start; n];
        let mut seen = vec![ensemble.start; self.watched.targets.len()];
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![1.0; n]);
        let mut growth = Growth::<C>::new(bins, n, self.params);
        let watches = self.params.patience > 0 && !seen.is_empty();
        let (mut best, mut trees) = (f64::INFINITY, 0);
        for round in 1..=self.params.trees {
            if self.run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            loss.derivatives(y, &score, &mut gradient, &mut hessian);
            self.weigh(loss, &mut gradient, &mut hessian);
            let (mut tree, leaves) = growth.tree(&gradient, &hessian);
            for leaf in &leaves {
                self.renew(loss, &mut tree, leaf, growth.rows(leaf), &score);
                let value = tree.values()[leaf.node];
                growth.rows(leaf).iter().for_each(|row| score[*row as usize] += value);
            }
            let is_stump = leaves.len() == 1;
            if watches {
                for (f, row) in seen.iter_mut().zip(self.watched.inputs.chunks_exact(bins.inputs)) {
                    *f += tree.value(row);
                }
                let now = loss.mean(self.watched.targets, &seen);
                ensemble.losses.push([loss.mean(y, &score), now]);
                if now < best {
                    (best, trees) = (now, round);
                }
            }
            ensemble.trees.push(tree);
            if is_stump || (watches && round - trees >= self.params.patience) {
                break;
            }
        }
        if watches {
            ensemble.trees.truncate(trees);
        }
        Ok(ensemble)
    }

    fn weigh(&self, loss: TreesLoss, gradient: &mut [f64], hessian: &mut [f64]) {
        let Some(weights) = self.weights else { return };
        for ((g, h), w) in gradient.iter_mut().zip(hessian).zip(weights) {
            *g *= w;
            *h = if loss.is_flat() { *w } else { *h * w };
        }
    }

    /// A quantile's gradients tell the side alone: its leaves hold the quantile of their residuals.
    fn renew(&self, loss: TreesLoss, tree: &mut Tree, leaf: &Leaf, rows: &[u32], score: &[f64]) {
        let TreesLoss::Quantile { level } = loss else { return };
        let residual = |row: &u32| self.train.targets[*row as usize] - score[*row as usize];
        let mut residuals: Vec<f64> = rows.iter().map(residual).collect();
        tree.set_value(leaf.node, self.params.learning_rate * quantile(&mut residuals, level));
    }
}
