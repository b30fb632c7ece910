//! The minimum spanning tree of the mutual reachability distance `max(core a, core b, |a − b|)`, by Borůvka's method.
//!
//! In each round every component takes its shortest edge to another one. A point keeps what it learnt in earlier rounds:
//! a distance below which no other component lies, which can only grow as components join, and a candidate. It is searched
//! from only where that bound is below the shortest edge that its component has so far, and the search passes by boxes that
//! lie wholly inside the component or too far away. Pieces of work are the same on any number of threads.
//!
//! March, Ram, Gray (2010), *Fast Euclidean minimum spanning tree*; McInnes, Healy (2017), *Accelerated hierarchical density
//! based clustering*.

use std::cmp::Ordering;

use bellwether_core::RunContext;
use rayon::prelude::*;

use super::core_distance::Neighbours;
use crate::TopicsError;
use crate::cluster::kd_tree::{KdTree, LEAF};
use crate::cluster::union_find::UnionFind;

/// Two slots and their squared mutual reachability distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) squared: f32,
}

impl Edge {
    const NONE: Self = Self { from: u32::MAX, to: u32::MAX, squared: f32::INFINITY };

    fn order(&self, other: &Self) -> Ordering {
        let key = |e: &Self| (e.from.min(e.to), e.from.max(e.to));
        self.squared.total_cmp(&other.squared).then_with(|| key(self).cmp(&key(other)))
    }
}

/// What a point knows of its nearest point in another component.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// No point of another component is nearer.
    at_least: f32,
    candidate: Edge,
}

/// The component of a node whose points are in several.
const MIXED: u32 = u32::MAX;
const CHUNK: usize = 256;

/// The `n − 1` edges, in slots; where distances are equal, one of several trees, always the same.
pub(super) fn spanning_tree(
    tree: &KdTree,
    neighbours: &Neighbours,
    core: &[f32],
    run: &RunContext,
) -> Result<Vec<Edge>, TopicsError> {
    let n = tree.len();
    let mut padded = core.to_vec();
    padded.resize(n.next_multiple_of(LEAF), f32::INFINITY);
    let mut search = Search {
        tree,
        core: padded,
        least_core: vec![0.0; tree.nodes().len()],
        components: (0..n.next_multiple_of(LEAF) as u32).collect(),
        of_node: vec![MIXED; tree.nodes().len()],
    };
    search.sum_up_cores();
    let mut known: Vec<Known> =
        core.iter().map(|&at_least| Known { at_least, candidate: Edge::NONE }).collect();
    let mut union = UnionFind::new(n);
    let mut edges = Vec::with_capacity(n - 1);
    let mut count = n;
    while count > 1 {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        search.sum_up_components();
        search.renew(&mut known, neighbours);
        let best = search.shortest(&mut known, count);
        for edge in best {
            if union.join(edge.from, edge.to) {
                edges.push(edge);
            }
        }
        count = union.number(&mut search.components[..n]);
    }
    Ok(edges)
}

struct Search<'a> {
    tree: &'a KdTree,
    /// By slot, infinite past the last.
    core: Vec<f32>,
    least_core: Vec<f32>,
    components: Vec<u32>,
    of_node: Vec<u32>,
}

