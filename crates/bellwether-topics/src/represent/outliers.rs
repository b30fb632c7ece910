//! Documents outside all topics, brought into the nearest.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CTfIdf, Sparse};
use crate::{Points, TopicsError};

/// How many documents may stay outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct OutlierParams {
    /// At most this share of the documents stays outside: the nearest outliers are brought in until no more are outside.
    /// 0 to 1; 1 brings none in. Default: 0.2.
    pub max_share: f64,
    /// A document whose similarity is not above it stays outside, whatever the share. −1 to 1. Default: 0.
    pub min_similarity: f64,
}

impl Default for OutlierParams {
    fn default() -> Self {
        Self { max_share: 0.2, min_similarity: 0.0 }
    }
}

impl OutlierParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let Self { max_share, min_similarity } = *self;
        for (setting, value, low) in [("max-share", max_share, 0.0), ("min-similarity", min_similarity, -1.0)]
        {
            if !(low..=1.0).contains(&value) {
                let (found, expected) = (value.to_string(), format!("{low} to 1"));
                return Err(TopicsError::Setting { setting, found, expected });
            }
        }
        Ok(())
    }
}

/// Topics of documents after outliers were brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassigned {
    /// The topic of each document.
    pub topic_of: Vec<Option<usize>>,
    /// Outliers that were brought in.
    pub moved: usize,
    /// Outliers that are left. More than the share where too few are similar to a topic.
    pub left: usize,
}

/// Brings the most similar outliers into their nearest topics, until at most the share of the settings is outside.
/// `nearest` is each document's nearest topic and its similarity; of equal ones the first document comes first.
///
/// # Errors
/// Where a setting is out of range.
///
/// # Panics
/// Where there is not one `nearest` for each document.
pub fn reassign_outliers(
    params: &OutlierParams,
    topic_of: &[Option<usize>],
    nearest: &[Option<(usize, f64)>],
) -> Result<Reassigned, TopicsError> {
    params.validate()?;
    assert_eq!(topic_of.len(), nearest.len(), "nearest topics of documents");
    let outside = topic_of.iter().filter(|topic| topic.is_none()).count();
    let allowed = (params.max_share * topic_of.len() as f64).floor() as usize;
    let mut candidates: Vec<(f64, usize, usize)> = nearest
        .iter()
        .enumerate()
        .filter(|&(document, _)| topic_of[document].is_none())
        .filter_map(|(document, nearest)| nearest.map(|(topic, similarity)| (similarity, document, topic)))
        .filter(|candidate| candidate.0 > params.min_similarity)
        .collect();
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    candidates.truncate(outside.saturating_sub(allowed));
    let mut topic_of = topic_of.to_vec();
    for &(_, document, topic) in &candidates {
        topic_of[document] = Some(topic);
    }
    Ok(Reassigned { topic_of, moved: candidates.len(), left: outside - candidates.len() })
}

/// Of each document the topic whose c-TF-IDF weights are most similar (cosine) to its own; none without a common word.
///
/// # Panics
/// Where the counts or the weights are of other words than those of `weighing`.
pub fn nearest_by_words(counts: &Sparse, weighing: &CTfIdf, weights: &Sparse) -> Vec<Option<(usize, f64)>> {
    let documents = weighing.transform(counts.clone()).normalised();
    let topics = weights.len();
    // words × topics: a document is similar to the topics of its words only
    let by_word = weights.clone().normalised().transposed();
    (0..documents.len())
        .into_par_iter()
        .map_init(
            || vec![0.0; topics],
            |similar, document| {
                similar.fill(0.0);
                for (word, x) in documents.iter_row(document) {
                    by_word.iter_row(word).for_each(|(topic, y)| similar[topic] += x * y);
                }
                highest(similar.iter().copied()).filter(|nearest| nearest.1 > 0.0)
            },
        )
        .collect()
}

