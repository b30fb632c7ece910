use serde::{Deserialize, Serialize};

use super::sorted::Sorted;

/// A regression tree: nodes by number, the root 0, children after their parent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Tree {
    /// The left child; the right one is the next. 0 for a leaf.
    left: Vec<u32>,
    /// The input that is looked at; 0 for a leaf.
    input: Vec<u32>,
    /// The threshold, what is not above it goes left; a leaf's value.
    value: Vec<f64>,
}

impl Tree {
    /// The leaf's value for a row of inputs.
    pub(super) fn value(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.left[node] != 0 {
            let is_right = row[self.input[node] as usize] > self.value[node];
            node = self.left[node] as usize + usize::from(is_right);
        }
        self.value[node]
    }

    /// Whether [`value`](Self::value) ends, and within the tree and the inputs.
    pub(super) fn is_sound(&self, inputs: usize) -> bool {
        let nodes = self.left.len();
        let is_child = |(node, left): (usize, &u32)| {
            let left = *left as usize;
            left == 0 || (left > node && left < nodes - 1)
        };
        nodes > 0
            && self.input.len() == nodes
            && self.value.len() == nodes
            && self.left.iter().enumerate().all(is_child)
            && self.input.iter().zip(&self.left).all(|(j, left)| *left == 0 || (*j as usize) < inputs)
    }

    fn add(&mut self) -> usize {
        self.left.push(0);
        self.input.push(0);
        self.value.push(0.0);
        self.left.len() - 1
    }
}

/// Grows trees, level by level, over samples sorted once.
pub(super) struct Growth<'a> {
    sorted: &'a Sorted,
    /// By sample.
    weights: &'a [f64],
    max_depth: usize,
    min_samples_leaf: usize,
    /// A node whose squared error a sample is no larger is a leaf: what is left is rounding.
    least_error: f64,
    /// By sample: the open node that it is in, or [`CLOSED`].
    place: Vec<u32>,
    /// By sample: the node of the tree that it is in, or [`CLOSED`] when it was not drawn.
    node: Vec<u32>,
    /// By sample: its weight, and the gradient times it.
    terms: Vec<[f64; 2]>,
}

const CLOSED: u32 = u32::MAX;

/// A node that may be split.
#[derive(Clone, Copy, Default)]
struct Open {
    node: usize,
    count: usize,
    weight: f64,
    sum: f64,
    squares: f64,
    best: Option<Split>,
    /// The sweep over one input so far: samples, their weight and sum, and the last value.
    seen: usize,
    seen_weight: f64,
    seen_sum: f64,
    last: f64,
}

#[derive(Clone, Copy)]
struct Split {
    /// What is made large: Σ sum² / weight over the two sides.
    gain: f64,
    input: usize,
    threshold: f64,
}

impl Open {
    /// Adds what the split lowers the squared error by, in parts of the tree's weight.
    fn add_gain(&self, weight: f64, gains: &mut [f64]) {
        if let Some(Split { gain, input, .. }) = self.best {
            // of equal means it is a rounding
            gains[input] += (gain - self.sum * self.sum / self.weight).max(0.0) / weight;
        }
    }
}

impl<'a> Growth<'a> {
    /// `spread` is the mean squared error before the first tree.
    pub(super) fn new(
        sorted: &'a Sorted,
        weights: &'a [f64],
        max_depth: usize,
        min_samples_leaf: usize,
        spread: f64,
    ) -> Self {
        let unset = vec![CLOSED; sorted.samples];
        let least_error = f64::EPSILON * spread;
        let (place, node, terms) = (unset.clone(), unset, Vec::with_capacity(sorted.samples));
        Self { sorted, weights, max_depth, min_samples_leaf, least_error, place, node, terms }
    }

    /// A tree whose splits lower the squared error of `gradient` over the samples drawn (all without a draw), and whose
    /// leaves hold `Σ gradient / Σ hessian`. Adds to the inputs' `gains` what the splits lowered the squared error by, in
    /// parts of the tree's weight.
    pub(super) fn tree(
        &mut self,
        x: &[f64],
        gradient: &[f64],
        hessian: &[f64],
        drawn: Option<&[u32]>,
        gains: &mut [f64],
    ) -> Tree {
        let mut tree = Tree::default();
        let root = tree.add();
        match drawn {
            None => self.place.fill(0),
            Some(drawn) => {
                self.place.fill(CLOSED);
                for &i in drawn {
                    self.place[i as usize] = 0;
                }
            }
        }
        self.node.copy_from_slice(&self.place);
        self.terms.clear();
        self.terms.extend(self.weights.iter().zip(gradient).map(|(w, g)| [*w, w * g]));
        let mut open = vec![Open { node: root, ..Open::default() }];
        let mut weight = 0.0;
        for depth in 0..self.max_depth {
            self.gather(&mut open, gradient);
            if depth == 0 {
                weight = open[0].weight;
            }
            self.sweep(&mut open);
            open.iter().for_each(|node| node.add_gain(weight, gains));
            open = self.split(&mut tree, &open, x);
            if open.is_empty() {
                break;
            }
        }
        self.fill_leaves(&mut tree, hessian);
        tree
    }