impl Search<'_> {
    fn sum_up_cores(&mut self) {
        for (i, node) in self.tree.nodes().iter().enumerate().rev() {
            self.least_core[i] = if node.second == 0 {
                self.core[node.leaf as usize * LEAF..][..LEAF].iter().fold(f32::INFINITY, |m, &c| m.min(c))
            } else {
                self.least_core[i + 1].min(self.least_core[node.second as usize])
            };
        }
    }

    fn sum_up_components(&mut self) {
        for (i, node) in self.tree.nodes().iter().enumerate().rev() {
            self.of_node[i] = if node.second == 0 {
                let from = node.leaf as usize * LEAF;
                let of = &self.components[from..self.tree.len().min(from + LEAF)];
                if of.iter().all(|c| *c == of[0]) { of[0] } else { MIXED }
            } else {
                let (a, b) = (self.of_node[i + 1], self.of_node[node.second as usize]);
                if a == b { a } else { MIXED }
            };
        }
    }

    /// Candidates that fell into their own component give way to the best of the neighbours, if any.
    fn renew(&self, known: &mut [Known], neighbours: &Neighbours) {
        known.par_iter_mut().enumerate().for_each(|(p, known)| {
            let own = self.components[p];
            let old = known.candidate;
            if old.to != u32::MAX && self.components[old.to as usize] != own {
                return;
            }
            known.candidate = Edge::NONE;
            for &(distance, q) in neighbours.of(p) {
                if self.components[q as usize] != own {
                    let squared = distance.max(self.core[p]).max(self.core[q as usize]);
                    let edge = Edge { from: p as u32, to: q, squared };
                    if edge.order(&known.candidate).is_lt() {
                        known.candidate = edge;
                    }
                }
            }
        });
    }

    /// The shortest edge out of each component.
    fn shortest(&self, known: &mut [Known], count: usize) -> Vec<Edge> {
        let mut best = self.best(known, count);
        // a component without any candidate is first searched from its most promising point
        let mut first = vec![u32::MAX; count];
        for (p, &component) in self.components[..known.len()].iter().enumerate() {
            let first = &mut first[component as usize];
            if best[component as usize].to == u32::MAX
                && (*first == u32::MAX || known[p].at_least < known[*first as usize].at_least)
            {
                *first = p as u32;
            }
        }
        first.retain(|&p| p != u32::MAX);
        let found: Vec<Edge> = first
            .par_iter()
            .map_init(Scratch::default, |scratch, &p| self.nearest(p as usize, f32::INFINITY, scratch))
            .collect();
        for (&p, edge) in first.iter().zip(found) {
            known[p as usize] = Known { at_least: edge.squared, candidate: edge };
            best[self.components[p as usize] as usize] = edge;
        }
        known.par_chunks_mut(CHUNK).enumerate().for_each_init(Scratch::default, |scratch, (chunk, known)| {
            let (mut current, mut bound) = (u32::MAX, f32::INFINITY);
            for (i, known) in known.iter_mut().enumerate() {
                let p = chunk * CHUNK + i;
                let component = self.components[p];
                if component != current {
                    (current, bound) = (component, best[component as usize].squared);
                }
                if known.at_least >= bound {
                    continue;
                }
                let edge = self.nearest(p, bound, scratch);
                if edge.to == u32::MAX {
                    known.at_least = bound;
                } else {
                    *known = Known { at_least: edge.squared, candidate: edge };
                    bound = edge.squared;
                }
            }
        });
        self.best(known, count)
    }

    fn best(&self, known: &[Known], count: usize) -> Vec<Edge> {
        let mut best = vec![Edge::NONE; count];
        for (known, &component) in known.iter().zip(&self.components) {
            let best = &mut best[component as usize];
            if known.candidate.order(best).is_lt() {
                *best = known.candidate;
            }
        }
        best
    }

    /// The nearest point of another component that is nearer than `bound`.
    fn nearest(&self, p: usize, mut bound: f32, scratch: &mut Scratch) -> Edge {
        let Scratch { point, stack } = scratch;
        let (own, own_core) = (self.components[p], self.core[p]);
        let mut best = Edge::NONE;
        self.tree.point(p, point);
        stack.clear();
        stack.push((0.0, 0));
        while let Some((distance, node)) = stack.pop() {
            if distance >= bound {
                continue;
            }
            let at = self.tree.nodes()[node as usize];
            if at.second > 0 {
                let below = |node: u32| {
                    if self.of_node[node as usize] == own {
                        return (f32::INFINITY, node);
                    }
                    let distance = self.tree.box_distance(node as usize, point);
                    (distance.max(self.least_core[node as usize]), node)
                };
                let (a, b) = (below(node + 1), below(at.second));
                let (near, far) = if a.0 <= b.0 { (a, b) } else { (b, a) };
                stack.extend([far, near].into_iter().filter(|of| of.0 < bound));
                continue;
            }
            let from = at.leaf as usize * LEAF;
            let mut distances = self.tree.leaf_distances(at.leaf as usize, point);
            for (d, &core) in distances.iter_mut().zip(&self.core[from..from + LEAF]) {
                *d = d.max(core).max(own_core);
            }
            if distances.iter().fold(f32::INFINITY, |m, &d| m.min(d)) >= bound {
                continue;
            }
            for (lane, &squared) in distances.iter().enumerate() {
                if squared < bound && self.components[from + lane] != own {
                    bound = squared;
                    best = Edge { from: p as u32, to: (from + lane) as u32, squared };
                }
            }
            if bound <= own_core {
                break;
            }
        }
        best
    }
}

#[derive(Default)]
struct Scratch {
    point: Vec<f32>,
    stack: Vec<(f32, u32)>,
}
