//! The topics of documents by any of the models, in one form.

use bellwether_core::RunContext;
use bellwether_topics::models::{FittedBertopic, FittedLda, FittedLsaTopics, FittedNmf, TopicWords};
use bellwether_topics::reduce::{Umap, UmapParams};
use bellwether_topics::represent::{CTfIdf, CTfIdfParams, Sparse, Vocabulary, label};
use bellwether_topics::{Points, TopicsError};

use super::folded::Folded;
use super::settings::Settings;
use crate::cli::meter::Meter;

/// Words of a topic of the models that do not say how many.
const WORDS: usize = 10;

/// Topics in the order of their posts, the largest first.
pub(crate) struct Found {
    /// Of each topic: its words and their weights.
    pub(crate) words: Vec<Vec<(String, f64)>>,
    pub(crate) labels: Vec<String>,
    /// The topic of each document; none outside all topics.
    pub(crate) topic_of: Vec<Option<usize>>,
    pub(crate) vocabulary: Vocabulary,
    /// Documents × words.
    pub(crate) counts: Sparse,
    pub(crate) weighing: CTfIdf,
    /// Topics × words.
    pub(crate) weights: Sparse,
    /// Documents that were in no cluster and were brought into a topic.
    pub(crate) moved: Option<usize>,
    /// Documents in the plane, for a picture: places and where they lie. Those without a known word are left out.
    pub(crate) map: Vec<(usize, [f32; 2])>,
}

/// What a model says.
struct Said {
    words: Vec<Vec<(String, f64)>>,
    topic_of: Vec<Option<usize>>,
    vocabulary: Vocabulary,
    moved: Option<usize>,
}

/// Fits; with a map where `mapped`.
pub(crate) fn fit(
    settings: &Settings,
    folded: &Folded,
    mapped: Option<&Points>,
    meter: &Meter,
    run: &RunContext,
) -> Result<Found, TopicsError> {
    let documents = &folded.documents;
    let said = match settings {
        Settings::Bertopic(params) => {
            meter.stage("finding topics");
            let fitted = match mapped {
                Some(vectors) => FittedBertopic::fit_with(params, documents, vectors, run)?,
                None => FittedBertopic::fit(params, documents, run)?,
            };
            Said {
                words: fitted.topics().iter().map(|topic| topic.words.clone()).collect(),
                topic_of: fitted.topic_of().to_vec(),
                vocabulary: fitted.vocabulary().clone(),
                moved: Some(fitted.moved()),
            }
        }
        Settings::Lda(params) => {
            meter.stage("finding topics");
            let fitted = FittedLda::fit(params, documents, run)?;
            said(fitted.words(), &fitted.transform(documents))
        }
        Settings::Nmf(params) => {
            meter.stage("finding topics");
            let fitted = FittedNmf::fit(params, documents, run)?;
            said(fitted.words(), &fitted.transform(documents))
        }
        Settings::Lsa(params) => {
            meter.stage("finding topics");
            let fitted = FittedLsaTopics::fit(params, documents, run)?;
            said(fitted.words(), &fitted.transform(documents))
        }
    };
    let said = by_size(said, &folded.rows());
    let map = match mapped {
        Some(vectors) => {
            meter.stage("drawing the map");
            plane(vectors, run)?
        }
        None => Vec::new(),
    };
    Ok(Found { map, ..found(said, documents) })
}

/// Each document's topic is the one with the largest part, none where no part is above the others.
fn said(words: &TopicWords, parts: &[Vec<f64>]) -> Said {
    let topic_of = parts.iter().map(|parts| {
        let most = (0..parts.len()).reduce(|a, b| if parts[b] > parts[a] { b } else { a })?;
        let least = parts.iter().copied().fold(f64::INFINITY, f64::min);
        (parts[most] > least && parts[most] > 0.0).then_some(most)
    });
    let of_topic = |(topic, top): (usize, Vec<&str>)| {
        let weight = |word: &str| words.vocabulary.column(word).map_or(0.0, |at| words.weights[topic][at]);
        top.iter().map(|&word| (word.to_owned(), weight(word))).collect()
    };
    Said {
        words: words.top_words(WORDS).into_iter().enumerate().map(of_topic).collect(),
        topic_of: topic_of.collect(),
        vocabulary: words.vocabulary.clone(),
        moved: None,
    }
}

/// Topics numbered by their posts. One without posts is left out, and one without words, which holds documents that have
/// none of the vocabulary's: they are outside all topics.
fn by_size(said: Said, rows: &[usize]) -> Said {
    let mut posts = vec![0; said.words.len()];
    for (topic, rows) in said.topic_of.iter().zip(rows) {
        if let Some(topic) = *topic {
            posts[topic] += rows;
        }
    }
    let mut order: Vec<usize> =
        (0..posts.len()).filter(|&topic| posts[topic] > 0 && !said.words[topic].is_empty()).collect();
    order.sort_by(|&a, &b| posts[b].cmp(&posts[a]).then(a.cmp(&b)));
    let mut now = vec![None; posts.len()];
    order.iter().enumerate().for_each(|(to, &from)| now[from] = Some(to));
    Said {
        words: order.iter().map(|&topic| said.words[topic].clone()).collect(),
        topic_of: said.topic_of.iter().map(|topic| topic.and_then(|topic| now[topic])).collect(),
        ..said
    }
}

fn found(said: Said, documents: &[String]) -> Found {
    let Said { words, topic_of, vocabulary, moved } = said;
    let counts = vocabulary.counts(documents);
    let sums = counts.summed_by(&topic_of, words.len());
    let weighing = CTfIdf::fit(&CTfIdfParams::default(), &sums);
    let weights = weighing.transform(sums);
    let labels = words.iter().enumerate().map(|(topic, words)| {
        let words: Vec<&str> = words.iter().map(|word| word.0.as_str()).collect();
        label(Some(topic), &words)
    });
    Found {
        labels: labels.collect(),
        words,
        topic_of,
        vocabulary,
        counts,
        weighing,
        weights,
        moved,
        map: Vec::new(),
    }
}

/// Two dimensions, for a picture; nothing where there are too few documents for one.
fn plane(vectors: &Points, run: &RunContext) -> Result<Vec<(usize, [f32; 2])>, TopicsError> {
    let known: Vec<usize> =
        (0..vectors.len()).filter(|&i| vectors.row(i).iter().any(|x| *x != 0.0)).collect();
    let params = UmapParams { n_components: 2, min_dist: 0.1, ..UmapParams::default() };
    if known.len() <= params.n_neighbors {
        return Ok(Vec::new());
    }
    let low = match Umap::new(params)?.fit(&vectors.select(&known), &run.part("map")) {
        Err(TopicsError::AllTheSame { .. }) => return Ok(Vec::new()),
        low => low?.0,
    };
    Ok(known.into_iter().zip(low.rows().map(|row| [row[0], row[1]])).collect())
}
