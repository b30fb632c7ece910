use super::bins::{BLOCK, Bins, MISSING};
use super::histogram::{Cell, Histogram, Scale};
use super::params::BoostedTreesParams;
use crate::classical::trees::{Branch, Tree};

/// Grows trees leaf by leaf over binned samples: of all leaves, the one whose split lowers the loss most is split next.
pub(super) struct Growth<'a, C> {
    bins: &'a Bins,
    params: &'a BoostedTreesParams,
    /// Samples, leaf after leaf; rising within each.
    rows: Vec<u32>,
    cells: Vec<C>,
    /// The cells of one leaf, in the order of its rows.
    gathered: Vec<C>,
    spare: Vec<u32>,
    /// Histograms that are not in use.
    pool: Vec<Histogram<C>>,
}

/// A leaf that may be split.
struct Open<C> {
    node: usize,
    depth: usize,
    from: usize,
    to: usize,
    total: C,
    histogram: Option<Histogram<C>>,
    best: Option<Split<C>>,
}

#[derive(Clone, Copy)]
struct Split<C> {
    gain: f64,
    input: usize,
    /// The last bin that goes left.
    bin: usize,
    missing_left: bool,
    left: C,
}

/// A grown tree's leaf: its node and its samples.
pub(super) struct Leaf {
    pub(super) node: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Least sum of hessians on a side of a split: less has no curvature to step by.
const LEAST_HESSIAN: f64 = 1e-3;

impl<'a, C: Cell> Growth<'a, C> {
    pub(super) fn new(bins: &'a Bins, n: usize, params: &'a BoostedTreesParams) -> Self {
        Self {
            bins,
            params,
            rows: (0..n as u32).collect(),
            cells: vec![C::default(); n],
            gathered: Vec::with_capacity(n),
            spare: Vec::with_capacity(n),
            pool: Vec::new(),
        }
    }

    /// The samples of a leaf of the last tree.
    pub(super) fn rows(&self, leaf: &Leaf) -> &[u32] {
        &self.rows[leaf.from..leaf.to]
    }

    /// A tree for these derivatives whose leaves hold `−learning-rate · Σ gradient / (Σ hessian + l2)`, with its leaves.
    pub(super) fn tree(&mut self, gradient: &[f64], hessian: &[f64]) -> (Tree, Vec<Leaf>) {
        let n = gradient.len();
        let largest = |values: &[f64]| values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
        let scale = Scale::new::<C>(n, largest(gradient), largest(hessian));
        for ((cell, g), h) in self.cells.iter_mut().zip(gradient).zip(hessian) {
            *cell = C::of(*g, *h, &scale);
        }
        self.rows.iter_mut().enumerate().for_each(|(i, row)| *row = i as u32);
        let total = self.cells.iter().fold(C::default(), |a, c| a.plus(*c));
        let mut tree = Tree::root(n as f64);
        let mut root = Open { node: 0, depth: 0, from: 0, to: n, total, histogram: None, best: None };
        if self.params.max_leaves > 1 && self.may_split(&root, &scale) {
            let mut histogram = self.pool.pop().unwrap_or_else(|| Histogram::new(self.bins));
            histogram.fill(self.bins, None, &self.cells);
            root.best = self.best(&histogram, total, &scale);
            root.histogram = Some(histogram);
        }
        let mut open = vec![root];
        while open.len() < self.params.max_leaves {
            let Some(next) = best_of(&open) else { break };
            let leaf = open.swap_remove(next);
            let is_last = open.len() + 2 == self.params.max_leaves;
            let children = self.split(&mut tree, leaf, is_last, &scale);
            open.extend(children);
        }
        let mut leaves = Vec::with_capacity(open.len());
        for Open { node, from, to, total, histogram, .. } in open {
            self.pool.extend(histogram);
            let (g, h) = total.sums(&scale);
            let curvature = h + self.params.l2;
            // certainty has no curvature, and nothing to gain
            let value = if curvature < 1e-150 { 0.0 } else { -self.params.learning_rate * g / curvature };
            tree.set_value(node, value);
            leaves.push(Leaf { node, from, to });
        }
        (tree, leaves)
    }

    fn may_split(&self, leaf: &Open<C>, scale: &Scale) -> bool {
        let BoostedTreesParams { max_depth, min_samples_leaf, .. } = *self.params;
        (max_depth == 0 || leaf.depth < max_depth)
            && (leaf.to - leaf.from) / 2 >= min_samples_leaf
            && leaf.total.sums(scale).1 >= 2.0 * LEAST_HESSIAN
    }

