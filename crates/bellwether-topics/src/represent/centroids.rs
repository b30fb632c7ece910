//! The middle of each topic.

use crate::Points;

/// The mean of the vectors of each topic: topics × width. A topic without documents is zero.
///
/// # Panics
/// Where there is not one topic for each vector, or a topic is not below `topics`.
pub fn centroids(points: &Points, topic_of: &[Option<usize>], topics: usize) -> Vec<Vec<f64>> {
    assert_eq!(points.len(), topic_of.len(), "topics of documents");
    let mut sums = vec![vec![0.0; points.width()]; topics];
    let mut sizes = vec![0_usize; topics];
    for (row, topic) in points.rows().zip(topic_of) {
        if let Some(topic) = *topic {
            sizes[topic] += 1;
            sums[topic].iter_mut().zip(row).for_each(|(sum, &x)| *sum += f64::from(x));
        }
    }
    for (sum, &size) in sums.iter_mut().zip(&sizes) {
        sum.iter_mut().for_each(|x| *x /= size.max(1) as f64);
    }
    sums
}

/// The cosine of the angle between two vectors; 0 where one has no length.
///
/// ```
/// use bellwether_topics::represent::cosine;
///
/// assert_eq!(cosine(&[3.0, 0.0], &[2.0, 0.0]), 1.0);
/// assert_eq!(cosine(&[0.0, 0.0], &[2.0, 0.0]), 0.0);
/// ```
pub fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
}
