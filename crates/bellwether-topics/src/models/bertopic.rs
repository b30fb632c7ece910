//! Topics by dense groups of documents (Grootendorst, 2022): embeddings, fewer dimensions, clusters, and the words that tell
//! each cluster from the others.
//!
//! ```text
//! documents → vectors → UMAP → HDBSCAN → outliers brought in → topics merged → class-based TF-IDF → words
//! ```
//!
//! Documents are taken in the order of their texts, so that the order in which they are given does not matter; equal
//! texts have one topic. A later document goes the same way alone: its topic depends on no other later document.

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::topic::{Topic, describe, sizes};
use crate::cluster::{ClusterParams, Clustering, HdbscanParams};
use crate::embed::{EmbedParams, FittedEmbed};
use crate::reduce::{FittedReducer, ReduceParams, UmapParams};
use crate::represent::{
    CTfIdf, CTfIdfParams, DocumentLimit, Merged, OutlierParams, Sparse, Vocabulary, VocabularyParams,
    maximal_marginal_relevance, merge_topics, nearest_by_words, reassign_outliers, top_words,
};
use crate::{Points, TopicsError};

/// Words among which the diverse ones are chosen, for each that is wanted.
const CANDIDATES: usize = 3;

/// The settings of the whole method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct BertopicParams {
    /// How documents become vectors. Default: latent semantic analysis, which needs no download.
    pub embed: EmbedParams,
    /// How vectors become shorter. Default: UMAP, 15 neighbours, 5 dimensions, cosine.
    pub reduce: ReduceParams,
    /// How groups are found. Default: HDBSCAN.
    pub cluster: ClusterParams,
    /// The words of topics. Default: English stop words, terms of at least 2 documents.
    pub vocabulary: VocabularyParams,
    /// How words are weighed. Default: BERTopic's formula.
    pub weighing: CTfIdfParams,
    /// How many documents may stay outside all topics. Default: 20 %.
    pub outliers: OutlierParams,
    /// At most so many topics: the nearest are merged. At least 1. Default: as many as are found.
    pub topics: Option<usize>,
    /// Words of a topic, 1 to 100. Default: 10.
    pub words: usize,
    /// How different the words of a topic are, 0 to 1, by maximal marginal relevance. Default: the words with the
    /// highest weights, whatever they have in common.
    pub diversity: Option<f64>,
}

impl Default for BertopicParams {
    fn default() -> Self {
        Self {
            embed: EmbedParams::default(),
            reduce: ReduceParams::Umap(UmapParams::default()),
            cluster: ClusterParams::Hdbscan(HdbscanParams::default()),
            vocabulary: VocabularyParams {
                min_documents: DocumentLimit::Count(2),
                ..VocabularyParams::default()
            },
            weighing: CTfIdfParams::default(),
            outliers: OutlierParams::default(),
            topics: None,
            words: 10,
            diversity: None,
        }
    }
}

impl BertopicParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let Self { embed, reduce, cluster, vocabulary, weighing: _, outliers, topics, words, diversity } =
            self;
        embed.validate()?;
        reduce.validate()?;
        cluster.validate()?;
        vocabulary.validate()?;
        outliers.validate()?;
        let setting = |setting, found: String, expected: &str| {
            Err(TopicsError::Setting { setting, found, expected: expected.to_owned() })
        };
        if *topics == Some(0) {
            return setting("topics", "0".to_owned(), "at least 1");
        }
        if !(1..=100).contains(words) {
            return setting("words", words.to_string(), "1 to 100");
        }
        if let Some(diversity) = diversity.filter(|value| !(0.0..=1.0).contains(value)) {
            return setting("diversity", diversity.to_string(), "0 to 1");
        }
        Ok(())
    }
}

/// Topics of the documents of a fit, and of later ones.
#[derive(Debug, Clone)]
pub struct FittedBertopic {
    topics: Vec<Topic>,
    topic_of: Vec<Option<usize>>,
    moved: usize,
    embedded: Option<FittedEmbed>,
    reducer: FittedReducer,
    clustering: Clustering,
    merged: Option<Merged>,
    vocabulary: Vocabulary,
    weighing: CTfIdf,
    weights: Sparse,
    /// What an outlier must at least have in common with a topic to be brought in.
    least: Option<f64>,
}

