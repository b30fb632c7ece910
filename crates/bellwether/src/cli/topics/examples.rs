//! Posts that show what a topic is about.

use std::collections::HashSet;

use bellwether_topics::represent::Words;

use super::fit::Found;

/// Words from which a post says enough to be shown, where there are such posts.
const ENOUGH: usize = 7;
/// Candidates looked at for each example.
const CANDIDATES: usize = 40;
/// The share of words in common from which two posts say the same.
const ALIKE: f64 = 0.6;

/// The documents of each topic that say most in its words, and unlike each other: at most `count`, the best first.
///
/// A document's worth is the sum of the topic's weights of its words, over the root of all its words: a long one does not win
/// by length, nor a short one by one word, nor one of mostly unknown words.
pub(crate) fn choose(found: &Found, documents: &[String], count: usize) -> Vec<Vec<usize>> {
    let kind = found.vocabulary.params().words;
    let worth = |document: usize, topic: usize| {
        let (columns, values) = found.weights.row(topic);
        let weight = |column: u32| columns.binary_search(&column).map_or(0.0, |at| values[at]);
        let sum: f64 = found.counts.row(document).0.iter().map(|&column| weight(column)).sum();
        let mut words = 0;
        kind.each(&documents[document], |_| words += 1);
        sum / f64::from(words.max(1)).sqrt()
    };
    let mut of_topic: Vec<Vec<(f64, usize)>> = vec![Vec::new(); found.words.len()];
    for (document, topic) in found.topic_of.iter().enumerate() {
        if let Some(topic) = *topic {
            of_topic[topic].push((worth(document, topic), document));
        }
    }
    of_topic
        .into_iter()
        .map(|mut candidates| {
            candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            of_one(candidates.iter().map(|c| c.1), documents, count)
        })
        .collect()
}

fn of_one(candidates: impl Iterator<Item = usize>, documents: &[String], count: usize) -> Vec<usize> {
    let words = |document: usize| Words::Posts.of(&documents[document]).into_iter().collect::<HashSet<_>>();
    let near: Vec<(usize, HashSet<String>)> =
        candidates.take(count * CANDIDATES).map(|document| (document, words(document))).collect();
    let (long, short): (Vec<_>, Vec<_>) = near.into_iter().partition(|one| one.1.len() >= ENOUGH);
    let mut chosen: Vec<(usize, HashSet<String>)> = Vec::new();
    for one in long.into_iter().chain(short) {
        if chosen.len() == count {
            break;
        }
        if chosen.iter().all(|other| in_common(&one.1, &other.1) < ALIKE) {
            chosen.push(one);
        }
    }
    chosen.into_iter().map(|one| one.0).collect()
}

fn in_common(a: &HashSet<String>, b: &HashSet<String>) -> f64 {
    a.intersection(b).count() as f64 / a.len().min(b.len()).max(1) as f64
}
