//! Whole topic models: what they find in documents with planted themes, and their laws.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod bertopic;
mod encoder;
mod every_model;

use std::collections::BTreeMap;

use bellwether_core::RunContext;
use rand_chacha::rand_core::Rng;

/// Words of a theme, and of no theme.
const OF_THEME: u32 = 14;
const OF_NONE: u32 = 60;

/// `each` documents of each of `themes` themes, one after another: six words of the theme, `theme2word9`, and two of
/// none, `filler31`.
fn planted(themes: u32, each: usize, seed: u64) -> Vec<String> {
    let mut rng = RunContext::new(seed).rng("planted");
    let mut document = |theme: u32| {
        let mut words: Vec<String> =
            (0..6).map(|_| format!("theme{theme}word{}", rng.next_u32() % OF_THEME)).collect();
        words.extend((0..2).map(|_| format!("filler{}", rng.next_u32() % OF_NONE)));
        words.join(" ")
    };
    (0..themes).flat_map(|theme| (0..each).map(|_| document(theme)).collect::<Vec<_>>()).collect()
}

/// The theme of a word; none of a filler.
fn theme(word: &str) -> Option<u32> {
    word.strip_prefix("theme")?.split("word").next()?.parse().ok()
}

/// The share of the documents that are in the topic in which most of their theme are; and how many such topics there are.
fn recovered(documents: &[String], topic_of: &[Option<usize>]) -> (f64, usize) {
    let mut by_theme: BTreeMap<Option<u32>, BTreeMap<usize, usize>> = BTreeMap::new();
    for (document, topic) in documents.iter().zip(topic_of) {
        let topics = by_theme.entry(theme(document)).or_default();
        if let Some(topic) = topic {
            *topics.entry(*topic).or_default() += 1;
        }
    }
    let most: Vec<(usize, usize)> = by_theme
        .values()
        .filter_map(|topics| topics.iter().max_by_key(|of| of.1).map(|(&topic, &count)| (topic, count)))
        .collect();
    let topics: std::collections::BTreeSet<usize> = most.iter().map(|of| of.0).collect();
    (most.iter().map(|of| of.1).sum::<usize>() as f64 / documents.len() as f64, topics.len())
}

/// Places in an order that looks like none.
fn shuffled(count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23));
    places
}

/// The same work on so many threads.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}
