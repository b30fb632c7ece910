//! Any topic model, so that several can be compared in one study.

use std::path::Path;

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::topic::{Topic, describe};
use super::{
    BertopicParams, FittedBertopic, FittedLda, FittedLsaTopics, FittedNmf, FittedTop2vec, LdaParams,
    LsaTopicsParams, NmfParams, Top2vecParams, TopicWords,
};
use crate::TopicsError;
use crate::embed::EmbedParams;
use crate::represent::VocabularyParams;

/// Words of a topic, of models whose settings name no number.
const WORDS: usize = 10;

/// Which topic model, and its settings.
///
/// ```
/// # use bellwether_core::RunContext;
/// # use bellwether_topics::models::TopicModelParams;
/// let params: TopicModelParams = serde_json::from_str(r#"{"kind": "nmf", "topics": 2}"#)?;
/// let documents = ["oil opec crude", "crude oil barrel", "phone screen app", "app phone store", "opec barrel oil", "store app screen"];
/// let fitted = params.fit(&documents, &RunContext::new(1))?;
/// assert_eq!(fitted.topic_of()[0], fitted.topic_of()[4]);
/// assert_ne!(fitted.topic_of()[0], fitted.topic_of()[2]);
/// assert_eq!(fitted.assign(&["crude oil"], &RunContext::new(1))?, [fitted.topic_of()[0]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TopicModelParams {
    /// Dense groups of documents, and the words that tell them apart.
    Bertopic(Box<BertopicParams>),
    /// Latent Dirichlet allocation.
    Lda(LdaParams),
    /// Non-negative matrix factorisation.
    Nmf(NmfParams),
    /// Latent semantic analysis, each direction a topic.
    Lsa(LsaTopicsParams),
    /// Dense groups of documents, and the words nearest to their middle.
    Top2vec(Box<Top2vecParams>),
}

impl Default for TopicModelParams {
    fn default() -> Self {
        Self::Bertopic(Box::default())
    }
}

/// A topic model, fitted: one interface for all of them.
#[derive(Debug, Clone)]
pub struct FittedTopicModel {
    topics: Vec<Topic>,
    topic_of: Vec<Option<usize>>,
    model: Model,
}

#[derive(Debug, Clone)]
enum Model {
    Bertopic(Box<FittedBertopic>),
    Top2vec(Box<FittedTop2vec>),
    Shares(Box<Shares>),
}

/// Models that say how much of each topic is in a document.
#[derive(Debug, Clone)]
enum Shares {
    Lda(FittedLda),
    Nmf(FittedNmf),
    Lsa(FittedLsaTopics),
}

