//! Labels by size.

use std::collections::BTreeMap;

/// The label of each cluster: 0 is the largest, of equally large ones the one with the first member.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbering {
    labels: BTreeMap<u32, u32>,
}

impl Numbering {
    pub(super) fn new(assigned: &[Option<u32>]) -> Self {
        let mut sizes: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (i, cluster) in assigned.iter().enumerate() {
            if let Some(cluster) = cluster {
                sizes.entry(*cluster).or_insert((0, i)).0 += 1;
            }
        }
        let mut order: Vec<(u32, (usize, usize))> = sizes.into_iter().collect();
        order.sort_by_key(|&(_, (size, first))| (usize::MAX - size, first));
        let labels = order.iter().enumerate().map(|(label, &(cluster, _))| (cluster, label as u32)).collect();
        Self { labels }
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn of(&self, cluster: u32) -> Option<u32> {
        self.labels.get(&cluster).copied()
    }

    pub(super) fn labels(&self, assigned: &[Option<u32>]) -> Vec<Option<u32>> {
        assigned.iter().map(|cluster| cluster.and_then(|c| self.of(c))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_first_and_equal_ones_go_by_their_first_member() {
        let assigned = [Some(7), None, Some(3), Some(9), Some(9), Some(7), Some(9), Some(3)];
        let numbering = Numbering::new(&assigned);
        let labels = [Some(1), None, Some(2), Some(0), Some(0), Some(1), Some(0), Some(2)];
        assert_eq!(numbering.labels(&assigned), labels);
        assert_eq!(numbering.len(), 3);
    }
}
