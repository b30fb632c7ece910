//! Columns of what posts are about.

use bellwether_features::NoPosts;
use bellwether_topics::TopicsError;
use bellwether_topics::models::TopicModelParams;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{StudyConfig, first_repeated};
use crate::ConfigError;

/// Topics with columns of their own, at most.
const MOST: usize = 50;

/// What posts are about, as columns.
///
/// Topics are found in the posts of all tickers together, cleaned as for scoring and then without links, mentions, cashtags
/// and the heads of retweets, posts that say the same read once, that were published within the training part
/// of each fold (where tickers have other folds, within the one that ends first). Later posts are only assigned, each by
/// itself. A post outside all topics keeps its own polarity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TopicsConfig {
    /// The columns. Default `score-topic`.
    pub columns: Vec<TopicColumn>,
    /// Topics that have columns of their own, and lines in the report: the largest of each fold. 1 to 50. Default 5.
    pub largest: usize,
    /// Whether the columns stand beside those of `text`, or in an arm of their own. Default beside.
    pub arm: TopicsArm,
    /// Which posts topics are found in. Default those of each fold's training part.
    pub fitted: TopicsFitted,
    /// The seed of the topic model, whatever the seeds of the study. Default 1.
    pub seed: u64,
    /// The topic model: `kind` and its settings, where `bertopic` needs no `kind`. Default: BERTopic's method with settings for so
    /// many posts as the fold has, as `bellwether topics` finds them. Vectors of words are no longer than the posts and words of
    /// the fold.
    #[serde(deserialize_with = "any_model", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TopicModelParams>")]
    pub model: Option<TopicModelParams>,
}

/// A column, or one for each of the largest topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TopicColumn {
    /// Mean over the session's posts of the mean polarity that the post's topic has in the training part; its own polarity
    /// for a post outside all topics.
    ScoreTopic,
    /// Posts of each topic, copies counted: `topic-0-volume`, …
    TopicVolume,
    /// Their share of the session's posts, in 0..=1: `topic-0-share`, …
    TopicShare,
    /// Mean polarity of the session's posts of each topic: `topic-0-polarity`, … On a session without posts of it 0, or with
    /// `no-posts = "carry"` the last, and 0 before the first.
    TopicPolarity,
}

/// Which arms have the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TopicsArm {
    /// Every with-text arm, beside the columns of `text`.
    #[default]
    Beside,
    /// An arm of their own for each scorer, without the columns of `text`: so what topics add to a score is in one table.
    Own,
}

/// Which posts topics are found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TopicsFitted {
    /// Those of each fold's training part.
    #[default]
    Fold,
    /// All, once, as published; the future is known, and nothing is claimed.
    WholeSeries,
}

impl TopicsFitted {
    /// Whether topics of an early fold know later posts.
    pub fn sees_future(self) -> bool {
        match self {
            Self::Fold => false,
            Self::WholeSeries => true,
        }
    }
}

/// A model whose `kind` may be left out.
fn any_model<'de, D: Deserializer<'de>>(input: D) -> Result<Option<TopicModelParams>, D::Error> {
    let mut table = serde_json::Map::deserialize(input)?;
    table.entry("kind").or_insert_with(|| "bertopic".into());
    TopicModelParams::deserialize(serde_json::Value::Object(table)).map(Some).map_err(D::Error::custom)
}

impl Default for TopicsConfig {
    fn default() -> Self {
        Self {
            columns: vec![TopicColumn::ScoreTopic],
            largest: 5,
            arm: TopicsArm::default(),
            fitted: TopicsFitted::default(),
            seed: 1,
            model: None,
        }
    }
}

impl TopicColumn {
    /// Every column.
    pub const ALL: [Self; 4] = [Self::ScoreTopic, Self::TopicVolume, Self::TopicShare, Self::TopicPolarity];

