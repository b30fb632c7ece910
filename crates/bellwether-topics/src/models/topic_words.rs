//! How much each word weighs in each topic.

use serde::{Deserialize, Serialize};

use crate::represent::Vocabulary;

/// Words and their weights in topics: what LDA, NMF and LSA have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicWords {
    /// The words.
    pub vocabulary: Vocabulary,
    /// Topics × words.
    pub weights: Vec<Vec<f64>>,
}

impl TopicWords {
    /// Number of topics.
    pub fn topics(&self) -> usize {
        self.weights.len()
    }

    /// The `count` words with the highest weights of each topic, the highest first; the first in order where weights are the
    /// same. Only words that weigh more than nothing.
    pub fn top_words(&self, count: usize) -> Vec<Vec<&str>> {
        self.places(count).iter().map(|places| places.iter().map(|&at| self.term(at)).collect()).collect()
    }

    /// The same words with their weights.
    pub fn heaviest(&self, count: usize) -> Vec<Vec<(String, f64)>> {
        let one = |(places, weights): (Vec<usize>, &Vec<f64>)| {
            places.into_iter().map(|at| (self.term(at).to_owned(), weights[at])).collect()
        };
        self.places(count).into_iter().zip(&self.weights).map(one).collect()
    }

    fn term(&self, at: usize) -> &str {
        &self.vocabulary.terms()[at]
    }

    fn places(&self, count: usize) -> Vec<Vec<usize>> {
        let one = |weights: &Vec<f64>| {
            let mut places: Vec<usize> = (0..weights.len()).filter(|&at| weights[at] > 0.0).collect();
            places.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
            places.truncate(count);
            places
        };
        self.weights.iter().map(one).collect()
    }
}
