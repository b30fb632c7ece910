//! Fewer topics: those that are nearest to each other become one.

use super::{Linkage, hierarchy};
use crate::TopicsError;

/// Topics after merging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Of each topic before: its topic now. The largest is 0.
    pub topic_of: Vec<usize>,
    /// Documents of each topic now.
    pub sizes: Vec<usize>,
}

impl Merged {
    /// The topics of documents now.
    ///
    /// # Panics
    /// Where a topic is none of those that were merged.
    pub fn apply(&self, documents: &[Option<usize>]) -> Vec<Option<usize>> {
        documents.iter().map(|topic| topic.map(|topic| self.topic_of[topic])).collect()
    }
}

/// Merges topics down to `count`, by the mean of `1 − cos` between the members of groups (average linkage, as BERTopic reduces
/// topics). `vectors` are rows of c-TF-IDF or centroids, `sizes` the documents of each topic. Topics are numbered anew, by
/// size, then by their first topic before. There are no more topics than before.
///
/// # Errors
/// Where `count` is 0.
///
/// # Panics
/// Where there is not one size for each vector.
pub fn merge_topics(vectors: &[Vec<f64>], sizes: &[usize], count: usize) -> Result<Merged, TopicsError> {
    assert_eq!(vectors.len(), sizes.len(), "sizes of topics");
    if count == 0 {
        return Err(TopicsError::Setting {
            setting: "topics",
            found: "0".to_owned(),
            expected: "at least 1".to_owned(),
        });
    }
    let n = vectors.len();
    let merges = hierarchy(vectors, Linkage::Average);
    let mut group: Vec<Vec<usize>> = (0..n).map(|topic| vec![topic]).collect();
    for merge in merges.iter().take(n.saturating_sub(count)) {
        let mut both = std::mem::take(&mut group[merge.left]);
        both.append(&mut group[merge.right]);
        both.sort_unstable();
        group.push(both);
    }
    let mut groups: Vec<(usize, Vec<usize>)> = group
        .into_iter()
        .filter(|members| !members.is_empty())
        .map(|members| (members.iter().map(|&topic| sizes[topic]).sum(), members))
        .collect();
    groups.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut topic_of = vec![0; n];
    for (now, (_, members)) in groups.iter().enumerate() {
        members.iter().for_each(|&topic| topic_of[topic] = now);
    }
    Ok(Merged { topic_of, sizes: groups.into_iter().map(|group| group.0).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_merged_and_the_largest_is_first() {
        let vectors = vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![0.9, 0.1], vec![-1.0, -1.0]];
        let merged = merge_topics(&vectors, &[5, 30, 7, 1], 3).unwrap();
        assert_eq!(merged, Merged { topic_of: vec![1, 0, 1, 2], sizes: vec![30, 12, 1] });
        assert_eq!(merged.apply(&[Some(2), None]), [Some(1), None]);
    }

    #[test]
    fn any_count() {
        let vectors = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(merge_topics(&vectors, &[1, 2], 1).unwrap().sizes, [3]);
        assert_eq!(merge_topics(&vectors, &[1, 2], 9).unwrap().topic_of, [1, 0]);
        assert_eq!(merge_topics(&[], &[], 9).unwrap().sizes, [0; 0]);
        assert!(merge_topics(&vectors, &[1, 2], 0).is_err());
    }
}
