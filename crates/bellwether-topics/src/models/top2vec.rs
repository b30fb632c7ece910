//! Topics by dense groups of documents, with words from the same space (Angelov, 2020).
//!
//! ```text
//! documents → vectors → UMAP → HDBSCAN → the mean vector of each group → the words and the documents nearest to it
//! ```
//!
//! A word's vector is that of a document of this word alone, so that words lie where documents do. Each document, of the fit
//! or later, has the topic whose vector is most like its own (cosine): none is outside but those without a known word.

use bellwether_core::RunContext;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::topic::{Topic, describe, sizes};
use crate::cluster::{ClusterParams, HdbscanParams};
use crate::embed::{EmbedParams, FittedEmbed, check_least};
use crate::reduce::{ReduceParams, UmapParams};
use crate::represent::{
    DocumentLimit, Vocabulary, VocabularyParams, centroids, merge_topics, nearest_by_embedding,
};
use crate::{Points, TopicsError};

/// The settings of topics by the words of the same space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Top2vecParams {
    /// How documents and words become vectors. Default: latent semantic analysis, which needs no download.
    pub embed: EmbedParams,
    /// How vectors become shorter. Default: UMAP, 15 neighbours, 5 dimensions, cosine.
    pub reduce: ReduceParams,
    /// How groups are found. Default: HDBSCAN.
    pub cluster: ClusterParams,
    /// The words among which those of topics are; the vectors of rare ones say little. Default: English stop words, terms of
    /// at least 10 and at most half of the documents.
    pub vocabulary: VocabularyParams,
    /// At most so many topics: the nearest are merged. At least 1. Default: as many as are found.
    pub topics: Option<usize>,
    /// Words of a topic. At least 1. Default: 10.
    pub words: usize,
}

impl Default for Top2vecParams {
    fn default() -> Self {
        Self {
            embed: EmbedParams::default(),
            reduce: ReduceParams::Umap(UmapParams::default()),
            cluster: ClusterParams::Hdbscan(HdbscanParams::default()),
            vocabulary: VocabularyParams {
                min_documents: DocumentLimit::Count(10),
                max_documents: DocumentLimit::Share(0.5),
                ..VocabularyParams::default()
            },
            topics: None,
            words: 10,
        }
    }
}

impl Top2vecParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let Self { embed, reduce, cluster, vocabulary, topics, words } = self;
        embed.validate()?;
        reduce.validate()?;
        cluster.validate()?;
        vocabulary.validate()?;
        check_least("topics", topics.unwrap_or(1), 1)?;
        check_least("words", *words, 1)
    }
}

/// Topics of the documents of a fit, and of later ones.
#[derive(Debug, Clone)]
pub struct FittedTop2vec {
    topics: Vec<Topic>,
    topic_of: Vec<Option<usize>>,
    embedded: FittedEmbed,
    centroids: Vec<Vec<f64>>,
}

impl FittedTop2vec {
    /// Finds the topics of documents.
    ///
    /// # Errors
    /// Where a setting is out of range, there are too few documents, all are the same, no word is left, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &Top2vecParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        params.validate()?;
        let Top2vecParams { embed, reduce, cluster, vocabulary, topics, words } = params;
        let order = Order::of(documents);
        order.refuse_all_the_same()?;
        let sorted = order.texts(documents);
        let (embedded, points) = embed.fit(&sorted, run)?;
        let (low, _) = reduce.fit(&points, run)?;
        let clustering = cluster.fit(&low, run)?;
        let mut topic_of: Vec<Option<usize>> =
            clustering.labels.iter().map(|label| label.map(|label| label as usize)).collect();
        let mut centroids_of = centroids(&points, &topic_of, clustering.clusters);
        if let Some(count) = topics.filter(|count| *count < clustering.clusters) {
            let merged = merge_topics(&centroids_of, &sizes(&topic_of, clustering.clusters), count)?;
            topic_of = merged.apply(&topic_of);
            centroids_of = centroids(&points, &topic_of, merged.sizes.len());
        }
        let nearest = nearest(&points, &centroids_of);
        let topic_of: Vec<Option<usize>> = nearest.iter().map(|near| near.map(|near| near.0)).collect();
        let (vocabulary, _) = Vocabulary::fit(vocabulary, &sorted)?;
        let vectors = embedded.transform(vocabulary.terms())?;
        let words = nearest_words(&vocabulary, &vectors, &centroids_of, *words);
        let topics = describe(words, &topic_of, &nearest, &order);
        Ok(Self { topics, topic_of: order.back(&topic_of), embedded, centroids: centroids_of })
    }

    /// The topics; the first is the largest group of the clustering.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The topic of each document of the fit; none without a known word.
    pub fn topic_of(&self) -> &[Option<usize>] {
        &self.topic_of
    }

    /// The topics' vectors: topics × width.
    pub fn centroids(&self) -> &[Vec<f64>] {
        &self.centroids
    }

    /// The topics of other documents; none without a known word.
    ///
    /// # Errors
    /// Where documents cannot be embedded.
    pub fn assign<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Result<Vec<Option<usize>>, TopicsError> {
        let nearest = nearest(&self.embedded.transform(documents)?, &self.centroids);
        Ok(nearest.into_iter().map(|near| near.map(|near| near.0)).collect())
    }
}

/// The most similar topic of each vector; none where none is similar.
fn nearest(points: &Points, centroids: &[Vec<f64>]) -> Vec<Option<(usize, f64)>> {
    let nearest = nearest_by_embedding(points, centroids);
    nearest.into_iter().map(|near| near.filter(|near| near.1 > 0.0)).collect()
}

/// The words most similar to each centroid, with the similarity; the first in order of equal ones.
fn nearest_words(
    vocabulary: &Vocabulary,
    vectors: &Points,
    centroids: &[Vec<f64>],
    words: usize,
) -> Vec<Vec<(String, f64)>> {
    let of = |centroid: &Vec<f64>| {
        let length = centroid.iter().map(|x| x * x).sum::<f64>().sqrt();
        let similar = |row: &[f32]| {
            let dot: f64 = row.iter().zip(centroid).map(|(&x, y)| f64::from(x) * y).sum();
            if length > 0.0 { dot / length } else { 0.0 }
        };
        let mut all: Vec<(usize, f64)> =
            vectors.rows().map(similar).enumerate().filter(|word| word.1 > 0.0).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(words);
        all.into_iter().map(|(word, similar)| (vocabulary.terms()[word].clone(), similar)).collect()
    };
    centroids.par_iter().map(of).collect()
}
