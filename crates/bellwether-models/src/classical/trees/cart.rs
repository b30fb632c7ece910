use bellwether_core::{FitError, ForecastError};
use rand_chacha::ChaCha8Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shap;
use super::tree::{Branch, Tree, middle};
use crate::classical::draw;
use crate::supervised::misfit;

/// How a classification or regression tree is grown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CartParams {
    /// Splits from the root to a leaf at most; 0 for as many as it takes. Default 0.
    pub max_depth: usize,
    /// Fewest samples in a node that is split. Default 2, at least 2.
    pub min_samples_split: usize,
    /// Fewest samples in a leaf. Default 1, at least 1.
    pub min_samples_leaf: usize,
}

impl Default for CartParams {
    fn default() -> Self {
        Self { max_depth: 0, min_samples_split: 2, min_samples_leaf: 1 }
    }
}

impl CartParams {
    pub(in crate::classical) fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let Self { max_depth: _, min_samples_split, min_samples_leaf } = *self;
        let refuse = |parameter, value: usize, expected| {
            Err(FitError::Parameter { model, parameter, value: value.to_string(), expected })
        };
        if min_samples_split < 2 {
            return refuse("min-samples-split", min_samples_split, "it must be at least 2");
        }
        if min_samples_leaf == 0 {
            return refuse("min-samples-leaf", min_samples_leaf, "it must be at least 1");
        }
        Ok(())
    }
}

/// A classification or regression tree (CART).
///
/// ```text
/// node: samples with weights w, W = Σ w, S = Σ w y;   impurity: weighted variance of y
/// split: of all between two different values of an input, the one with the largest S_L² / W_L + S_R² / W_R
/// leaf value: S / W, for labels 0 and 1 the probability of 1
/// ```
///
/// For labels 0 and 1 the variance is half the Gini impurity `1 − p² − (1 − p)²`, so that the splits are those of Gini.
/// The threshold is the middle of the two values, and what is not above it goes left; of equal splits the first input's
/// and its smallest is taken. Breiman, Friedman, Olshen and Stone (1984). Compared with `sklearn.tree`, which it equals
/// where no two splits are equally good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    inputs: usize,
    tree: Tree,
}

impl Cart {
    /// Fits to `x`, row-major with one row for each of `y`, each sample with its weight. Everything must be finite and
    /// the weights above 0.
    ///
    /// ```
    /// use bellwether_models::classical::{Cart, CartParams};
    /// let tree = Cart::fit(&[1.0, 2.0, 7.0, 8.0], &[0.0, 0.0, 1.0, 1.0], &[1.0; 4], &CartParams::default());
    /// assert_eq!([tree.predict(&[4.4]), tree.predict(&[4.6])], [0.0, 1.0]);
    /// ```
    ///
    /// # Panics
    /// When there is no sample, or `x` is not so many rows.
    pub fn fit(x: &[f64], y: &[f64], weights: &[f64], params: &CartParams) -> Self {
        let features = Features::of(x, y.len());
        let counts = vec![1; y.len()];
        let inputs = features.inputs;
        Self { inputs, tree: Growth::new(&features, y, weights, params).tree(&counts, inputs, None) }
    }

    /// The mean of the leaf's samples; of labels the probability of 1.
    pub fn predict(&self, row: &[f64]) -> f64 {
        self.tree.value(row)
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Each input's share of what all splits lowered the impurity by; all 0 for a tree without a split.
    pub fn importances(&self) -> Vec<f64> {
        shares(&self.tree, self.inputs)
    }

    /// Exact Shapley values of the inputs for a row and, last, the mean prediction; their sum is the prediction.
    pub fn shap(&self, row: &[f64]) -> Vec<f64> {
        let mut phi = vec![0.0; self.inputs + 1];
        Shap::default().add(&self.tree, row, 1.0, &mut phi);
        phi
    }

    pub(in crate::classical) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.inputs == inputs && self.tree.is_sound(inputs) {
            Ok(())
        } else {
            Err(misfit(format!("not a tree over {inputs} inputs")))
        }
    }
}

/// Each input's share of the tree's gains.
pub(in crate::classical) fn shares(tree: &Tree, inputs: usize) -> Vec<f64> {
    let mut sums = vec![0.0; inputs];
    tree.add_gains(&mut sums);
    let all: f64 = sums.iter().sum();
    if all > 0.0 {
        for s in &mut sums {
            *s /= all;
        }
    }
    sums
}

