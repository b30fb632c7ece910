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

use crate::cluster::{ClusterParams, Clustering, HdbscanParams};
use crate::embed::{EmbedParams, FittedEmbed};
use crate::reduce::{FittedReducer, ReduceParams, UmapParams};
use crate::represent::{
    CTfIdf, CTfIdfParams, DocumentLimit, Merged, OutlierParams, Sparse, Vocabulary, VocabularyParams, label,
    maximal_marginal_relevance, merge_topics, nearest_by_words, reassign_outliers, top_words,
};
use crate::{Points, TopicsError};

/// Documents that are looked at as examples of a topic.
const EXAMPLES: usize = 3;
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
        let sizes = sizes(&topic_of, topics);
        let examples = examples(&topic_of, &nearest, order, topics);
        let topics = words.into_iter().zip(examples).enumerate().map(|(topic, (words, examples))| {
            let names: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            Topic { label: label(Some(topic), &names), size: sizes[topic], words, examples }
        });
        Ok(Self {
            topics: topics.collect(),
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
    /// Where the model was fitted to vectors of the caller's, or the run is stopped.
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
        self.assign_with(documents, &embedded.transform(documents), run)
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

fn sizes(topic_of: &[Option<usize>], topics: usize) -> Vec<usize> {
    let mut sizes = vec![0; topics];
    topic_of.iter().flatten().for_each(|&topic| sizes[topic] += 1);
    sizes
}

/// The documents of each topic whose words are most like it; different texts.
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

/// Documents in the order of their texts.
struct Order {
    /// The place of each before.
    places: Vec<usize>,
    /// The first with the same text, in this order.
    first: Vec<usize>,
}

impl Order {
    fn of<S: AsRef<str>>(documents: &[S]) -> Self {
        let mut places: Vec<usize> = (0..documents.len()).collect();
        places.sort_by(|&a, &b| documents[a].as_ref().cmp(documents[b].as_ref()).then(a.cmp(&b)));
        let mut first: Vec<usize> = Vec::with_capacity(places.len());
        for (at, &place) in places.iter().enumerate() {
            let same = at > 0 && documents[place].as_ref() == documents[places[at - 1]].as_ref();
            first.push(if same { first[at - 1] } else { at });
        }
        Self { places, first }
    }

    fn texts<'d, S: AsRef<str>>(&self, documents: &'d [S]) -> Vec<&'d str> {
        self.places.iter().map(|&place| documents[place].as_ref()).collect()
    }

    /// Gives equal texts the topic that most of them have, the lowest of equally many, and none only if all have none.
    fn unify(&self, topic_of: &mut [Option<usize>]) {
        let mut from = 0;
        while from < topic_of.len() {
            let to = (from..topic_of.len()).find(|&at| self.first[at] != from).unwrap_or(topic_of.len());
            let mut topics: Vec<usize> = topic_of[from..to].iter().flatten().copied().collect();
            topics.sort_unstable();
            let most = topics.chunk_by(|a, b| a == b).reduce(|a, b| if b.len() > a.len() { b } else { a });
            topic_of[from..to].fill(most.map(|same| same[0]));
            from = to;
        }
    }

    /// From this order to the one before.
    fn back<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        let mut back = vec![T::default(); values.len()];
        for (&place, &value) in self.places.iter().zip(values) {
            back[place] = value;
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_the_topic_of_most() {
        let order = Order::of(&["b", "a", "b", "b", "c"]);
        assert_eq!(order.places, [1, 0, 2, 3, 4]);
        let mut topics = [None, Some(1), None, Some(1), None];
        order.unify(&mut topics);
        assert_eq!(topics, [None, Some(1), Some(1), Some(1), None]);
        let mut topics = [Some(3), Some(2), Some(1), None, Some(0)];
        order.unify(&mut topics);
        assert_eq!(topics, [Some(3), Some(1), Some(1), Some(1), Some(0)]);
        assert_eq!(order.back(&[10, 20, 21, 22, 30]), [20, 10, 21, 22, 30]);
    }
}
