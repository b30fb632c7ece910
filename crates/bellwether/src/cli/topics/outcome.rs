//! What is said of a run: plain figures, as JSON has them.

use bellwether_core::{RunContext, Timestamp};
use bellwether_text::Polarity;
use bellwether_topics::quality::{Coherence, coherence, mean_coherence, topic_diversity};
use serde::Serialize;

use super::examples;
use super::fit::Found;
use super::folded::Folded;
use super::leading::{Leads, Market};
use super::over_time::{OverTime, topics_over_time};

/// Posts shown of each topic.
pub(crate) const EXAMPLES: usize = 3;
/// Words of each topic that are looked at for quality, as is customary.
pub(crate) const QUALITY_WORDS: usize = 10;

/// A run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Outcome {
    pub(crate) model: &'static str,
    pub(crate) seed: u64,
    pub(crate) posts: usize,
    /// Different documents that the model read.
    pub(crate) documents: usize,
    /// Posts without a word, which are outside all topics.
    pub(crate) without_words: usize,
    /// Posts outside all topics, those without words among them.
    pub(crate) outliers: usize,
    /// Documents that were in no cluster and were brought into the nearest topic; none for a model without clusters.
    pub(crate) brought_in: Option<usize>,
    pub(crate) scorer: String,
    /// Of all posts.
    pub(crate) polarity: f64,
    pub(crate) outliers_polarity: Option<f64>,
    pub(crate) topics: Vec<TopicRow>,
    /// Mean of the topics' NPMI.
    pub(crate) npmi: Option<f64>,
    pub(crate) diversity: Option<f64>,
    pub(crate) over_time: Option<OverTime>,
    /// Whether the polarity of a topic came before the price; none without prices.
    pub(crate) leads: Option<Leads>,
}

/// One topic.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TopicRow {
    pub(crate) topic: usize,
    pub(crate) label: String,
    pub(crate) words: Vec<Word>,
    pub(crate) posts: usize,
    /// Of all posts.
    pub(crate) share: f64,
    /// Mean compound of its posts.
    pub(crate) polarity: f64,
    pub(crate) npmi: Option<f64>,
    pub(crate) examples: Vec<String>,
}

/// A word of a topic.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Word {
    pub(crate) word: String,
    pub(crate) weight: f64,
}

/// What an outcome is made of.
pub(crate) struct Parts<'a> {
    pub(crate) model: &'static str,
    pub(crate) seed: u64,
    pub(crate) texts: &'a [String],
    pub(crate) times: Option<&'a [Option<Timestamp>]>,
    pub(crate) folded: &'a Folded,
    pub(crate) found: &'a Found,
    pub(crate) scorer: String,
    /// Of each row.
    pub(crate) polarities: &'a [Polarity],
    pub(crate) market: Option<&'a Market>,
}

impl Parts<'_> {
    /// The topic of each row.
    pub(crate) fn topic_of_rows(&self) -> Vec<Option<usize>> {
        let of_document = |document: Option<usize>| document.and_then(|at| self.found.topic_of[at]);
        self.folded.of_row.iter().map(|&document| of_document(document)).collect()
    }

    pub(crate) fn outcome(&self, run: &RunContext) -> Outcome {
        let Self { model, seed, texts, times, folded, found, polarities, market, .. } = *self;
        let topic_of = self.topic_of_rows();
        let mut means = vec![Values::default(); found.words.len()];
        let (mut outside, mut all) = (Values::default(), Values::default());
        for (topic, polarity) in topic_of.iter().zip(polarities) {
            topic.map_or(&mut outside, |topic| &mut means[topic]).0.push(polarity.compound);
            all.0.push(polarity.compound);
        }
        let words: Vec<Vec<&str>> = found
            .words
            .iter()
            .map(|words| words.iter().take(QUALITY_WORDS).map(|word| word.0.as_str()).collect())
            .collect();
        let kind = found.vocabulary.params().words;
        let read: Vec<Vec<String>> = folded.documents.iter().map(|document| kind.of(document)).collect();
        let npmi = coherence(Coherence::CNpmi, &words, &read);
        let examples = examples::choose(found, &folded.documents, EXAMPLES);
        let row = |topic: usize| TopicRow {
            topic,
            label: found.labels[topic].clone(),
            words: found.words[topic]
                .iter()
                .map(|(word, weight)| Word { word: word.clone(), weight: *weight })
                .collect(),
            posts: means[topic].0.len(),
            share: means[topic].0.len() as f64 / texts.len() as f64,
            polarity: means[topic].mean().unwrap_or(0.0),
            npmi: npmi[topic],
            examples: examples[topic].iter().map(|&at| texts[folded.first[at]].clone()).collect(),
        };
        Outcome {
            model,
            seed,
            posts: texts.len(),
            documents: folded.documents.len(),
            without_words: folded.without_words(),
            outliers: outside.0.len(),
            brought_in: found.moved,
            scorer: self.scorer.clone(),
            polarity: all.mean().unwrap_or(0.0),
            outliers_polarity: outside.mean(),
            topics: (0..found.words.len()).map(row).collect(),
            npmi: mean_coherence(&npmi),
            diversity: topic_diversity(&words, QUALITY_WORDS),
            over_time: times.and_then(|times| topics_over_time(found, &folded.of_row, times)),
            leads: market.zip(times).and_then(|(market, times)| {
                market.leads(found.words.len(), &topic_of, times, polarities, run)
            }),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Values(pub(super) Vec<f64>);

impl Values {
    /// Summed in the order of size: the order of rows moves no bit.
    pub(super) fn mean(&self) -> Option<f64> {
        let mut values = self.0.clone();
        values.sort_unstable_by(f64::total_cmp);
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }
}
