//! A k-d tree with full leaves, for exact neighbours in few dimensions.
//!
//! Points lie leaf after leaf, 16 in each but the last, coordinate after coordinate inside a leaf, so that the distances of
//! a leaf are plain vector arithmetic. A point's place in that order is its *slot*. Coordinates are scaled by a power of
//! two, which loses nothing, so that no square overflows; distances are squared and scaled until [`KdTree::distance`].

use crate::Points;

/// Points of a leaf.
pub(super) const LEAF: usize = 16;
const PARALLEL_FROM: usize = 4096;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    /// The second child, whose sibling follows its parent; 0 in a leaf.
    pub(super) second: u32,
    /// The first leaf below.
    pub(super) leaf: u32,
}

#[derive(Debug, Clone)]
pub(super) struct KdTree {
    width: usize,
    /// The row of each slot.
    rows: Vec<u32>,
    blocks: Vec<f32>,
    nodes: Vec<Node>,
    /// Least, then largest coordinates of each node.
    boxes: Vec<f32>,
    scale: f64,
}

/// The nearest so far: (squared distance, row, slot), nearest first, equal ones by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Nearest {
    pub(super) found: Vec<(f32, u32, u32)>,
    wanted: usize,
    stack: Vec<(f32, u32)>,
}

impl Nearest {
    pub(super) fn new(wanted: usize) -> Self {
        Self { found: Vec::with_capacity(wanted + 1), wanted, stack: Vec::new() }
    }

    fn worst(&self) -> f32 {
        if self.found.len() < self.wanted { f32::MAX } else { self.found[self.wanted - 1].0 }
    }

    fn offer(&mut self, distance: f32, row: u32, slot: u32) {
        let before = |a: &(f32, u32, u32)| a.0 < distance || (a.0 == distance && a.1 < row);
        if self.found.len() == self.wanted {
            if before(&self.found[self.wanted - 1]) {
                return;
            }
            self.found.pop();
        }
        let mut at = self.found.len();
        while at > 0 && !before(&self.found[at - 1]) {
            at -= 1;
        }
        self.found.insert(at, (distance, row, slot));
    }
}

impl KdTree {
    /// # Panics
    /// Where there is no point.
    pub(super) fn new(points: &Points) -> Self {
        let (n, width) = (points.len(), points.width());
        assert!(n > 0, "no points");
        let largest = points.values().iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        let scale = power_of_two_above(largest);
        let coordinates: Vec<f32> = points.values().iter().map(|&v| (f64::from(v) / scale) as f32).collect();
        let leaves = n.div_ceil(LEAF);
        let mut rows: Vec<u32> = (0..n as u32).collect();
        let mut nodes = vec![Node::default(); 2 * leaves - 1];
        let mut boxes = vec![0.0; nodes.len() * 2 * width];
        Build { width, coordinates: &coordinates }.node((&mut nodes, 0), &mut boxes, &mut rows, 0);
        let mut blocks = vec![f32::INFINITY; leaves * LEAF * width];
        for (slot, &row) in rows.iter().enumerate() {
            let block = &mut blocks[slot / LEAF * LEAF * width..][..LEAF * width];
            for j in 0..width {
                block[j * LEAF + slot % LEAF] = coordinates[row as usize * width + j];
            }
        }
        Self { width, rows, blocks, nodes, boxes, scale }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The distance in the units of the points.
    pub(super) fn distance(&self, squared: f32) -> f64 {
        f64::from(squared).sqrt() * self.scale
    }

    /// The scaled square of a distance in the units of the points.
    pub(super) fn squared(&self, distance: f64) -> f64 {
        (distance / self.scale).powi(2)
    }

    /// Scales a point that is not in the tree; how far it can lie is bounded, so that no square overflows.
    pub(super) fn scaled(&self, row: &[f32], out: &mut Vec<f32>) {
        const FAR: f64 = 1e15;
        out.clear();
        out.extend(row.iter().map(|&v| (f64::from(v) / self.scale).clamp(-FAR, FAR) as f32));
    }

    /// The coordinates of a slot.
    pub(super) fn point(&self, slot: usize, out: &mut Vec<f32>) {
        let block = self.block(slot / LEAF);
        out.clear();
        out.extend((0..self.width).map(|j| block[j * LEAF + slot % LEAF]));
    }

    fn block(&self, leaf: usize) -> &[f32] {
        &self.blocks[leaf * LEAF * self.width..][..LEAF * self.width]
    }

    /// Squared distances of a point to those of a leaf; infinite where the leaf has none.
    #[inline]
    pub(super) fn leaf_distances(&self, leaf: usize, point: &[f32]) -> [f32; LEAF] {
        let mut sums = [0.0_f32; LEAF];
        for (&p, column) in point.iter().zip(self.block(leaf).chunks_exact(LEAF)) {
            for (sum, &c) in sums.iter_mut().zip(column) {
                let d = c - p;
                *sum += d * d;
            }
        }
        sums
    }

    /// The squared distance of a point to the box of a node.
    #[inline]
    pub(super) fn box_distance(&self, node: usize, point: &[f32]) -> f32 {
        let (low, high) = self.boxes[node * 2 * self.width..][..2 * self.width].split_at(self.width);
        let mut sum = 0.0_f32;
        for ((&p, &l), &h) in point.iter().zip(low).zip(high) {
            let d = (l - p).max(p - h).max(0.0);
            sum += d * d;
        }
        sum
    }

    /// The nearest points, as many as `best` wants.
    pub(super) fn nearest(&self, point: &[f32], best: &mut Nearest) {
        best.found.clear();
        best.stack.clear();
        best.stack.push((0.0, 0));
        while let Some((distance, node)) = best.stack.pop() {
            if distance > best.worst() {
                continue;
            }
            let Node { second, leaf } = self.nodes[node as usize];
            if second > 0 {
                let (a, b) = (node + 1, second);
                let (da, db) = (self.box_distance(a as usize, point), self.box_distance(b as usize, point));
                let (near, far) = if da <= db { ((da, a), (db, b)) } else { ((db, b), (da, a)) };
                best.stack.push(far);
                best.stack.push(near);
                continue;
            }
            let distances = self.leaf_distances(leaf as usize, point);
            if distances.iter().fold(f32::INFINITY, |m, &d| m.min(d)) > best.worst() {
                continue;
            }
            for (lane, &d) in distances.iter().enumerate() {
                if d <= best.worst() {
                    let slot = leaf as usize * LEAF + lane;
                    best.offer(d, self.rows[slot], slot as u32);
                }
            }
        }
    }

    /// Calls `visit` with the slot and squared distance of each point at most that far away.
    pub(super) fn within(&self, point: &[f32], squared: f64, mut visit: impl FnMut(usize, f32)) {
        let mut stack = vec![0_u32];
        while let Some(node) = stack.pop() {
            if f64::from(self.box_distance(node as usize, point)) > squared {
                continue;
            }
            let Node { second, leaf } = self.nodes[node as usize];
            if second > 0 {
                stack.extend([second, node + 1]);
                continue;
            }
            for (lane, &d) in self.leaf_distances(leaf as usize, point).iter().enumerate() {
                if f64::from(d) <= squared && d.is_finite() {
                    visit(leaf as usize * LEAF + lane, d);
                }
            }
        }
    }
}

/// The least power of two that is at least `largest`.
fn power_of_two_above(largest: f32) -> f64 {
    if largest == 0.0 { 1.0 } else { f64::from(largest).log2().ceil().exp2() }
}

struct Build<'a> {
    width: usize,
    coordinates: &'a [f32],
}

