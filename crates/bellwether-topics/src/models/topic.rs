//! What models say of a topic.

use serde::{Deserialize, Serialize};

use super::order::Order;
use crate::represent::label;

/// Documents that are examples of a topic.
const EXAMPLES: usize = 3;

/// One topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Its number and first words: `0_oil_prices_crude_opec`.
    pub label: String,
    /// Its words and their weights, the heaviest first.
    pub words: Vec<(String, f64)>,
    /// Documents of the fit.
    pub size: usize,
    /// Documents of the fit that are most like the topic, by their places.
    pub examples: Vec<usize>,
}

/// Topics with these words, of documents in an order of ours; `nearest` is each document's most similar topic.
pub(super) fn describe(
    words: Vec<Vec<(String, f64)>>,
    topic_of: &[Option<usize>],
    nearest: &[Option<(usize, f64)>],
    order: &Order,
) -> Vec<Topic> {
    let sizes = sizes(topic_of, words.len());
    let examples = examples(topic_of, nearest, order, words.len());
    let topics = words.into_iter().zip(examples).enumerate();
    topics
        .map(|(topic, (words, examples))| {
            let names: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            Topic { label: label(Some(topic), &names), size: sizes[topic], words, examples }
        })
        .collect()
}

/// Documents of each topic.
pub(super) fn sizes(topic_of: &[Option<usize>], topics: usize) -> Vec<usize> {
    let mut sizes = vec![0; topics];
    topic_of.iter().flatten().for_each(|&topic| sizes[topic] += 1);
    sizes
}

/// The documents of each topic that are most like it; different texts.
fn examples(
    topic_of: &[Option<usize>],
    nearest: &[Option<(usize, f64)>],
    order: &Order,
    topics: usize,
) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<(f64, usize)>> = vec![Vec::new(); topics];
    for (at, topic) in topic_of.iter().enumerate() {
        if let (Some(topic), Some((near, similarity))) = (topic, nearest[at])
            && *topic == near
            && order.first[at] == at
        {
            found[*topic].push((similarity, at));
        }
    }
    found
        .into_iter()
        .map(|mut documents| {
            documents.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            documents.iter().take(EXAMPLES).map(|&(_, at)| order.places[at]).collect()
        })
        .collect()
}