    /// As a study file names it.
    pub fn as_written(self) -> &'static str {
        match self {
            Self::ScoreTopic => "score-topic",
            Self::TopicVolume => "topic-volume",
            Self::TopicShare => "topic-share",
            Self::TopicPolarity => "topic-polarity",
        }
    }

    /// What it is.
    pub fn formula(self) -> &'static str {
        match self {
            Self::ScoreTopic => {
                "mean over the session's posts of the mean polarity that the post's topic has in the training part; its own \
                 polarity outside all topics"
            }
            Self::TopicVolume => "posts of each of the largest topics: topic-0-volume, …",
            Self::TopicShare => "their share of the session's posts: topic-0-share, …",
            Self::TopicPolarity => {
                "mean polarity of the session's posts of each: topic-0-polarity, …; 0 in silence"
            }
        }
    }

    /// The name of the column, of the topic at a place where there are several.
    pub(crate) fn name(self, topic: usize) -> String {
        match self {
            Self::ScoreTopic => "score-topic".to_owned(),
            Self::TopicVolume => format!("topic-{topic}-volume"),
            Self::TopicShare => format!("topic-{topic}-share"),
            Self::TopicPolarity => format!("topic-{topic}-polarity"),
        }
    }

    /// Whether a column could have that name.
    pub(super) fn is_named(name: &str) -> bool {
        (0..MOST).any(|topic| Self::ALL.iter().any(|column| column.name(topic) == name))
    }
}

impl TopicsConfig {
    /// Each column with the place of its topic, in the frame's order.
    pub(crate) fn each_column(&self) -> impl Iterator<Item = (TopicColumn, usize)> {
        let topics = |column: TopicColumn| if column == TopicColumn::ScoreTopic { 1 } else { self.largest };
        self.columns.iter().flat_map(move |column| (0..topics(*column)).map(move |topic| (*column, topic)))
    }
}

impl StudyConfig {
    /// Whether there are columns of posts, and so with-text arms.
    pub(crate) fn has_text_columns(&self) -> bool {
        self.data.posts.is_some() && (!self.inputs.text.is_empty() || self.inputs.topics.is_some())
    }

    /// The columns of topics, where there are posts.
    pub(crate) fn topics(&self) -> Option<&TopicsConfig> {
        self.inputs.topics.as_ref().filter(|_| self.data.posts.is_some())
    }

    /// Checks the settings of topics.
    pub(super) fn validate_topics(&self) -> Result<(), ConfigError> {
        let Some(topics) = &self.inputs.topics else { return Ok(()) };
        let refuse = |key: &str, value: String, expected: &str| {
            let key = format!("inputs.topics.{key}");
            Err(ConfigError::Value { key, value, expected: expected.to_owned() })
        };
        let TopicsConfig { columns, largest, arm, fitted, seed: _, model } = topics;
        if columns.is_empty() {
            return refuse("columns", "[]".to_owned(), "name at least one, or leave `inputs.topics` out");
        }
        if let Some(twice) = first_repeated(columns) {
            return refuse("columns", format!("{twice:?}"), "each column stands once");
        }
        if *arm == TopicsArm::Own && self.inputs.text.is_empty() {
            let expected =
                "without columns under `inputs.text` the arm of topics is the only one: leave `arm` out";
            return refuse("arm", "`own`".to_owned(), expected);
        }
        if !(1..=MOST).contains(largest) {
            return refuse("largest", largest.to_string(), "it must be from 1 to 50");
        }
        if columns.contains(&TopicColumn::TopicPolarity) && self.inputs.no_posts == NoPosts::Nan {
            let expected = "on most sessions some topic has no posts, so that with `no-posts = \"nan\"` no sample would be left";
            return refuse("columns", "`topic-polarity`".to_owned(), expected);
        }
        if self.protocol.learns_from_later() && *fitted == TopicsFitted::Fold {
            let expected =
                "this protocol has no training part that ends before its test; set it to `whole-series`";
            return refuse("fitted", "`fold`".to_owned(), expected);
        }
        model.as_ref().map_or(Ok(()), TopicModelParams::validate).map_err(|error| match error {
            TopicsError::Setting { setting, found, expected } => {
                ConfigError::Value { key: format!("inputs.topics.model: {setting}"), value: found, expected }
            }
            other => ConfigError::Value {
                key: "inputs.topics.model".to_owned(),
                value: "not usable".to_owned(),
                expected: other.to_string(),
            },
        })
    }
}
