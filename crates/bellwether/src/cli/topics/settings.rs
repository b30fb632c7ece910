//! The settings of a topic model: defaults by what the texts are and how many, then the user's file, then flags.

use std::fs;
use std::path::Path;

use anyhow::Context;
use bellwether_topics::cluster::{ClusterParams, HdbscanParams};
use bellwether_topics::embed::{EmbedParams, LsaParams};
use bellwether_topics::models::{
    BertopicParams, LdaParams, LsaTopicsParams, NmfParams, Top2vecParams, TopicModelParams,
};
use bellwether_topics::posts;
use bellwether_topics::reduce::ReduceParams;
use bellwether_topics::represent::{Vocabulary, VocabularyParams};

use crate::cli::args::{TopicModel, TopicTexts, TopicsArgs};
use crate::cli::error::CliError;

/// Topics of the models that must be told.
const TOPICS: usize = 20;

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
            TopicTexts::Posts => posts::vocabulary(documents.len()),
            TopicTexts::Documents => VocabularyParams::default(),
        };
        let words = Vocabulary::fit(&vocabulary, documents).map_or(0, |(vocabulary, _)| vocabulary.len());
        Self { documents: documents.len(), words }
    }
}

/// The model of a run over so much text, with its settings.
pub(crate) fn of(
    TopicsArgs { reading, finding: args, .. }: &TopicsArgs,
    amount: Amount,
) -> anyhow::Result<TopicModelParams> {
    let is_posts = reading.texts == TopicTexts::Posts;
    let mut params = overlaid(base(args.model, is_posts, amount), args.settings.as_deref())?;
    if let Some(topics) = args.topics {
        params = params.with_topics(topics.into());
    }
    let model = args.model.name();
    if args.diversity.is_some() {
        let TopicModelParams::Bertopic(params) = &mut params else {
            return Err(CliError::OtherModel { flag: "--diversity", model }.into());
        };
        params.diversity = args.diversity;
    }
    if let Some(size) = args.min_size.map(usize::from) {
        let cluster = match &mut params {
            TopicModelParams::Bertopic(params) => &mut params.cluster,
            TopicModelParams::Top2vec(params) => &mut params.cluster,
            _ => return Err(CliError::OtherModel { flag: "--min-size", model }.into()),
        };
        let ClusterParams::Hdbscan(cluster) = cluster else {
            return Err(CliError::OtherModel { flag: "--min-size", model: "another clustering" }.into());
        };
        cluster.min_cluster_size = size;
        cluster.min_samples = cluster.min_samples.map(|samples| samples.min(size));
    }
    params.validate()?;
    Ok(params)
}

/// A model before the user's own settings.
fn base(model: TopicModel, is_posts: bool, amount: Amount) -> TopicModelParams {
    let vocabulary = |of: VocabularyParams| if is_posts { posts::vocabulary(amount.documents) } else { of };
    match model {
        TopicModel::Bertopic => TopicModelParams::Bertopic(Box::new(bertopic(is_posts, amount))),
        TopicModel::Top2vec => {
            let BertopicParams { embed, reduce, cluster, .. } = bertopic(is_posts, amount);
            let base = Top2vecParams::default();
            let vocabulary = VocabularyParams {
                min_documents: base.vocabulary.min_documents,
                ..vocabulary(base.vocabulary.clone())
            };
            TopicModelParams::Top2vec(Box::new(Top2vecParams { embed, reduce, cluster, vocabulary, ..base }))
        }
        TopicModel::Lda => {
            let base = LdaParams::default();
            let vocabulary = vocabulary(base.vocabulary.clone());
            TopicModelParams::Lda(LdaParams { topics: TOPICS, vocabulary, ..base })
        }
        TopicModel::Nmf => {
            let base = NmfParams::default();
            let vocabulary = vocabulary(base.vocabulary.clone());
            TopicModelParams::Nmf(NmfParams { topics: TOPICS, vocabulary, ..base })
        }
        TopicModel::Lsa => {
            let base = LsaTopicsParams::default();
            let vocabulary = vocabulary(base.vocabulary.clone());
            TopicModelParams::Lsa(LsaTopicsParams { topics: TOPICS, vocabulary, ..base })
        }
    }
}