impl Build<'_> {
    fn at(&self, row: u32, j: usize) -> f32 {
        self.coordinates[row as usize * self.width + j]
    }

    /// Fills the nodes of a subtree, which are `first..first + nodes.len()`, and sorts its rows.
    fn node(&self, (nodes, first): (&mut [Node], usize), boxes: &mut [f32], rows: &mut [u32], leaf: usize) {
        let (own_box, boxes) = boxes.split_at_mut(2 * self.width);
        let (low, high) = own_box.split_at_mut(self.width);
        low.fill(f32::INFINITY);
        high.fill(f32::NEG_INFINITY);
        for &row in rows.iter() {
            for j in 0..self.width {
                let v = self.at(row, j);
                low[j] = low[j].min(v);
                high[j] = high[j].max(v);
            }
        }
        nodes[0].leaf = leaf as u32;
        if nodes.len() == 1 {
            return;
        }
        let mut widest = 0;
        for j in 1..self.width {
            if high[j] - low[j] > high[widest] - low[widest] {
                widest = j;
            }
        }
        let leaves = rows.len().div_ceil(LEAF) / 2;
        let key = |row: &u32| (self.at(*row, widest), *row);
        rows.select_nth_unstable_by(leaves * LEAF, |a, b| {
            let ((a, i), (b, j)) = (key(a), key(b));
            a.total_cmp(&b).then(i.cmp(&j))
        });
        let inner = 2 * leaves - 1;
        nodes[0].second = (first + 1 + inner) as u32;
        let parallel = rows.len() >= PARALLEL_FROM;
        let (left_nodes, right_nodes) = nodes[1..].split_at_mut(inner);
        let (left_boxes, right_boxes) = boxes.split_at_mut(inner * 2 * self.width);
        let (left, right) = rows.split_at_mut(leaves * LEAF);
        let mut a = || self.node((left_nodes, first + 1), left_boxes, left, leaf);
        let mut b = || self.node((right_nodes, first + 1 + inner), right_boxes, right, leaf + leaves);
        if parallel {
            rayon::join(a, b);
        } else {
            a();
            b();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_of_all_pairs() {
        let values: Vec<f32> = (0..301_u32 * 3).map(|i| (i.wrapping_mul(2654435761) >> 20) as f32).collect();
        let points = Points::new(values, 3).unwrap();
        let tree = KdTree::new(&points);
        let mut best = Nearest::new(7);
        let mut query = Vec::new();
        for i in 0..points.len() {
            tree.scaled(points.row(i), &mut query);
            tree.nearest(&query, &mut best);
            let apart = |j: usize| -> f64 {
                points.row(i).iter().zip(points.row(j)).map(|(a, b)| f64::from(a - b).powi(2)).sum()
            };
            let mut all: Vec<(f64, usize)> = (0..points.len()).map(|j| (apart(j), j)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (found, wanted) in best.found.iter().zip(&all) {
                assert!((tree.distance(found.0) - wanted.0.sqrt()).abs() < 1e-5 * (1.0 + wanted.0.sqrt()));
            }
            let mut near = 0;
            tree.within(&query, tree.squared(500.5), |_, _| near += 1);
            assert_eq!(near, all.iter().filter(|a| a.0.sqrt() <= 500.5).count());
        }
    }
}
