//! The settings of a topic model: defaults by what the texts are and how many, then the user's file, then flags.

use std::fs;
use std::path::Path;

use anyhow::Context;
use bellwether_topics::cluster::{ClusterParams, HdbscanParams};
use bellwether_topics::embed::{EmbedParams, LsaParams, PpmiParams};
use bellwether_topics::models::{BertopicParams, LdaParams, LsaTopicsParams, NmfParams};
use bellwether_topics::reduce::{ReduceParams, UmapParams};
use bellwether_topics::represent::{DocumentLimit, Vocabulary, VocabularyParams, Words};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::args::{TopicModel, TopicTexts, TopicsArgs};
use crate::cli::error::CliError;

/// Words that posts are full of and that say nothing: of links, retweets and HTML.
const CHAFF: [&str; 10] = ["url", "rt", "via", "amp", "http", "https", "u", "im", "dont", "ht"];
/// Topics of the models that must be told.
const TOPICS: usize = 20;
/// Documents for each document that a topic must have, and the bounds of that.
const DOCUMENTS: usize = 250;
const SIZES: (usize, usize) = (10, 100);
/// Values in a post's vector, at most, and documents for each.
const WIDTH: usize = 50;
const DOCUMENTS_A_VALUE: usize = 4;
/// Neighbours that posts keep, and by which it is judged how dense they lie: short texts need more than articles do.
const NEIGHBOURS: usize = 30;
const SAMPLES: usize = 15;

/// How much text there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    pub(crate) documents: usize,
    /// Different words that are frequent enough.
    pub(crate) words: usize,
}

impl Amount {
    /// More than enough: for a look at the settings before there are texts.
    pub(crate) const PLENTY: Self = Self { documents: 1_000_000, words: 1_000_000 };

    /// Of documents. No words at all are the model's to refuse, whose settings may be others.
    pub(crate) fn of(documents: &[String], texts: TopicTexts) -> Self {
        let vocabulary = match texts {
            TopicTexts::Posts => of_posts(documents.len()),
            TopicTexts::Documents => VocabularyParams::default(),
        };
        let words = Vocabulary::fit(&vocabulary, documents).map_or(0, |(vocabulary, _)| vocabulary.len());
        Self { documents: documents.len(), words }
    }
}

/// A model with its settings.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Settings {
    Bertopic(Box<BertopicParams>),
    Lda(LdaParams),
    Nmf(NmfParams),
    Lsa(LsaTopicsParams),
}

impl Settings {
    /// Of a run over so much text.
    pub(crate) fn of(
        TopicsArgs { reading, finding: args, .. }: &TopicsArgs,
        amount: Amount,
    ) -> anyhow::Result<Self> {
        let (posts, path) = (reading.texts == TopicTexts::Posts, args.settings.as_deref());
        let topics = args.topics.map(usize::from);
        if args.model != TopicModel::Bertopic {
            for (flag, given) in
                [("--min-size", args.min_size.is_some()), ("--diversity", args.diversity.is_some())]
            {
                if given {
                    return Err(CliError::OtherModel { flag, model: args.model.name() }.into());
                }
            }
        }
        let vocabulary = |of: VocabularyParams| if posts { of_posts(amount.documents) } else { of };
        Ok(match args.model {
            TopicModel::Bertopic => {
                let mut params = overlaid(bertopic(posts, amount), path)?;
                params.topics = topics.or(params.topics);
                params.diversity = args.diversity.or(params.diversity);
                if let Some(size) = args.min_size {
                    let ClusterParams::Hdbscan(cluster) = &mut params.cluster else {
                        return Err(
                            CliError::OtherModel { flag: "--min-size", model: "another clustering" }.into()
                        );
                    };
                    cluster.min_cluster_size = size.into();
                    cluster.min_samples = cluster.min_samples.map(|samples| samples.min(size.into()));
                }
                params.validate()?;
                Self::Bertopic(Box::new(params))
            }
            TopicModel::Lda => {
                let base = LdaParams::default();
                let mut params = overlaid(
                    LdaParams { topics: TOPICS, vocabulary: vocabulary(base.vocabulary.clone()), ..base },
                    path,
                )?;
                params.topics = topics.unwrap_or(params.topics);
                params.validate()?;
                Self::Lda(params)
            }
            TopicModel::Nmf => {
                let base = NmfParams::default();
                let mut params = overlaid(
                    NmfParams { topics: TOPICS, vocabulary: vocabulary(base.vocabulary.clone()), ..base },
                    path,
                )?;
                params.topics = topics.unwrap_or(params.topics);
                params.validate()?;
                Self::Nmf(params)
            }
            TopicModel::Lsa => {
                let base = LsaTopicsParams::default();
                let mut params = overlaid(
                    LsaTopicsParams {
                        topics: TOPICS,
                        vocabulary: vocabulary(base.vocabulary.clone()),
                        ..base
                    },
                    path,
                )?;
                params.topics = topics.unwrap_or(params.topics);
                Self::Lsa(params)
            }
        })
    }