    /// Counts and sums of the open nodes; closes those that cannot be split.
    fn gather(&mut self, open: &mut [Open], gradient: &[f64]) {
        for ((place, [weight, term]), g) in self.place.iter().zip(&self.terms).zip(gradient) {
            if let Some(node) = open.get_mut(*place as usize) {
                node.count += 1;
                node.weight += weight;
                node.sum += term;
                node.squares += term * g;
            }
        }
        let is_leaf: Vec<bool> = open
            .iter()
            .map(|node| {
                let mean = node.sum / node.weight;
                let error = node.squares / node.weight - mean * mean;
                node.count / 2 < self.min_samples_leaf || error <= self.least_error
            })
            .collect();
        for place in &mut self.place {
            if is_leaf.get(*place as usize) == Some(&true) {
                *place = CLOSED;
            }
        }
    }

    /// The best split of every open node: one pass over each input's sorted values.
    fn sweep(&self, open: &mut [Open]) {
        let least = self.min_samples_leaf;
        for (input, (rows, values)) in self.sorted.inputs().enumerate() {
            for node in &mut *open {
                (node.seen, node.seen_weight, node.seen_sum, node.last) = (0, 0.0, 0.0, f64::NAN);
            }
            for (row, &value) in rows.iter().zip(values) {
                // a sample that is closed has no such node
                let Some(node) = open.get_mut(self.place[*row as usize] as usize) else { continue };
                if value > node.last && node.seen >= least && node.count - node.seen >= least {
                    let rest = node.sum - node.seen_sum;
                    let gain = node.seen_sum * node.seen_sum / node.seen_weight
                        + rest * rest / (node.weight - node.seen_weight);
                    if node.best.is_none_or(|best| gain > best.gain) {
                        let threshold = middle(node.last, value);
                        node.best = Some(Split { gain, input, threshold });
                    }
                }
                let [weight, term] = self.terms[*row as usize];
                node.seen += 1;
                node.seen_weight += weight;
                node.seen_sum += term;
                node.last = value;
            }
        }
    }

    /// Splits the open nodes, moves their samples, and gives the nodes of the next level.
    fn split(&mut self, tree: &mut Tree, open: &[Open], x: &[f64]) -> Vec<Open> {
        let inputs = x.len() / self.sorted.samples;
        let mut next = Vec::new();
        // by open node: where its left child stands in the next level
        let mut child = Vec::with_capacity(open.len());
        for node in open {
            child.push(next.len() as u32);
            let Some(Split { gain: _, input, threshold }) = node.best else { continue };
            let (left, right) = (tree.add(), tree.add());
            tree.left[node.node] = left as u32;
            tree.input[node.node] = input as u32;
            tree.value[node.node] = threshold;
            next.extend([left, right].map(|node| Open { node, ..Open::default() }));
        }
        for (i, place) in self.place.iter_mut().enumerate() {
            let Some(node) = open.get(*place as usize) else { continue };
            let Some(Split { gain: _, input, threshold }) = node.best else {
                *place = CLOSED;
                continue;
            };
            let is_right = u32::from(x[i * inputs + input] > threshold);
            *place = child[*place as usize] + is_right;
            self.node[i] = tree.left[node.node] + is_right;
        }
        next
    }

    fn fill_leaves(&self, tree: &mut Tree, hessian: &[f64]) {
        let mut sums = vec![(0.0, 0.0); tree.left.len()];
        for ((node, [weight, term]), h) in self.node.iter().zip(&self.terms).zip(hessian) {
            if let Some(sum) = sums.get_mut(*node as usize) {
                *sum = (sum.0 + term, sum.1 + weight * h);
            }
        }
        for ((value, left), (g, h)) in tree.value.iter_mut().zip(&tree.left).zip(sums) {
            if *left == 0 {
                // certainty has no curvature, and nothing to gain
                *value = if h < 1e-150 { 0.0 } else { g / h };
            }
        }
    }
}

/// Between two values, the smaller included and the larger not.
fn middle(smaller: f64, larger: f64) -> f64 {
    let middle = smaller / 2.0 + larger / 2.0;
    if middle < larger { middle } else { smaller }
}
