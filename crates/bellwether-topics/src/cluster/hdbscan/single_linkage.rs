//! The tree of merges of a spanning tree.
//!
//! Mutual reachability distances are often equal, for a point's core distance is that of all pairs it decides. Merges at one
//! distance are therefore one merge of as many parts as there are: the tree then depends on the distances alone, and on
//! neither the order of the rows nor the choice among equally short spanning trees.

use super::spanning_tree::Edge;
use crate::cluster::kd_tree::KdTree;
use crate::cluster::union_find::UnionFind;

/// Nodes below `points` are points, the others merges, the last the root.
#[derive(Debug, Clone)]
pub(super) struct SingleLinkage {
    points: usize,
    starts: Vec<u32>,
    parts: Vec<u32>,
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
            starts: vec![0],
            parts: Vec::with_capacity(2 * n),
            distances: Vec::with_capacity(n),
            sizes: Vec::with_capacity(n),
        };
        let mut union = UnionFind::new(n);
        // the node of each set, at the set's least member
        let mut nodes: Vec<u32> = (0..n as u32).collect();
        for same in edges.chunk_by(|a, b| a.squared == b.squared) {
            let mut parts: Vec<u32> = Vec::with_capacity(same.len() * 2);
            for edge in same {
                parts.extend([union.find(edge.from), union.find(edge.to)]);
            }
            parts.sort_unstable();
            parts.dedup();
            for edge in same {
                union.join(edge.from, edge.to);
            }
            let mut merged: Vec<(u32, u32)> =
                parts.into_iter().map(|part| (union.find(part), part)).collect();
            merged.sort_unstable();
            for merge in merged.chunk_by(|a, b| a.0 == b.0) {
                let node = (n + all.distances.len()) as u32;
                let size = merge.iter().map(|&(_, part)| all.size(nodes[part as usize])).sum();
                all.parts.extend(merge.iter().map(|&(_, part)| nodes[part as usize]));
                all.starts.push(all.parts.len() as u32);
                all.distances.push(tree.distance(same[0].squared));
                all.sizes.push(size);
                nodes[merge[0].0 as usize] = node;
            }
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
        self.merge(node)
            .map_or(&[], |merge| &self.parts[self.starts[merge] as usize..self.starts[merge + 1] as usize])
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