    /// Splits a leaf in two; what cannot be split again gets no histogram.
    fn split(&mut self, tree: &mut Tree, leaf: Open<C>, is_last: bool, scale: &Scale) -> [Open<C>; 2] {
        let Open { node, depth, from, to, total, histogram, best } = leaf;
        let split = best.expect("only leaves with a split are taken");
        let between = self.partition(from, to, &split);
        let (samples, rest) = (between - from, to - between);
        let branch = Branch {
            input: split.input,
            threshold: self.threshold(&split),
            missing_left: if self.bins.has_missing[split.input] {
                split.missing_left
            } else {
                samples > rest
            },
            gain: split.gain.min(f64::MAX),
            cover: [samples as f64, rest as f64],
        };
        let left = tree.split(node, &branch);
        let open = |node, from, to, total| Open {
            node,
            depth: depth + 1,
            from,
            to,
            total,
            histogram: None,
            best: None,
        };
        let mut children =
            [open(left, from, between, split.left), open(left + 1, between, to, total.minus(split.left))];
        let mut whole = histogram.expect("a leaf with a split has a histogram");
        let may = [0, 1].map(|i| !is_last && self.may_split(&children[i], scale));
        if may == [false, false] {
            self.pool.push(whole);
            return children;
        }
        let small = usize::from(samples > rest);
        let mut part = self.pool.pop().unwrap_or_else(|| Histogram::new(self.bins));
        let rows = &self.rows[children[small].from..children[small].to];
        self.gathered.clear();
        self.gathered.extend(rows.iter().map(|row| self.cells[*row as usize]));
        part.fill(self.bins, Some(rows), &self.gathered);
        whole.subtract(self.bins, &part);
        for (i, histogram) in [(small, part), (1 - small, whole)] {
            if may[i] {
                children[i].best = self.best(&histogram, children[i].total, scale);
            }
            if children[i].best.is_some() {
                children[i].histogram = Some(histogram);
            } else {
                self.pool.push(histogram);
            }
        }
        children
    }

    /// The best split of a leaf over all inputs.
    fn best(&self, histogram: &Histogram<C>, total: C, scale: &Scale) -> Option<Split<C>> {
        let mut best = None;
        for input in 0..self.bins.inputs {
            let column = histogram.column(input);
            let used = self.bins.count(input);
            let missing = column[MISSING];
            let is_missing = missing != C::default();
            // all that is there on the left, all that is missing on the right, is a split too
            let last = if is_missing { used } else { used - 1 };
            self.sweep((input, &column[..last]), (C::default(), total), scale, &mut best);
            if is_missing {
                self.sweep((input, &column[..used - 1]), (missing, total), scale, &mut best);
            }
        }
        best.filter(|split| split.gain > 0.0)
    }

    /// Improves `best` by the splits of one input, from left to right, with `first` on the left.
    fn sweep(
        &self,
        (input, column): (usize, &[C]),
        (first, total): (C, C),
        scale: &Scale,
        best: &mut Option<Split<C>>,
    ) {
        let BoostedTreesParams { min_samples_leaf, l2, .. } = *self.params;
        let all = total.count(scale);
        let (g, h) = total.sums(scale);
        let before = g * g / (h + l2);
        let mut least = best.map_or(0.0, |b| b.gain);
        let missing_left = first != C::default();
        let mut left = first;
        for (bin, cell) in column.iter().enumerate() {
            if *cell == C::default() {
                continue;
            }
            left = left.plus(*cell);
            let count = left.count(scale);
            if count < min_samples_leaf {
                continue;
            }
            if all - count < min_samples_leaf {
                break;
            }
            let (left_g, left_h) = left.sums(scale);
            let (right_g, right_h) = (g - left_g, h - left_h);
            if left_h < LEAST_HESSIAN || right_h < LEAST_HESSIAN {
                continue;
            }
            let after = left_g * left_g / (left_h + l2) + right_g * right_g / (right_h + l2);
            let gain = after - before;
            if gain > least && gain > ROUNDING * after {
                least = gain;
                // of equal splits, which differ by empty bins, the first from the side without missing values
                let empty = column[bin + 1..].iter().take_while(|c| missing_left && **c == C::default());
                *best = Some(Split { gain, input, bin: bin + empty.count(), missing_left, left });
            }
        }
    }

    fn threshold(&self, split: &Split<C>) -> f64 {
        // after the last bin: all that is not missing
        self.bins.thresholds[split.input].get(split.bin).copied().unwrap_or(f64::MAX)
    }

    /// Puts the samples of the left side before those of the right; returns where these start.
    fn partition(&mut self, from: usize, to: usize, split: &Split<C>) -> usize {
        let block = self.bins.block(split.input / BLOCK);
        let (place, rows) = (split.input % BLOCK, &mut self.rows[from..to]);
        self.spare.clear();
        self.spare.resize(rows.len(), 0);
        let (mut kept, mut moved) = (0, 0);
        for k in 0..rows.len() {
            let row = rows[k];
            let bin = usize::from(block[row as usize][place]);
            let is_left = if bin == MISSING { split.missing_left } else { bin <= split.bin };
            rows[kept] = row;
            self.spare[moved] = row;
            kept += usize::from(is_left);
            moved += usize::from(!is_left);
        }
        rows[kept..].copy_from_slice(&self.spare[..moved]);
        from + kept
    }
}

/// The leaf with the largest gain; of equal ones the oldest.
fn best_of<C>(open: &[Open<C>]) -> Option<usize> {
    let gain = |leaf: &Open<C>| leaf.best.as_ref().map(|split| split.gain);
    let with_gain = open.iter().enumerate().filter_map(|(i, leaf)| Some((gain(leaf)?, leaf.node, i)));
    let larger = |a: (f64, usize, usize), b: (f64, usize, usize)| {
        if b.0 > a.0 || (b.0 == a.0 && b.1 < a.1) { b } else { a }
    };
    with_gain.reduce(larger).map(|(_, _, i)| i)
}

/// A gain no larger, beside what it is the difference of, is rounding.
const ROUNDING: f64 = 1e-14;