/// How a model finds topics, as a phrase.
pub(crate) fn method(params: &TopicModelParams) -> String {
    let (name, embed, reduce, cluster, last) = match params {
        TopicModelParams::Bertopic(p) => ("BERTopic", &p.embed, &p.reduce, &p.cluster, "class-based TF-IDF"),
        TopicModelParams::Top2vec(p) => ("Top2Vec", &p.embed, &p.reduce, &p.cluster, "the nearest words"),
        TopicModelParams::Lda(_) => return "LDA".to_owned(),
        TopicModelParams::Nmf(_) => return "NMF".to_owned(),
        TopicModelParams::Lsa(_) => return "LSA".to_owned(),
    };
    let embed = match embed {
        EmbedParams::Lsa(_) => "LSA",
        EmbedParams::Ppmi(_) => "PPMI",
        EmbedParams::Encoder(_) => "a sentence encoder",
    };
    let reduce = match reduce {
        ReduceParams::Umap(_) => "UMAP",
        ReduceParams::Pca(_) => "PCA",
    };
    let cluster = match cluster {
        ClusterParams::Hdbscan(_) => "HDBSCAN",
        ClusterParams::KMeans(_) => "k-means",
        ClusterParams::Agglomerative(_) => "agglomerative",
        ClusterParams::Dbscan(_) => "DBSCAN",
    };
    format!("{name}: {embed}, {reduce}, {cluster}, {last}")
}

/// A model as a settings file.
pub(crate) fn written(params: &TopicModelParams) -> String {
    toml::to_string(params).unwrap_or_default()
}

/// What makes vectors of documents, for the model or for the map alone.
pub(crate) fn embed(params: &TopicModelParams, texts: TopicTexts, amount: Amount) -> EmbedParams {
    match params {
        TopicModelParams::Bertopic(params) => params.embed.clone(),
        TopicModelParams::Top2vec(params) => params.embed.clone(),
        _ => bertopic(texts == TopicTexts::Posts, amount).embed,
    }
}

fn bertopic(is_posts: bool, Amount { documents, words }: Amount) -> BertopicParams {
    if is_posts {
        return posts::bertopic(documents, words);
    }
    let cluster =
        HdbscanParams { min_cluster_size: posts::min_topic_size(documents), ..HdbscanParams::default() };
    let embed = LsaParams::default();
    let width = posts::width(embed.width, documents, words);
    BertopicParams {
        embed: EmbedParams::Lsa(LsaParams { width, ..embed }),
        cluster: ClusterParams::Hdbscan(cluster),
        ..BertopicParams::default()
    }
}

/// Settings with those of a file in their place, whose paths are relative to it. A table of the file that names another
/// `kind` takes the whole place, but the model is that of --model.
fn overlaid(base: TopicModelParams, path: Option<&Path>) -> anyhow::Result<TopicModelParams> {
    let Some(path) = path else { return Ok(base) };
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let what = || format!("{} holds no settings of the model", path.display());
    let own: toml::Table = toml::from_str(&text).with_context(what)?;
    let kind = base.kind();
    if let Some(other) = own.get("kind").filter(|other| other.as_str() != Some(kind)) {
        let file = path.to_owned();
        return Err(CliError::SettingsOfOther { file, found: other.to_string(), model: kind }.into());
    }
    let mut all = toml::Table::try_from(base).with_context(what)?;
    overlay(&mut all, own);
    let params: TopicModelParams = all.try_into().with_context(what)?;
    Ok(params.relative_to(path.parent().unwrap_or(Path::new(""))))
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
