//! Whether the words of a topic stand together in texts.

use std::collections::HashMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::occurrences::Occurrences;

/// Added to shares of pairs, so that a pair that is nowhere has a logarithm.
const EPSILON: f64 = 1e-12;

/// A measure of coherence, with the names of gensim's `CoherenceModel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coherence {
    /// `u_mass`: conditional probabilities over documents (Mimno and others, 2011). At most about 0.
    UMass,
    /// `c_uci`: pointwise mutual information (Newman and others, 2010).
    CUci,
    /// `c_npmi`: normalised pointwise mutual information (Bouma, 2009), −1 to 1.
    CNpmi,
    /// `c_v`: cosines of vectors of normalised pointwise mutual information (Röder and others, 2015).
    CV,
}

impl Coherence {
    /// Words in a window; none where whole texts count.
    pub const fn window(self) -> Option<usize> {
        match self {
            Self::UMass => None,
            Self::CUci | Self::CNpmi => Some(10),
            Self::CV => Some(110),
        }
    }
}

/// The coherence of each topic's words in `texts`, which are lists of words.
///
/// Words that no text has are left out. None for a topic with fewer than two words left.
///
/// ```
/// use bellwether_topics::quality::{Coherence, coherence};
///
/// let texts = [vec!["oil", "price"], vec!["oil", "price", "up"], vec!["cup", "final"], vec!["price", "up"]];
/// let topics = [vec!["oil", "price"], vec!["oil", "cup"], vec!["oil", "unheard"]];
/// let npmi = coherence(Coherence::CNpmi, &topics, &texts);
/// assert!(npmi[0].unwrap() > 0.0 && npmi[1].unwrap() < 0.0 && npmi[2].is_none());
/// ```
pub fn coherence<S: AsRef<str>, T: AsRef<str> + Sync>(
    measure: Coherence,
    topics: &[Vec<S>],
    texts: &[Vec<T>],
) -> Vec<Option<f64>> {
    let mut places: HashMap<&str, u32> = HashMap::new();
    for word in topics.iter().flatten() {
        let next = places.len() as u32;
        places.entry(word.as_ref()).or_insert(next);
    }
    let texts: Vec<Vec<Option<u32>>> = texts
        .par_iter()
        .map(|text| text.iter().map(|word| places.get(word.as_ref()).copied()).collect())
        .collect();
    let counts = Occurrences::count(&texts, places.len(), measure.window());
    let one = |topic: &Vec<S>| {
        let words: Vec<u32> = topic
            .iter()
            .map(|word| places[word.as_ref()])
            .filter(|&word| counts.windows > 0 && counts.share(word) > 0.0)
            .collect();
        (words.len() > 1).then(|| of_topic(measure, &counts, &words))
    };
    topics.iter().map(one).collect()
}

/// The mean over topics that have a coherence; none where no topic has.
pub fn mean_coherence(topics: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = topics.iter().flatten().copied().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

fn of_topic(measure: Coherence, counts: &Occurrences, words: &[u32]) -> f64 {
    let others = |i: usize| (0..words.len()).filter(move |&j| j != i).map(move |j| (i, j));
    let mean_over_pairs = |pairs: &mut dyn Iterator<Item = (usize, usize)>, of: &dyn Fn(u32, u32) -> f64| {
        let (sum, count) =
            pairs.fold((0.0, 0), |(sum, count), (i, j)| (sum + of(words[i], words[j]), count + 1));
        sum / f64::from(count)
    };
    match measure {
        Coherence::UMass => {
            let mut pairs = (0..words.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
            mean_over_pairs(&mut pairs, &|i, j| {
                ((counts.share_of_both(i, j) + EPSILON) / counts.share(j)).ln()
            })
        }
        Coherence::CUci => mean_over_pairs(&mut (0..words.len()).flat_map(others), &|i, j| pmi(counts, i, j)),
        Coherence::CNpmi => {
            mean_over_pairs(&mut (0..words.len()).flat_map(others), &|i, j| npmi(counts, i, j))
        }
        Coherence::CV => c_v(counts, words),
    }
}

fn pmi(counts: &Occurrences, a: u32, b: u32) -> f64 {
    ((counts.share_of_both(a, b) + EPSILON) / (counts.share(a) * counts.share(b))).ln()
}

fn npmi(counts: &Occurrences, a: u32, b: u32) -> f64 {
    pmi(counts, a, b) / -(counts.share_of_both(a, b) + EPSILON).ln()
}

fn c_v(counts: &Occurrences, words: &[u32]) -> f64 {
    let vectors: Vec<Vec<f64>> =
        words.iter().map(|&i| words.iter().map(|&j| npmi(counts, i.min(j), i.max(j))).collect()).collect();
    let all: Vec<f64> = (0..words.len()).map(|j| vectors.iter().map(|vector| vector[j]).sum()).collect();
    let cosines = vectors.iter().map(|vector| crate::represent::cosine(vector, &all));
    cosines.sum::<f64>() / words.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Reference {
        texts: Vec<String>,
        topics: Vec<Vec<String>>,
        coherences: HashMap<String, Vec<f64>>,
    }

    #[test]
    fn coherences_are_those_of_gensim() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/gensim/coherence.json")).unwrap();
        let texts: Vec<Vec<&str>> =
            reference.texts.iter().map(|text| text.split_whitespace().collect()).collect();
        for (measure, name) in [
            (Coherence::UMass, "u_mass"),
            (Coherence::CUci, "c_uci"),
            (Coherence::CNpmi, "c_npmi"),
            (Coherence::CV, "c_v"),
        ] {
            let found = coherence(measure, &reference.topics, &texts);
            for (found, expected) in found.iter().zip(&reference.coherences[name]) {
                let found = found.unwrap();
                assert!((found - expected).abs() <= 1e-9, "{name}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn nothing_known_is_no_number() {
        let none: [Vec<&str>; 0] = [];
        assert_eq!(coherence(Coherence::CV, &[vec!["a", "b"]], &none), [None]);
        assert_eq!(coherence(Coherence::UMass, &[vec!["a"], vec![]], &[vec!["a"], vec![]]), [None, None]);
        assert_eq!(mean_coherence(&[None, Some(1.0), Some(2.0)]), Some(1.5));
        assert_eq!(mean_coherence(&[None]), None);
    }
}
