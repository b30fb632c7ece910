use serde::{Deserialize, Serialize};

/// A tree: nodes by number, the root 0, children after their parent and side by side.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tree {
    /// The left child; the right one is the next. 0 for a leaf.
    pub(super) left: Vec<u32>,
    /// The input that is looked at; 0 for a leaf.
    pub(super) input: Vec<u32>,
    /// The threshold, what is not above it goes left; a leaf's value.
    pub(super) value: Vec<f64>,
    /// Whether a value that is missing (NaN) goes left.
    pub(super) missing_left: Vec<bool>,
    /// Weight of the training samples in the node.
    pub(super) cover: Vec<f64>,
    /// What the node's split lowered the loss by; 0 for a leaf.
    pub(super) gain: Vec<f64>,
}

/// Where and how a node is split.
#[derive(Debug, Clone, Copy)]
pub(in crate::classical) struct Branch {
    pub(in crate::classical) input: usize,
    pub(in crate::classical) threshold: f64,
    pub(in crate::classical) missing_left: bool,
    pub(in crate::classical) gain: f64,
    /// Weights of the two sides.
    pub(in crate::classical) cover: [f64; 2],
}

impl Tree {
    /// A root alone.
    pub(in crate::classical) fn root(cover: f64) -> Self {
        let mut tree = Self::default();
        tree.add(cover);
        tree
    }

    /// Nodes, leaves among them.
    pub fn nodes(&self) -> usize {
        self.left.len()
    }

    /// Leaves.
    pub fn leaves(&self) -> usize {
        self.left.iter().filter(|left| **left == 0).count()
    }

    /// The leaf's value for a row of inputs.
    ///
    /// # Panics
    /// When the row is not as wide as those that it was grown on.
    pub fn value(&self, row: &[f64]) -> f64 {
        self.value[self.leaf(row)]
    }

    fn leaf(&self, row: &[f64]) -> usize {
        let mut node = 0;
        while self.left[node] != 0 {
            node = self.child(node, row[self.input[node] as usize]);
        }
        node
    }

    /// The child of a split node that an input's value goes to.
    pub(super) fn child(&self, node: usize, x: f64) -> usize {
        let is_right = if x.is_nan() { !self.missing_left[node] } else { x > self.value[node] };
        self.left[node] as usize + usize::from(is_right)
    }

    /// Adds what each input's splits lowered the loss by to `sums`.
    pub(in crate::classical) fn add_gains(&self, sums: &mut [f64]) {
        for (node, left) in self.left.iter().enumerate() {
            if *left != 0 {
                sums[self.input[node] as usize] += self.gain[node];
            }
        }
    }

    /// Whether [`value`](Self::value) ends, and within the tree and the inputs.
    pub(in crate::classical) fn is_sound(&self, inputs: usize) -> bool {
        let nodes = self.left.len();
        let lengths =
            [self.input.len(), self.value.len(), self.missing_left.len(), self.cover.len(), self.gain.len()];
        let is_child = |(node, left): (usize, &u32)| {
            let left = *left as usize;
            left == 0 || (left > node && left < nodes - 1)
        };
        nodes > 0
            && lengths.iter().all(|n| *n == nodes)
            && self.left.iter().enumerate().all(is_child)
            && self.input.iter().zip(&self.left).all(|(j, left)| *left == 0 || (*j as usize) < inputs)
    }

    /// By node: the threshold, or the leaf's value.
    pub(in crate::classical) fn values(&self) -> &[f64] {
        &self.value
    }

    pub(in crate::classical) fn set_value(&mut self, node: usize, value: f64) {
        self.value[node] = value;
    }

    /// Splits a leaf; returns the left of its two children.
    pub(in crate::classical) fn split(&mut self, node: usize, branch: &Branch) -> usize {
        let Branch { input, threshold, missing_left, gain, cover } = *branch;
        let left = self.add(cover[0]);
        self.add(cover[1]);
        self.left[node] = left as u32;
        self.input[node] = input as u32;
        self.value[node] = threshold;
        self.missing_left[node] = missing_left;
        self.gain[node] = gain;
        left
    }

    fn add(&mut self, cover: f64) -> usize {
        self.left.push(0);
        self.input.push(0);
        self.value.push(0.0);
        self.missing_left.push(false);
        self.cover.push(cover);
        self.gain.push(0.0);
        self.left.len() - 1
    }
}

/// Between two values, the smaller included and the larger not.
pub(in crate::classical) fn middle(smaller: f64, larger: f64) -> f64 {
    let middle = smaller / 2.0 + larger / 2.0;
    if middle < larger { middle } else { smaller }
}
