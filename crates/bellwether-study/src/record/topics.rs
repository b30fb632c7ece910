use bellwether_core::Date;
use serde::{Deserialize, Serialize};

/// What the posts are about, fold by fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicsRecord {
    /// Whether topics were found once in all posts, those of the tested days among them.
    pub whole_series: bool,
    /// The scorers behind the topics' sentiment, in order.
    pub scorers: Vec<String>,
    /// One for each fold in time order, the one beyond the data last; a single one where they were found once.
    pub folds: Vec<TopicsFold>,
}

/// The topics that the models of one fold were given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicsFold {
    /// The session after whose decision the posts begin; none where they are all so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Date>,
    /// The session at whose decision they end.
    pub last: Date,
    /// Posts in which topics were found.
    pub posts: usize,
    /// Of them outside all topics.
    pub outside: usize,
    /// Topics that were found.
    pub found: usize,
    /// The largest of them, each at the place of the topic of the fold before that it is, or else at one that became free.
    pub topics: Vec<TopicRecord>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicRecord {
    /// Its place: the number in the names of columns.
    pub place: usize,
    /// Its words, the heaviest first.
    pub words: Vec<String>,
    /// Posts of the fit.
    pub size: usize,
    /// The share of posts that it has in common with the topic at this place in the fold before, of the posts that either of
    /// them has, among those that this fold was fitted on. None for a topic that is none of the fold before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// Mean polarity of its posts of the fit, scorer by scorer.
    pub sentiment: Vec<Option<f64>>,
    /// Posts that are most like it; of the last fold only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}