/// The inputs of all samples as ranks among the input's different values.
pub(in crate::classical) struct Features {
    pub(in crate::classical) inputs: usize,
    samples: usize,
    /// Input by input, then sample by sample.
    ranks: Vec<u32>,
    /// By input: its different values, rising.
    values: Vec<Vec<f64>>,
}

impl Features {
    /// Of `n` rows.
    ///
    /// # Panics
    /// When there is no row, or `x` is not so many.
    pub(in crate::classical) fn of(x: &[f64], n: usize) -> Self {
        assert!(n > 0 && x.len().is_multiple_of(n), "{} inputs for {n} samples", x.len());
        let inputs = x.len() / n;
        let mut ranks = vec![0; x.len()];
        let mut values = Vec::with_capacity(inputs);
        let mut sorted: Vec<(f64, u32)> = Vec::with_capacity(n);
        for (j, ranks) in ranks.chunks_exact_mut(n).enumerate() {
            sorted.clear();
            // + 0.0: the two zeros are one value
            sorted.extend(x[j..].iter().step_by(inputs).enumerate().map(|(i, v)| (v + 0.0, i as u32)));
            sorted.sort_unstable_by(|a, b| f64::total_cmp(&a.0, &b.0));
            let mut distinct: Vec<f64> = Vec::new();
            for (value, sample) in &sorted {
                if distinct.last() != Some(value) {
                    distinct.push(*value);
                }
                ranks[*sample as usize] = distinct.len() as u32 - 1;
            }
            values.push(distinct);
        }
        Self { inputs, samples: n, ranks, values }
    }

    fn ranks(&self, input: usize) -> &[u32] {
        &self.ranks[input * self.samples..(input + 1) * self.samples]
    }
}

/// Grows trees over the same samples.
pub(in crate::classical) struct Growth<'a> {
    features: &'a Features,
    y: &'a [f64],
    /// Mean of `y`: taken off so that sums of squares do not cancel.
    centre: f64,
    weights: &'a [f64],
    params: &'a CartParams,
    /// By sample: weight and weight times target, in the tree being grown.
    sums: Vec<[f64; 2]>,
    /// Samples of the tree being grown, node after node.
    rows: Vec<u32>,
    counts: Vec<u32>,
    keys: Vec<u64>,
    order: Vec<usize>,
}

/// Rounding below 0, and what is more than a double holds, are no gain.
fn finite(gain: f64) -> f64 {
    if gain.is_finite() { gain.max(0.0) } else { 0.0 }
}

struct Node {
    number: usize,
    from: usize,
    to: usize,
    depth: usize,
}

struct Best {
    score: f64,
    input: usize,
    /// Ranks of the two values between which it is split.
    ranks: [u32; 2],
    left: f64,
}

impl<'a> Growth<'a> {
    pub(in crate::classical) fn new(
        features: &'a Features,
        y: &'a [f64],
        weights: &'a [f64],
        params: &'a CartParams,
    ) -> Self {
        Self {
            features,
            y,
            centre: y.iter().sum::<f64>() / y.len() as f64,
            weights,
            params,
            sums: vec![[0.0; 2]; y.len()],
            rows: Vec::with_capacity(y.len()),
            counts: vec![0; y.len()],
            keys: Vec::with_capacity(y.len()),
            order: (0..features.inputs).collect(),
        }
    }

    /// A tree over the samples, each counted so many times, that looks at `inputs` inputs for each split, drawn by `rng`.
    pub(in crate::classical) fn tree(
        &mut self,
        counts: &[u32],
        inputs: usize,
        mut rng: Option<&mut ChaCha8Rng>,
    ) -> Tree {
        self.rows.clear();
        self.rows.extend((0..counts.len() as u32).filter(|i| counts[*i as usize] > 0));
        self.counts.copy_from_slice(counts);
        for (i, sums) in self.sums.iter_mut().enumerate() {
            let weight = counts[i] as f64 * self.weights[i];
            *sums = [weight, weight * (self.y[i] - self.centre)];
        }
        let all: f64 = self.rows.iter().map(|i| self.sums[*i as usize][0]).sum();
        let mut tree = Tree::root(all);
        let mut stack = vec![Node { number: 0, from: 0, to: self.rows.len(), depth: 0 }];
        while let Some(node) = stack.pop() {
            let (weight, sum) = self.weigh(&node);
            let best = if self.may_split(&node) {
                self.best(&node, (weight, sum), inputs, rng.as_deref_mut())
            } else {
                None
            };
            let Some(best) = best else {
                tree.set_value(node.number, self.mean(&node));
                continue;
            };
            let values = &self.features.values[best.input];
            let branch = Branch {
                input: best.input,
                threshold: middle(values[best.ranks[0] as usize], values[best.ranks[1] as usize]),
                missing_left: false,
                gain: finite(best.score - sum * sum / weight),
                cover: [best.left, weight - best.left],
            };
            let left = tree.split(node.number, &branch);
            let between = self.partition(&node, &best);
            let depth = node.depth + 1;
            stack.push(Node { number: left + 1, from: between, to: node.to, depth });
            stack.push(Node { number: left, from: node.from, to: between, depth });
        }
        tree
    }

