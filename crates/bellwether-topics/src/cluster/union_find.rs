//! Sets that join.

/// Disjoint sets of the numbers below `n`.
#[derive(Debug, Clone)]
pub(super) struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    pub(super) fn new(n: usize) -> Self {
        Self { parents: (0..n as u32).collect() }
    }

    /// The least member of the set.
    pub(super) fn find(&mut self, mut x: u32) -> u32 {
        while self.parents[x as usize] != x {
            let above = self.parents[self.parents[x as usize] as usize];
            self.parents[x as usize] = above;
            x = above;
        }
        x
    }

    /// Whether two sets became one.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b) as usize] = a.min(b);
        a != b
    }

    /// Numbers the sets from 0 in the order of their least members; returns how many there are.
    pub(super) fn number(&mut self, out: &mut [u32]) -> usize {
        let mut count = 0;
        for i in 0..self.parents.len() {
            let root = self.find(i as u32) as usize;
            out[i] = if root == i {
                count += 1;
                count - 1
            } else {
                out[root]
            };
        }
        count as usize
    }
}
