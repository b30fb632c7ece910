//! Which clusters of the condensed tree are taken.

use super::condense::CondensedTree;
use super::params::{HdbscanParams, Selection};

/// The clusters taken, ascending; none lies below another one but in the rare cases that `cluster_selection_epsilon` makes.
pub(super) fn select(tree: &CondensedTree, params: &HdbscanParams) -> Vec<u32> {
    let HdbscanParams { cluster_selection, allow_single_cluster, cluster_selection_epsilon, .. } = params;
    let root_only = tree.branches.len() == 1;
    let taken = match cluster_selection {
        Selection::ExcessOfMass => excess_of_mass(tree, *allow_single_cluster),
        Selection::Leaf if root_only => Vec::new(),
        Selection::Leaf => (0..tree.branches.len() as u32)
            .filter(|&c| tree.branches[c as usize].children.is_empty())
            .collect(),
    };
    if *cluster_selection_epsilon == 0.0 || root_only || taken == [0] {
        return taken;
    }
    join_near(tree, &taken, *cluster_selection_epsilon, *allow_single_cluster)
}

/// From the leaves up, a cluster is better than what is best below it where its stability is at least as large.
fn excess_of_mass(tree: &CondensedTree, allow_single_cluster: bool) -> Vec<u32> {
    let mut stability: Vec<f64> = tree.branches.iter().map(|b| b.stability).collect();
    let mut better = vec![true; stability.len()];
    better[0] = allow_single_cluster;
    for c in (usize::from(!allow_single_cluster)..stability.len()).rev() {
        let mut below: Vec<f64> = tree.branches[c].children.iter().map(|&x| stability[x as usize]).collect();
        // in an order that does not come from that of the rows
        below.sort_by(f64::total_cmp);
        let below: f64 = below.iter().sum();
        if below > stability[c] {
            better[c] = false;
            stability[c] = below;
        }
    }
    let mut taken = Vec::new();
    let mut waiting = vec![0_u32];
    while let Some(c) = waiting.pop() {
        if better[c as usize] {
            taken.push(c);
        } else {
            waiting.extend(&tree.branches[c as usize].children);
        }
    }
    taken.sort_unstable();
    taken
}

/// A cluster born at a distance below `epsilon` gives way to the first cluster above it that was not.
fn join_near(tree: &CondensedTree, taken: &[u32], epsilon: f64, allow_single_cluster: bool) -> Vec<u32> {
    let born_within = |c: u32| 1.0 / tree.branches[c as usize].birth <= epsilon;
    let mut joined: Vec<u32> = taken
        .iter()
        .map(|&cluster| {
            let birth = tree.branches[cluster as usize].birth;
            if birth == 0.0 || 1.0 / birth >= epsilon {
                return cluster;
            }
            let mut at = cluster;
            while let Some(parent) = tree.branches[at as usize].parent {
                if parent == 0 {
                    return if allow_single_cluster { 0 } else { at };
                }
                at = parent;
                if !born_within(parent) {
                    break;
                }
            }
            at
        })
        .collect();
    joined.sort_unstable();
    joined.dedup();
    joined
}

/// The nearest taken cluster at or above each cluster.
pub(super) fn taken_above(tree: &CondensedTree, taken: &[u32]) -> Vec<Option<u32>> {
    let mut above: Vec<Option<u32>> = Vec::with_capacity(tree.branches.len());
    for (c, branch) in tree.branches.iter().enumerate() {
        let own = taken.binary_search(&(c as u32)).is_ok().then_some(c as u32);
        above.push(own.or_else(|| branch.parent.and_then(|parent| above[parent as usize])));
    }
    above
}

#[cfg(test)]
mod tests {
    use super::super::condense::Branch;
    use super::*;

    /// 0 has 1 and 2, 2 has 3 and 4.
    fn tree(stabilities: [f64; 5]) -> CondensedTree {
        let parents = [None, Some(0), Some(0), Some(2), Some(2)];
        let births = [0.0, 1.0, 1.0, 2.0, 2.0];
        let branches = (0..5)
            .map(|c| Branch {
                parent: parents[c],
                birth: births[c],
                death: 4.0,
                stability: stabilities[c],
                children: (0..5).filter(|&x| parents[x as usize] == Some(c as u32)).collect(),
            })
            .collect();
        CondensedTree { branches, leaves: Vec::new(), lambdas: Vec::new() }
    }

    fn taken(stabilities: [f64; 5], params: HdbscanParams) -> Vec<u32> {
        select(&tree(stabilities), &params)
    }

    #[test]
    fn the_more_stable_of_a_cluster_and_its_parts_is_taken() {
        assert_eq!(taken([9.0, 1.0, 3.0, 1.0, 1.0], HdbscanParams::default()), [1, 2]);
        assert_eq!(taken([9.0, 1.0, 3.0, 2.0, 1.5], HdbscanParams::default()), [1, 3, 4]);
        let single = HdbscanParams { allow_single_cluster: true, ..HdbscanParams::default() };
        assert_eq!(taken([9.0, 1.0, 3.0, 2.0, 1.5], single.clone()), [0]);
        assert_eq!(taken([4.0, 1.0, 3.0, 2.0, 1.5], single), [1, 3, 4]);
    }

    #[test]
    fn leaves_are_the_finest_clusters_and_epsilon_joins_them() {
        let leaf = HdbscanParams { cluster_selection: Selection::Leaf, ..HdbscanParams::default() };
        assert_eq!(taken([0.0; 5], leaf.clone()), [1, 3, 4]);
        let near = HdbscanParams { cluster_selection_epsilon: 0.7, ..leaf.clone() };
        assert_eq!(taken([0.0; 5], near), [1, 2]);
        let all = HdbscanParams { cluster_selection_epsilon: 2.0, allow_single_cluster: true, ..leaf };
        assert_eq!(taken([0.0; 5], all), [0]);
    }
}