impl FittedBertopic {
    /// Finds the topics of documents.
    ///
    /// # Errors
    /// Where a setting is out of range, there are too few documents, all are the same, no word is left, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &BertopicParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        let order = Order::of(documents);
        order.refuse_all_the_same()?;
        let sorted = order.texts(documents);
        let (embedded, points) = params.embed.fit(&sorted, run)?;
        Self::fit_sorted(params, &order, &sorted, &points, Some(embedded), run)
    }

    /// Finds the topics of documents whose vectors are there already: a row for each.
    ///
    /// # Errors
    /// As [`Self::fit`].
    ///
    /// # Panics
    /// Where there is not one vector for each document.
    pub fn fit_with<S: AsRef<str> + Sync>(
        params: &BertopicParams,
        documents: &[S],
        vectors: &Points,
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        assert_eq!(documents.len(), vectors.len(), "vectors of documents");
        let order = Order::of(documents);
        order.refuse_all_the_same()?;
        let points = vectors.select(&order.places);
        Self::fit_sorted(params, &order, &order.texts(documents), &points, None, run)
    }

    fn fit_sorted(
        params: &BertopicParams,
        order: &Order,
        sorted: &[&str],
        points: &Points,
        embedded: Option<FittedEmbed>,
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        let (low, reducer) = params.reduce.fit(points, run)?;
        let clustering = params.cluster.fit(&low, run)?;
        let mut topic_of: Vec<Option<usize>> =
            clustering.labels.iter().map(|label| label.map(|label| label as usize)).collect();
        order.unify(&mut topic_of);
        let (vocabulary, counts) = Vocabulary::fit(&params.vocabulary, sorted)?;
        let weigh = |topic_of: &[Option<usize>], topics| {
            let sums = counts.summed_by(topic_of, topics);
            let weighing = CTfIdf::fit(&params.weighing, &sums);
            let weights = weighing.transform(sums);
            (weighing, weights)
        };
        let mut topics = clustering.clusters;
        let (mut weighing, mut weights) = weigh(&topic_of, topics);

        let mut merged = None;
        if let Some(count) = params.topics.filter(|count| *count < topics) {
            let vectors: Vec<Vec<f64>> = (0..topics).map(|topic| weights.dense_row(topic)).collect();
            let merging = merge_topics(&vectors, &sizes(&topic_of, topics), count)?;
            topic_of = merging.apply(&topic_of);
            topics = merging.sizes.len();
            (weighing, weights) = weigh(&topic_of, topics);
            merged = Some(merging);
        }

        let nearest = nearest_by_words(&counts, &weighing, &weights);
        let before = topic_of.clone();
        let reassigned = reassign_outliers(&params.outliers, &topic_of, &nearest)?;
        topic_of = reassigned.topic_of;
        order.unify(&mut topic_of);
        let brought = (0..topic_of.len()).filter(|&i| before[i].is_none() && topic_of[i].is_some());
        let least = brought.filter_map(|i| nearest[i].map(|near| near.1)).reduce(f64::min);
        if reassigned.moved > 0 {
            (weighing, weights) = weigh(&topic_of, topics);
        }

        let words = choose_words(params, &vocabulary, &weights, &counts)?;
        let topics = describe(words, &topic_of, &nearest, order);
        Ok(Self {
            topics,
            topic_of: order.back(&topic_of),
            moved: reassigned.moved,
            embedded,
            reducer,
            clustering,
            merged,
            vocabulary,
            weighing,
            weights,
            least,
        })
    }

    /// The topics; the first is the largest cluster.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The topic of each document of the fit; none outside all topics.
    pub fn topic_of(&self) -> &[Option<usize>] {
        &self.topic_of
    }

    /// Documents that were in no cluster and were brought into a topic.
    pub fn moved(&self) -> usize {
        self.moved
    }

    /// The words of topics.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How much each word weighs in each topic: topics × words.
    pub fn weights(&self) -> &Sparse {
        &self.weights
    }

    /// The topics of other documents; none outside all topics.
    ///
    /// # Errors
    /// Where the model was fitted to vectors of the caller's, documents cannot be embedded, or the run is stopped.
    pub fn assign<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Vec<Option<usize>>, TopicsError> {
        let Some(embedded) = &self.embedded else {
            return Err(TopicsError::Setting {
                setting: "vectors",
                found: "none".to_owned(),
                expected: "a vector for each document, as in the fit".to_owned(),
            });
        };
        self.assign_with(documents, &embedded.transform(documents)?, run)
    }

    /// The topics of other documents with their vectors.
    ///
    /// # Errors
    /// Where the vectors have another width than those of the fit, or the run is stopped.
    ///
    /// # Panics
    /// Where there is not one vector for each document.
    pub fn assign_with<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        vectors: &Points,
        run: &RunContext,
    ) -> Result<Vec<Option<usize>>, TopicsError> {
        assert_eq!(documents.len(), vectors.len(), "vectors of documents");
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let low = self.reducer.transform(vectors, run)?;
        let (labels, _) = self.clustering.predict(&low)?;
        let topic_of: Vec<Option<usize>> =
            labels.iter().map(|label| label.map(|label| label as usize)).collect();
        let mut topic_of = match &self.merged {
            Some(merged) => merged.apply(&topic_of),
            None => topic_of,
        };
        if let Some(least) = self.least {
            let nearest = nearest_by_words(&self.vocabulary.counts(documents), &self.weighing, &self.weights);
            for (topic, near) in topic_of.iter_mut().zip(nearest) {
                *topic = topic.or_else(|| near.filter(|near| near.1 >= least).map(|near| near.0));
            }
        }
        Ok(topic_of)
    }
}

/// The words of each topic with their weights.
fn choose_words(
    params: &BertopicParams,
    vocabulary: &Vocabulary,
    weights: &Sparse,
    counts: &Sparse,
) -> Result<Vec<Vec<(String, f64)>>, TopicsError> {
    let term = |&(column, weight): &(u32, f64)| (vocabulary.terms()[column as usize].clone(), weight);
    let Some(diversity) = params.diversity else {
        return Ok(top_words(weights, params.words)
            .iter()
            .map(|top| top.iter().map(term).collect())
            .collect());
    };
    // a word is the topics that it stands in, and the documents that it stands in say which words go together
    let by_word = counts.transposed();
    let mut chosen = Vec::new();
    for top in top_words(weights, CANDIDATES * params.words) {
        let columns: Vec<usize> = top.iter().map(|entry| entry.0 as usize).collect();
        let vectors: Vec<Vec<f64>> =
            columns.iter().map(|&a| columns.iter().map(|&b| by_word.dot(a, &by_word, b)).collect()).collect();
        let topic: Vec<f64> = (0..columns.len())
            .map(|j| top.iter().zip(&vectors).map(|(entry, vector)| entry.1 * vector[j]).sum())
            .collect();
        let places = maximal_marginal_relevance(&topic, &vectors, diversity, params.words)?;
        let mut words: Vec<(u32, f64)> = places.into_iter().map(|place| top[place]).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        chosen.push(words.iter().map(term).collect());
    }
    Ok(chosen)
}
