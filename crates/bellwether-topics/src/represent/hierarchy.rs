//! Which topics belong together: a tree of merges by the distances of their weights.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cosine;

/// What the distance of two groups is. Names and definitions are those of `scipy.cluster.hierarchy.linkage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Linkage {
    /// The nearest two members.
    Single,
    /// The two members farthest apart.
    Complete,
    /// The mean over all pairs.
    #[default]
    Average,
    /// The growth of the squares within (Ward, 1963), the distances taken as Euclidean.
    Ward,
}

/// One step of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// One group: below the number of topics a topic, else the merge of that number less the topics.
    pub left: usize,
    /// The other, above the first.
    pub right: usize,
    /// Their distance.
    pub distance: f64,
    /// Topics in both.
    pub topics: usize,
}

/// The tree of topics by `1 − cos` of their vectors, which may be rows of c-TF-IDF or centroids. One merge fewer than topics,
/// the nearest first.
pub fn hierarchy(vectors: &[Vec<f64>], by: Linkage) -> Vec<Merge> {
    let n = vectors.len();
    let mut distances: Vec<f64> = (0..n)
        .into_par_iter()
        .flat_map_iter(|i| {
            (0..n).map(move |j| if i == j { 0.0 } else { (1.0 - cosine(&vectors[i], &vectors[j])).max(0.0) })
        })
        .collect();
    linkage(&mut distances, n, by)
}

/// The tree of `n` things by their distances, `n × n`, which are used up. Of pairs equally far apart the first is merged.
///
/// Distances of a new group follow Lance and Williams (1967). Time `n²` for most, `n³` for the worst.
///
/// # Panics
/// Where `distances` is not `n × n`.
pub fn linkage(distances: &mut [f64], n: usize, by: Linkage) -> Vec<Merge> {
    assert_eq!(distances.len(), n * n, "distances of {n}");
    let mut name: Vec<usize> = (0..n).collect();
    let mut size = vec![1_usize; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let mut nearest: Vec<usize> = (0..n).map(|i| nearest_above(distances, n, i, &alive)).collect();
    let mut merges = Vec::with_capacity(n.saturating_sub(1));
    while alive.len() > 1 {
        let mut best = (f64::INFINITY, 0);
        for &i in &alive[..alive.len() - 1] {
            let distance = distances[i * n + nearest[i]];
            if distance < best.0 || best.0 == f64::INFINITY {
                best = (distance, i);
            }
        }
        let (distance, i) = best;
        let j = nearest[i];
        let (a, b) = (size[i] as f64, size[j] as f64);
        for &k in alive.iter().filter(|&&k| k != i && k != j) {
            let (x, y, c) = (distances[i * n + k], distances[j * n + k], size[k] as f64);
            let new = match by {
                Linkage::Single => x.min(y),
                Linkage::Complete => x.max(y),
                Linkage::Average => (a * x + b * y) / (a + b),
                Linkage::Ward => {
                    let squares = (a + c) * x * x + (b + c) * y * y - c * distance * distance;
                    (squares.max(0.0) / (a + b + c)).sqrt()
                }
            };
            distances[j * n + k] = new;
            distances[k * n + j] = new;
        }
        let (left, right) = (name[i].min(name[j]), name[i].max(name[j]));
        size[j] += size[i];
        name[j] = n + merges.len();
        merges.push(Merge { left, right, distance, topics: size[j] });
        alive.retain(|&k| k != i);
        for &k in &alive {
            let lost = nearest[k] == i || nearest[k] == j || k == j;
            if lost || (k < j && distances[k * n + j] < distances[k * n + nearest[k]]) {
                nearest[k] = nearest_above(distances, n, k, &alive);
            }
        }
    }
    merges
}

/// The nearest of those behind `i`; `i` where there is none.
fn nearest_above(distances: &[f64], n: usize, i: usize, alive: &[usize]) -> usize {
    let mut best = i;
    for &j in &alive[alive.partition_point(|&k| k <= i)..] {
        if best == i || distances[i * n + j] < distances[i * n + best] {
            best = j;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Reference {
        vectors: Vec<Vec<f64>>,
        trees: Vec<(Linkage, Vec<[f64; 4]>)>,
    }

    #[test]
    fn trees_are_those_of_scipy() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/scipy/linkage.json")).unwrap();
        for (by, expected) in &reference.trees {
            let tree = hierarchy(&reference.vectors, *by);
            assert_eq!(tree.len(), expected.len());
            for (merge, e) in tree.iter().zip(expected) {
                assert_eq!(
                    [merge.left, merge.right, merge.topics],
                    [e[0] as usize, e[1] as usize, e[3] as usize]
                );
                assert!((merge.distance - e[2]).abs() <= 1e-12, "{by:?}: {} is not {}", merge.distance, e[2]);
            }
        }
    }

    #[test]
    fn few_topics() {
        assert!(hierarchy(&[], Linkage::Average).is_empty());
        assert!(hierarchy(&[vec![1.0]], Linkage::Average).is_empty());
        let same = hierarchy(&vec![vec![1.0, 2.0]; 4], Linkage::Ward);
        assert_eq!(same.last().map(|merge| (merge.topics, merge.distance < 1e-7)), Some((4, true)));
    }
}
