//! The tree of merges of a spanning tree.
//!
//! Merges are of two parts each, by distance, those at one distance by their rows.

use super::spanning_tree::Edge;
use crate::cluster::kd_tree::KdTree;
use crate::cluster::union_find::UnionFind;

/// Nodes below `points` are points, the others merges, the last the root.
#[derive(Debug, Clone)]
pub(super) struct SingleLinkage {
    points: usize,
    parts: Vec<[u32; 2]>,
    distances: Vec<f64>,
    sizes: Vec<u32>,
}

impl SingleLinkage {
    /// From the edges of a spanning tree in slots; nodes are rows.
    pub(super) fn new(tree: &KdTree, mut edges: Vec<Edge>) -> Self {
        let n = tree.len();
        let rows = tree.rows();
        for edge in &mut edges {
            let (a, b) = (rows[edge.from as usize], rows[edge.to as usize]);
            (edge.from, edge.to) = (a.min(b), a.max(b));
        }
        edges.sort_unstable_by(|a, b| {
            a.squared.total_cmp(&b.squared).then((a.from, a.to).cmp(&(b.from, b.to)))
        });
        let mut all = Self {
            points: n,
            parts: Vec::with_capacity(n),
            distances: Vec::with_capacity(n),
            sizes: Vec::with_capacity(n),
        };
        let mut union = UnionFind::new(n);
        // the node of each set, at the set's least member
        let mut nodes: Vec<u32> = (0..n as u32).collect();
        for edge in edges {
            let (a, b) = (union.find(edge.from), union.find(edge.to));
            let parts = [a.min(b), a.max(b)].map(|part| nodes[part as usize]);
            union.join(edge.from, edge.to);
            let node = (n + all.distances.len()) as u32;
            let size = parts.iter().map(|&part| all.size(part)).sum();
            all.sizes.push(size);
            all.parts.push(parts);
            all.distances.push(tree.distance(edge.squared));
            nodes[union.find(a) as usize] = node;
        }
        all
    }

    pub(super) fn points(&self) -> usize {
        self.points
    }

    /// The merge of all points; the only point, where there is one.
    pub(super) fn root(&self) -> u32 {
        (self.points + self.distances.len() - 1) as u32
    }

    /// The merge behind a node, unless it is a point.
    fn merge(&self, node: u32) -> Option<usize> {
        (node as usize).checked_sub(self.points)
    }

    pub(super) fn size(&self, node: u32) -> u32 {
        self.merge(node).map_or(1, |merge| self.sizes[merge])
    }

    /// The distance at which a node's parts join; 0 for a point.
    pub(super) fn distance(&self, node: u32) -> f64 {
        self.merge(node).map_or(0.0, |merge| self.distances[merge])
    }

    /// What a node is merged of; nothing for a point. The part with the least row comes first.
    pub(super) fn parts(&self, node: u32) -> &[u32] {
        self.merge(node).map_or(&[], |merge| &self.parts[merge])
    }

    /// Calls `visit` with each point below a node.
    pub(super) fn each_point(&self, node: u32, mut visit: impl FnMut(u32)) {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if self.merge(node).is_none() {
                visit(node);
            }
            stack.extend_from_slice(self.parts(node));
        }
    }
}
