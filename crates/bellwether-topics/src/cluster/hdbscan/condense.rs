//! The condensed tree: a merge of two parts that are both large enough is a split, any other sheds points.
//!
//! Read from the root, with `λ = 1 / distance`. A cluster goes on through merges as long as no more than one part has
//! `min_cluster_size` points; the points of the other part leave it at that λ. Where both parts are large enough, each is a
//! cluster born at that λ. Points at one place are never split apart: their λ is infinite.

use std::collections::VecDeque;

use super::single_linkage::SingleLinkage;
use crate::Points;

/// A cluster of the condensed tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Branch {
    /// The cluster that it was part of; none for the root.
    pub(super) parent: Option<u32>,
    /// λ where it splits from its parent; 0 for the root.
    pub(super) birth: f64,
    /// The largest λ at which a point or a child leaves it.
    pub(super) death: f64,
    /// `Σ (λ − birth)` over its points, λ where a point or the child with the point leaves.
    pub(super) stability: f64,
    pub(super) children: Vec<u32>,
}

/// Clusters, parents before children, and where each point leaves.
#[derive(Debug, Clone)]
pub(super) struct CondensedTree {
    pub(super) branches: Vec<Branch>,
    /// The cluster that each point leaves.
    pub(super) leaves: Vec<u32>,
    /// λ at which it does.
    pub(super) lambdas: Vec<f64>,
}

impl CondensedTree {
    pub(super) fn new(linkage: &SingleLinkage, min_cluster_size: usize) -> Self {
        let n = linkage.points();
        let mut tree = Self { branches: Vec::new(), leaves: vec![0; n], lambdas: vec![0.0; n] };
        let mut waiting = VecDeque::from([(None, 0.0, linkage.root())]);
        while let Some((parent, birth, node)) = waiting.pop_front() {
            let id = tree.branches.len() as u32;
            if let Some(parent) = parent {
                let parent: &mut Branch = &mut tree.branches[parent as usize];
                parent.children.push(id);
            }
            let branch = Branch { parent, birth, death: birth, stability: 0.0, children: Vec::new() };
            tree.branches.push(branch);
            if let Some((lambda, parts)) = tree.follow(linkage, node, id, min_cluster_size) {
                waiting.extend(parts.into_iter().map(|part| (Some(id), lambda, part)));
            }
        }
        tree
    }

    /// Has equal points, which stand one after another, leave with the first of them: merges at equal distances come one after
    /// another, and might part them.
    pub(super) fn unify(&mut self, points: &Points) {
        for i in 1..points.len() {
            if points.row(i) == points.row(i - 1) {
                self.leaves[i] = self.leaves[i - 1];
                self.lambdas[i] = self.lambdas[i - 1];
            }
        }
    }

    /// Goes down from a node to where the cluster splits or ends; returns the λ and the parts of the split.
    fn follow(
        &mut self,
        linkage: &SingleLinkage,
        mut node: u32,
        id: u32,
        min_cluster_size: usize,
    ) -> Option<(f64, Vec<u32>)> {
        loop {
            let distance = linkage.distance(node);
            let lambda = if distance > 0.0 { 1.0 / distance } else { f64::INFINITY };
            let is_large = |part: &&u32| linkage.size(**part) as usize >= min_cluster_size;
            let parts = linkage.parts(node);
            let large: Vec<u32> = parts.iter().filter(is_large).copied().collect();
            if lambda == f64::INFINITY || large.is_empty() {
                self.shed(linkage, node, id, lambda);
                self.leave(id, lambda, linkage.size(node));
                return None;
            }
            let mut gone = 0;
            for &part in parts.iter().filter(|part| !is_large(part)) {
                self.shed(linkage, part, id, lambda);
                gone += linkage.size(part);
            }
            if let [only] = large[..] {
                self.leave(id, lambda, gone);
                node = only;
            } else {
                self.leave(id, lambda, linkage.size(node));
                return Some((lambda, large));
            }
        }
    }

    fn shed(&mut self, linkage: &SingleLinkage, node: u32, id: u32, lambda: f64) {
        linkage.each_point(node, |point| {
            self.leaves[point as usize] = id;
            self.lambdas[point as usize] = lambda;
        });
    }

    fn leave(&mut self, id: u32, lambda: f64, points: u32) {
        let branch = &mut self.branches[id as usize];
        branch.stability += (lambda - branch.birth) * f64::from(points);
        branch.death = lambda;
    }
}
