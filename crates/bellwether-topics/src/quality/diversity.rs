//! How different the words of topics are from one another.

use std::collections::BTreeSet;

/// The share of different words among the first `count` words of all topics: 1 where no two topics share one (customary:
/// 25 or 10). None without words.
///
/// ```
/// use bellwether_topics::quality::topic_diversity;
///
/// let topics = [vec!["oil", "gas"], vec!["oil", "cup"]];
/// assert_eq!(topic_diversity(&topics, 25), Some(0.75));
/// ```
pub fn topic_diversity<S: AsRef<str>>(topics: &[Vec<S>], count: usize) -> Option<f64> {
    let words = || topics.iter().flat_map(|topic| topic.iter().take(count).map(AsRef::as_ref));
    let different: BTreeSet<&str> = words().collect();
    let all = words().count();
    (all > 0).then(|| different.len() as f64 / all as f64)
}