/// Of each document the topic whose centroid is most similar (cosine) to its vector; none where there is no topic.
pub fn nearest_by_embedding(points: &Points, centroids: &[Vec<f64>]) -> Vec<Option<(usize, f64)>> {
    let length = |vector: &[f64]| vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    let directions: Vec<Vec<f64>> = centroids
        .iter()
        .map(|centroid| {
            let length = length(centroid);
            centroid.iter().map(|x| if length > 0.0 { x / length } else { 0.0 }).collect()
        })
        .collect();
    (0..points.len())
        .into_par_iter()
        .with_min_len(16)
        .map(|document| {
            let point: Vec<f64> = points.row(document).iter().copied().map(f64::from).collect();
            let length = length(&point);
            let along = |direction: &Vec<f64>| {
                let dot: f64 = point.iter().zip(direction).map(|(x, y)| x * y).sum();
                if length > 0.0 { dot / length } else { 0.0 }
            };
            highest(directions.iter().map(along))
        })
        .collect()
}

/// The first of the highest.
fn highest(values: impl Iterator<Item = f64>) -> Option<(usize, f64)> {
    values.enumerate().fold(None, |best: Option<(usize, f64)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::represent::{CTfIdfParams, centroids};

    #[test]
    fn the_most_similar_come_in_until_the_share_is_kept() {
        let topic_of = [Some(0), None, None, None, Some(1)];
        let nearest = [None, Some((0, 0.5)), Some((1, 0.9)), Some((1, 0.5)), None];
        let keep = |max_share| {
            let params = OutlierParams { max_share, ..Default::default() };
            reassign_outliers(&params, &topic_of, &nearest).unwrap()
        };
        assert_eq!(keep(0.2).topic_of, [Some(0), Some(0), Some(1), None, Some(1)]);
        assert_eq!((keep(0.0).moved, keep(0.0).left), (3, 0));
        assert_eq!(keep(1.0).topic_of, topic_of);
    }

    #[test]
    fn both_similarities_find_the_topic_of_the_words() {
        let counts =
            Sparse::from_rows(3, &[vec![(0, 2.0)], vec![(1, 1.0)], vec![(0, 1.0), (2, 1.0)], vec![]]);
        let topic_of = [Some(0), Some(1), None, None];
        let sums = counts.summed_by(&topic_of, 2);
        let weighing = CTfIdf::fit(&CTfIdfParams::default(), &sums);
        let nearest = nearest_by_words(&counts, &weighing, &weighing.transform(sums));
        assert_eq!(
            nearest.iter().map(|n| n.map(|n| n.0)).collect::<Vec<_>>(),
            [Some(0), Some(1), Some(0), None]
        );
        let points = Points::new(vec![1.0, 0.0, 0.0, 1.0, 0.9, 0.2, 0.0, 0.0], 2).unwrap();
        let nearest = nearest_by_embedding(&points, &centroids(&points, &topic_of, 2));
        assert_eq!(nearest[2].map(|n| n.0), Some(0));
        assert_eq!(nearest[3], Some((0, 0.0)));
    }

    proptest! {
        #[test]
        fn the_share_is_kept_where_it_can_be(
            rows in prop::collection::vec((prop::option::of(0_usize..3), 0.01_f64..1.0), 1..60),
            max_share in 0.0_f64..1.0,
        ) {
            let topic_of: Vec<Option<usize>> = rows.iter().map(|row| row.0).collect();
            let nearest: Vec<Option<(usize, f64)>> = rows.iter().map(|row| Some((1, row.1))).collect();
            let params = OutlierParams { max_share, ..Default::default() };
            let now = reassign_outliers(&params, &topic_of, &nearest).unwrap();
            prop_assert!(now.left as f64 <= max_share * rows.len() as f64 || now.moved == 0);
            prop_assert_eq!(now.topic_of.iter().filter(|topic| topic.is_none()).count(), now.left);
            for (before, after) in topic_of.iter().zip(&now.topic_of) {
                prop_assert!(before.is_none() || before == after);
            }
        }
    }
}