impl TopicModelParams {
    /// The name of the kind, as settings write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bertopic(_) => "bertopic",
            Self::Lda(_) => "lda",
            Self::Nmf(_) => "nmf",
            Self::Lsa(_) => "lsa",
            Self::Top2vec(_) => "top2vec",
        }
    }

    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        match self {
            Self::Bertopic(params) => params.validate(),
            Self::Lda(params) => params.validate(),
            Self::Nmf(params) => params.validate(),
            Self::Lsa(params) => params.validate(),
            Self::Top2vec(params) => params.validate(),
        }
    }

    /// The words that topics are said in.
    pub fn vocabulary(&self) -> &VocabularyParams {
        match self {
            Self::Bertopic(params) => &params.vocabulary,
            Self::Lda(params) => &params.vocabulary,
            Self::Nmf(params) => &params.vocabulary,
            Self::Lsa(params) => &params.vocabulary,
            Self::Top2vec(params) => &params.vocabulary,
        }
    }

    /// How documents become vectors, of the models that make some.
    pub fn embed_mut(&mut self) -> Option<&mut EmbedParams> {
        match self {
            Self::Bertopic(params) => Some(&mut params.embed),
            Self::Top2vec(params) => Some(&mut params.embed),
            Self::Lda(_) | Self::Nmf(_) | Self::Lsa(_) => None,
        }
    }

    /// The same settings with all paths below `base`.
    #[must_use]
    pub fn relative_to(mut self, base: &Path) -> Self {
        if let Some(embed) = self.embed_mut() {
            *embed = embed.clone().relative_to(base);
        }
        self
    }

    /// The same model with so many topics: exactly as many, or at most where the model finds their number itself.
    #[must_use]
    pub fn with_topics(mut self, topics: usize) -> Self {
        match &mut self {
            Self::Bertopic(params) => params.topics = Some(topics),
            Self::Lda(params) => params.topics = topics,
            Self::Nmf(params) => params.topics = topics,
            Self::Lsa(params) => params.topics = topics,
            Self::Top2vec(params) => params.topics = Some(topics),
        }
        self
    }

    /// Finds the topics of documents. The order of the documents does not matter.
    ///
    /// # Errors
    /// Where a setting is out of range, there are too few documents, all are the same, no word is left, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        run: &RunContext,
    ) -> Result<FittedTopicModel, TopicsError> {
        self.validate()?;
        let order = Order::of(documents);
        order.refuse_all_the_same()?;
        let sorted = order.texts(documents);
        let shares = match self {
            Self::Bertopic(params) => {
                let fitted = Box::new(FittedBertopic::fit(params, documents, run)?);
                let (topics, topic_of) = (fitted.topics().to_vec(), fitted.topic_of().to_vec());
                return Ok(FittedTopicModel { topics, topic_of, model: Model::Bertopic(fitted) });
            }
            Self::Top2vec(params) => {
                let fitted = Box::new(FittedTop2vec::fit(params, documents, run)?);
                let (topics, topic_of) = (fitted.topics().to_vec(), fitted.topic_of().to_vec());
                return Ok(FittedTopicModel { topics, topic_of, model: Model::Top2vec(fitted) });
            }
            Self::Lda(params) => Shares::Lda(FittedLda::fit(params, &sorted, run)?),
            Self::Nmf(params) => Shares::Nmf(FittedNmf::fit(params, &sorted, run)?),
            Self::Lsa(params) => Shares::Lsa(FittedLsaTopics::fit(params, &sorted, run)?),
        };
        let strongest = shares.strongest(&sorted);
        let topic_of: Vec<Option<usize>> = strongest.iter().map(|topic| topic.map(|topic| topic.0)).collect();
        let topics = describe(shares.words().heaviest(WORDS), &topic_of, &strongest, &order);
        Ok(FittedTopicModel {
            topics,
            topic_of: order.back(&topic_of),
            model: Model::Shares(Box::new(shares)),
        })
    }
}

impl FittedTopicModel {
    /// The topics: of BERTopic and Top2Vec the largest group first, of the others in the model's order.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The topic of each document of the fit: of LDA, NMF and LSA the strongest. None outside all topics, and without a known word.
    pub fn topic_of(&self) -> &[Option<usize>] {
        &self.topic_of
    }

    /// The topics of other documents, as [`Self::topic_of`]. That of one does not depend on the others.
    ///
    /// # Errors
    /// Where documents cannot be embedded, or the run is stopped.
    pub fn assign<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        run: &RunContext,
    ) -> Result<Vec<Option<usize>>, TopicsError> {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        match &self.model {
            Model::Bertopic(fitted) => fitted.assign(documents, run),
            Model::Top2vec(fitted) => fitted.assign(documents),
            Model::Shares(shares) => {
                let strongest = shares.strongest(documents);
                Ok(strongest.into_iter().map(|topic| topic.map(|topic| topic.0)).collect())
            }
        }
    }
}

impl Shares {
    fn words(&self) -> &TopicWords {
        match self {
            Self::Lda(fitted) => fitted.words(),
            Self::Nmf(fitted) => fitted.words(),
            Self::Lsa(fitted) => fitted.words(),
        }
    }

    /// The strongest topic of each document that has a known word and a topic above 0; the first of equal ones.
    fn strongest<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Vec<Option<(usize, f64)>> {
        let shares = match self {
            Self::Lda(fitted) => fitted.transform(documents),
            Self::Nmf(fitted) => fitted.transform(documents),
            Self::Lsa(fitted) => fitted.transform(documents),
        };
        let counts = self.words().vocabulary.counts(documents);
        let of = |(document, shares): (usize, &Vec<f64>)| {
            let first = shares.iter().copied().enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
            (first.1 > 0.0 && !counts.row(document).1.is_empty()).then_some(first)
        };
        shares.iter().enumerate().map(of).collect()
    }
}
