//! Exact Shapley values of trees.
//!
//! ```text
//! v(S) = E[tree(x) | inputs in S are x's], inputs not in S followed both ways by the weight of the training samples
//! φⱼ = Σ over S without j of |S|! (p − |S| − 1)! / p! · (v(S ∪ j) − v(S)),   Σ φⱼ = tree(x) − v(∅)
//! ```
//!
//! All subsets are followed down the tree at once, as the polynomial of their sizes: time `leaves · depth²`.
//! Lundberg, Erion and Lee (2018), arXiv:1802.03888, algorithm 2. Compared with the Python package `shap` and
//! LightGBM's `pred_contrib`, and with the sum over all subsets.

use super::tree::Tree;

/// One input on the way from the root: the shares of subsets without and with it that come this way, and the weight of
/// subsets of the size that its place stands for.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    input: u32,
    /// Share of the training weight that comes this way when the input is not known.
    zero: f64,
    /// Whether x itself comes this way: 1 or 0.
    one: f64,
    weight: f64,
}

/// Adds up the Shapley values of trees for one row; keeps its buffers.
#[derive(Debug, Default)]
pub(in crate::classical) struct Shap {
    path: Vec<Step>,
}

/// No input: the step of the root.
const NONE: u32 = u32::MAX;

impl Shap {
    /// Adds `share` of the tree's values to `phi`, which has a place for each input and, last, one for `v(∅)`.
    pub(in crate::classical) fn add(&mut self, tree: &Tree, row: &[f64], share: f64, phi: &mut [f64]) {
        let last = phi.len() - 1;
        phi[last] += share * tree.expectation(&|_| None);
        self.path.clear();
        let root = Step { input: NONE, zero: 1.0, one: 1.0, weight: 0.0 };
        self.descend(tree, row, 0, (0, root), share, phi);
    }

    /// `from` is where the parent's path starts among the buffers, which holds it whole.
    fn descend(
        &mut self,
        tree: &Tree,
        row: &[f64],
        node: usize,
        (from, step): (usize, Step),
        share: f64,
        phi: &mut [f64],
    ) {
        let start = self.path.len();
        self.path.extend_from_within(from..);
        extend(&mut self.path, start, step);
        if tree.left[node] == 0 {
            let path = &self.path[start..];
            for i in 1..path.len() {
                let weight = unwound_sum(path, i);
                phi[path[i].input as usize] +=
                    share * weight * (path[i].one - path[i].zero) * tree.value[node];
            }
        } else {
            let input = tree.input[node];
            let hot = tree.child(node, row[input as usize]);
            let left = tree.left[node] as usize;
            let cold = 2 * left + 1 - hot;
            let (mut zero, mut one) = (1.0, 1.0);
            // an input that was looked at before is taken off the path and put on again
            if let Some(k) = self.path[start..].iter().position(|s| s.input == input) {
                (zero, one) = (self.path[start + k].zero, self.path[start + k].one);
                unwind(&mut self.path, start, k);
            }
            let end = self.path.len();
            for (child, one) in [(hot, one), (cold, 0.0)] {
                let zero = zero * share_of(tree, child, node);
                let step = Step { input, zero, one, weight: 0.0 };
                self.descend(tree, row, child, (start, step), share, phi);
                self.path.truncate(end);
            }
        }
    }
}

fn share_of(tree: &Tree, child: usize, node: usize) -> f64 {
    if tree.cover[node] > 0.0 { tree.cover[child] / tree.cover[node] } else { 0.5 }
}

impl Tree {
    /// The mean over the training samples that come where the known inputs lead: `v(S)`.
    ///
    /// ```
    /// use bellwether_models::classical::{Cart, CartParams};
    /// let tree = Cart::fit(&[1.0, 2.0, 3.0, 9.0], &[0.0, 0.0, 0.0, 1.0], &[1.0; 4], &CartParams::default());
    /// assert_eq!(tree.tree().expectation(&|_| None), 0.25);
    /// assert_eq!(tree.tree().expectation(&|_| Some(7.0)), 1.0);
    /// ```
    pub fn expectation(&self, known: &dyn Fn(usize) -> Option<f64>) -> f64 {
        self.expectation_at(0, known)
    }

    fn expectation_at(&self, node: usize, known: &dyn Fn(usize) -> Option<f64>) -> f64 {
        let left = self.left[node] as usize;
        if left == 0 {
            return self.value[node];
        }
        if let Some(x) = known(self.input[node] as usize) {
            return self.expectation_at(self.child(node, x), known);
        }
        [left, left + 1].into_iter().map(|c| share_of(self, c, node) * self.expectation_at(c, known)).sum()
    }
}

fn extend(path: &mut Vec<Step>, start: usize, step: Step) {
    let depth = path.len() - start;
    path.push(Step { weight: if depth == 0 { 1.0 } else { 0.0 }, ..step });
    let path = &mut path[start..];
    for i in (0..depth).rev() {
        let (i1, size) = ((i + 1) as f64, (depth + 1) as f64);
        path[i + 1].weight += step.one * path[i].weight * i1 / size;
        path[i].weight = step.zero * path[i].weight * (depth - i) as f64 / size;
    }
}

/// Takes step `k` off the path: the inverse of [`extend`].
fn unwind(path: &mut Vec<Step>, start: usize, k: usize) {
    let whole = &mut path[start..];
    let depth = whole.len() - 1;
    let Step { zero, one, .. } = whole[k];
    let mut next = whole[depth].weight;
    for i in (0..depth).rev() {
        let size = (depth + 1) as f64;
        if one == 0.0 {
            whole[i].weight = whole[i].weight * size / (zero * (depth - i) as f64);
        } else {
            let kept = whole[i].weight;
            whole[i].weight = next * size / ((i + 1) as f64 * one);
            next = kept - whole[i].weight * zero * (depth - i) as f64 / size;
        }
    }
    for i in k..depth {
        whole[i] = Step { weight: whole[i].weight, ..whole[i + 1] };
    }
    path.pop();
}

/// The sum of the weights that would be there without step `k`.
fn unwound_sum(path: &[Step], k: usize) -> f64 {
    let depth = path.len() - 1;
    let Step { zero, one, .. } = path[k];
    let size = (depth + 1) as f64;
    let mut next = path[depth].weight;
    let mut total = 0.0;
    for i in (0..depth).rev() {
        if one != 0.0 {
            let weight = next * size / ((i + 1) as f64 * one);
            total += weight;
            next = path[i].weight - weight * zero * (depth - i) as f64 / size;
        } else if zero != 0.0 {
            total += path[i].weight * size / (zero * (depth - i) as f64);
        }
    }
    total
}
