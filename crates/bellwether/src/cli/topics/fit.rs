//! The topics of documents by any of the models, in one form.

use bellwether_core::RunContext;
use bellwether_topics::models::{FittedBertopic, Topic, TopicModelParams};
use bellwether_topics::reduce::{Umap, UmapParams};
use bellwether_topics::represent::{CTfIdf, CTfIdfParams, Sparse, Vocabulary, label};
use bellwether_topics::{Points, TopicsError};

use super::folded::Folded;
use crate::cli::meter::Meter;

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
    moved: Option<usize>,
}

/// Fits, to the documents' vectors where there are some; with a map where `mapped`.
pub(crate) fn fit(
    params: &TopicModelParams,
    folded: &Folded,
    vectors: Option<&Points>,
    mapped: bool,
    meter: &Meter,
    run: &RunContext,
) -> Result<Found, TopicsError> {
    let documents = &folded.documents;
    meter.stage("finding topics");
    let words = |topics: &[Topic]| topics.iter().map(|topic| topic.words.clone()).collect();
    let said = if let (TopicModelParams::Bertopic(params), Some(vectors)) = (params, vectors) {
        let fitted = FittedBertopic::fit_with(params, documents, vectors, run)?;
        Said {
            words: words(fitted.topics()),
            topic_of: fitted.topic_of().to_vec(),
            moved: Some(fitted.moved()),
        }
    } else {
        let fitted = params.fit(documents, run)?;
        Said { words: words(fitted.topics()), topic_of: fitted.topic_of().to_vec(), moved: None }
    };
    let said = by_size(said, &folded.rows());
    let map = match vectors.filter(|_| mapped) {
        Some(vectors) => {
            meter.stage("drawing the map");
            plane(vectors, run)?
        }
        None => Vec::new(),
    };
    let (vocabulary, counts) = Vocabulary::fit(params.vocabulary(), documents)?;
    Ok(Found { map, ..found(said, vocabulary, counts) })
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

fn found(said: Said, vocabulary: Vocabulary, counts: Sparse) -> Found {
    let Said { words, topic_of, moved } = said;
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