    /// How it finds topics, as a phrase.
    pub(crate) fn method(&self) -> String {
        match self {
            Self::Bertopic(params) => {
                let embed = match params.embed {
                    EmbedParams::Lsa(_) => "LSA",
                    EmbedParams::Ppmi(_) => "PPMI",
                    EmbedParams::Encoder(_) => "a sentence encoder",
                };
                let reduce = match params.reduce {
                    ReduceParams::Umap(_) => "UMAP",
                    ReduceParams::Pca(_) => "PCA",
                };
                let cluster = match params.cluster {
                    ClusterParams::Hdbscan(_) => "HDBSCAN",
                    ClusterParams::KMeans(_) => "k-means",
                    ClusterParams::Agglomerative(_) => "agglomerative",
                    ClusterParams::Dbscan(_) => "DBSCAN",
                };
                format!("BERTopic: {embed}, {reduce}, {cluster}, class-based TF-IDF")
            }
            Self::Lda(_) => "LDA".to_owned(),
            Self::Nmf(_) => "NMF".to_owned(),
            Self::Lsa(_) => "LSA".to_owned(),
        }
    }

    /// As a settings file.
    pub(crate) fn written(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// What makes vectors of documents, for the model or for the map alone.
    pub(crate) fn embed(&self, texts: TopicTexts, amount: Amount) -> EmbedParams {
        match self {
            Self::Bertopic(params) => params.embed.clone(),
            _ => bertopic(texts == TopicTexts::Posts, amount).embed,
        }
    }
}

fn bertopic(posts: bool, Amount { documents, words }: Amount) -> BertopicParams {
    let size = (documents / DOCUMENTS).clamp(SIZES.0, SIZES.1);
    let cluster = HdbscanParams {
        min_cluster_size: size,
        min_samples: posts.then_some(SAMPLES.min(size)),
        ..HdbscanParams::default()
    };
    let base = BertopicParams { cluster: ClusterParams::Hdbscan(cluster), ..BertopicParams::default() };
    // short vectors of few texts
    let width = |most: usize| most.min(documents / DOCUMENTS_A_VALUE).min(words).max(2);
    if !posts {
        let embed = LsaParams::default();
        return BertopicParams {
            embed: EmbedParams::Lsa(LsaParams { width: width(embed.width), ..embed }),
            ..base
        };
    }
    let vocabulary = of_posts(documents);
    let embed = PpmiParams { vocabulary: vocabulary.clone(), width: width(WIDTH), ..PpmiParams::default() };
    let UmapParams { n_neighbors, .. } = UmapParams::default();
    let n_neighbors = NEIGHBOURS.min(documents / DOCUMENTS_A_VALUE).max(n_neighbors);
    let reduce = ReduceParams::Umap(UmapParams { n_neighbors, ..UmapParams::default() });
    BertopicParams { embed: EmbedParams::Ppmi(embed), reduce, vocabulary, ..base }
}

/// The words of so many posts.
fn of_posts(documents: usize) -> VocabularyParams {
    VocabularyParams {
        words: Words::Posts,
        more_stop_words: CHAFF.map(str::to_owned).to_vec(),
        min_documents: DocumentLimit::Count((documents / 2000).clamp(2, 10)),
        max_documents: DocumentLimit::Share(0.5),
        ..VocabularyParams::default()
    }
}

/// Settings with those of a file in their place. A table of the file that names another `kind` takes the whole place.
fn overlaid<T: Serialize + DeserializeOwned>(base: T, path: Option<&Path>) -> anyhow::Result<T> {
    let Some(path) = path else { return Ok(base) };
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let what = || format!("{} holds no settings of the model", path.display());
    let own: toml::Table = toml::from_str(&text).with_context(what)?;
    let mut all = toml::Table::try_from(base).with_context(what)?;
    overlay(&mut all, own);
    all.try_into().with_context(what)
}

fn overlay(base: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(base)), toml::Value::Table(own))
                if own.get("kind").is_none_or(|kind| base.get("kind") == Some(kind)) =>
            {
                overlay(base, own);
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