    fn weigh(&self, node: &Node) -> (f64, f64) {
        let sums = self.rows[node.from..node.to].iter().map(|i| self.sums[*i as usize]);
        sums.fold((0.0, 0.0), |(w, s), [weight, sum]| (w + weight, s + sum))
    }

    fn mean(&self, node: &Node) -> f64 {
        let (mut weight, mut sum) = (0.0, 0.0);
        for i in &self.rows[node.from..node.to] {
            let w = self.sums[*i as usize][0];
            (weight, sum) = (weight + w, sum + w * self.y[*i as usize]);
        }
        sum / weight
    }

    fn may_split(&self, node: &Node) -> bool {
        let CartParams { max_depth, min_samples_split, min_samples_leaf } = *self.params;
        let rows = &self.rows[node.from..node.to];
        let count: usize = rows.iter().map(|i| self.counts[*i as usize] as usize).sum();
        let first = self.y[rows[0] as usize];
        (max_depth == 0 || node.depth < max_depth)
            && count >= min_samples_split
            && count / 2 >= min_samples_leaf
            && rows.iter().any(|i| self.y[*i as usize] != first)
    }

    /// The best split over `inputs` drawn inputs; more are drawn until one is not constant.
    fn best(
        &mut self,
        node: &Node,
        of_node: (f64, f64),
        inputs: usize,
        mut rng: Option<&mut ChaCha8Rng>,
    ) -> Option<Best> {
        let all = self.order.len();
        let mut best: Option<Best> = None;
        let mut varied = false;
        for k in 0..all {
            if k >= inputs && varied {
                break;
            }
            if let Some(rng) = rng.as_deref_mut() {
                self.order.swap(k, k + draw::below(rng, all - k));
            }
            let input = self.order[k];
            varied |= self.sweep(node, of_node, input, &mut best);
        }
        best
    }

    /// Improves `best` by the splits of one input; tells whether it varies among the samples.
    fn sweep(
        &mut self,
        node: &Node,
        (weight, sum): (f64, f64),
        input: usize,
        best: &mut Option<Best>,
    ) -> bool {
        let ranks = self.features.ranks(input);
        let rows = &self.rows[node.from..node.to];
        self.keys.clear();
        self.keys.extend(rows.iter().map(|i| u64::from(ranks[*i as usize]) << 32 | u64::from(*i)));
        let first = self.keys[0] >> 32;
        if self.keys.iter().all(|key| key >> 32 == first) {
            return false;
        }
        self.keys.sort_unstable();
        let least = self.params.min_samples_leaf;
        let count: usize = rows.iter().map(|i| self.counts[*i as usize] as usize).sum();
        let (mut seen, mut left, mut left_sum) = (0, 0.0, 0.0);
        let mut last = (self.keys[0] >> 32) as u32;
        let mut found = best.as_ref().map_or(f64::NEG_INFINITY, |b| b.score);
        for key in &self.keys {
            let (rank, row) = ((key >> 32) as u32, *key as u32 as usize);
            if rank != last && seen >= least && count - seen >= least {
                let (right, rest) = (weight - left, sum - left_sum);
                let score = left_sum * left_sum / left + rest * rest / right;
                if score > found {
                    found = score;
                    *best = Some(Best { score, input, ranks: [last, rank], left });
                }
            }
            let [w, s] = self.sums[row];
            seen += self.counts[row] as usize;
            left += w;
            left_sum += s;
            last = rank;
        }
        true
    }

    /// Puts the samples of the left side before those of the right; returns where these start.
    fn partition(&mut self, node: &Node, best: &Best) -> usize {
        let ranks = self.features.ranks(best.input);
        let rows = &mut self.rows[node.from..node.to];
        self.keys.clear();
        let mut kept = 0;
        for k in 0..rows.len() {
            let row = rows[k];
            if ranks[row as usize] <= best.ranks[0] {
                rows[kept] = row;
                kept += 1;
            } else {
                self.keys.push(u64::from(row));
            }
        }
        for (row, key) in rows[kept..].iter_mut().zip(&self.keys) {
            *row = *key as u32;
        }
        node.from + kept
    }
}
