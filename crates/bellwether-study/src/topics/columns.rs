//! The columns of a fold.

use bellwether_core::{Post, PostScore, Session, Timestamp};
use bellwether_features::{NoPosts, SessionPosts, TextFeature};

use super::overlay::Overlay;
use super::{Corpus, FoldTopics};
use crate::config::{TopicColumn, TopicsConfig};
use crate::samples::TickerStudy;
use crate::{StudyConfig, StudyError};

/// What the columns of a fold are made of.
pub(super) struct Columns<'a> {
    pub(super) config: &'a StudyConfig,
    pub(super) topics: &'a TopicsConfig,
    pub(super) corpus: &'a Corpus<'a>,
    pub(super) found: &'a FoldTopics,
    /// Rows that are decided later have no values: their posts have no topics yet.
    pub(super) until: Timestamp,
}

impl Columns<'_> {
    /// Those of the ticker at a place, for each scorer.
    pub(super) fn of(&self, place: usize, ticker: &TickerStudy) -> Result<Overlay, StudyError> {
        let rows = Rows::new(self.config, ticker);
        let means = self.found.means.iter();
        self.corpus
            .scores(place)
            .zip(means)
            .map(|(scores, means)| self.of_scorer(place, &rows, scores, means))
            .collect()
    }

    fn of_scorer(
        &self,
        place: usize,
        rows: &Rows<'_>,
        scores: &[PostScore],
        means: &[Option<f64>],
    ) -> Result<Vec<(String, Vec<f64>)>, StudyError> {
        let posts = self.corpus.posts(place);
        let labels = &self.found.labels[place];
        let mut out = Vec::new();
        for (column, slot) in self.topics.each_column() {
            let topic = self.found.slots.topic(slot);
            let of_topic = || {
                let own = (0..posts.len()).filter(|&i| topic.is_some() && labels[i] == topic);
                own.map(|i| (posts[i].clone(), scores[i])).unzip::<_, _, Vec<_>, Vec<_>>()
            };
            let mut values = match column {
                TopicColumn::ScoreTopic => {
                    let replaced: Vec<PostScore> = scores
                        .iter()
                        .zip(labels)
                        .map(|(score, label)| replaced(score, label.and_then(|topic| means[topic])))
                        .collect();
                    rows.column(TextFeature::Score, posts, &replaced)?
                }
                TopicColumn::TopicVolume => {
                    let (own, own_scores) = of_topic();
                    rows.column(TextFeature::PostCount, &own, &own_scores)?
                }
                TopicColumn::TopicShare => {
                    let (own, own_scores) = of_topic();
                    let own = rows.column(TextFeature::PostCount, &own, &own_scores)?;
                    let all = rows.column(TextFeature::PostCount, posts, scores)?;
                    shares(&own, &all, self.config.inputs.no_posts)
                }
                TopicColumn::TopicPolarity => {
                    let (own, own_scores) = of_topic();
                    let mut values = rows.column(TextFeature::Score, &own, &own_scores)?;
                    values.iter_mut().take_while(|v| v.is_nan()).for_each(|v| *v = 0.0);
                    values
                }
            };
            self.config.inputs.fill.apply(&mut values);
            let later = rows.decisions.partition_point(|at| *at <= self.until);
            values[later..].fill(f64::NAN);
            out.push((column.name(slot), values));
        }
        Ok(out)
    }
}

/// The score with the polarity of its topic, if there is one. A post without a polarity has none from its topic either.
fn replaced(score: &PostScore, topic: Option<f64>) -> PostScore {
    let own = score.polarity;
    PostScore { polarity: topic.filter(|_| own.is_finite()).unwrap_or(own), ..*score }
}

/// `own / all`, and in silence as the setting has it.
fn shares(own: &[f64], all: &[f64], no_posts: NoPosts) -> Vec<f64> {
    let mut last = f64::NAN;
    let share = |(own, all): (&f64, &f64)| {
        if *all > 0.0 {
            last = own / all;
            return last;
        }
        match no_posts {
            NoPosts::Zero => 0.0,
            NoPosts::Carry => last,
            NoPosts::Nan => f64::NAN,
        }
    };
    own.iter().zip(all).map(share).collect()
}

/// The rows that posts are dealt out to.
struct Rows<'a> {
    config: &'a StudyConfig,
    decisions: Vec<Timestamp>,
    sessions: Vec<Session>,
}

impl<'a> Rows<'a> {
    fn new(config: &'a StudyConfig, ticker: &TickerStudy) -> Self {
        let bars = &ticker.bars;
        // a decision may lie in the session after the last bar
        let next = bars.last().and_then(|last| config.data.calendar.next_session(last.date()).ok());
        Self {
            config,
            decisions: (0..bars.len()).map(|row| ticker.decision(row)).collect(),
            sessions: bars.iter().map(|bar| bar.session).chain(next).collect(),
        }
    }

    fn column(
        &self,
        feature: TextFeature,
        posts: &[Post],
        scores: &[PostScore],
    ) -> Result<Vec<f64>, StudyError> {
        let inputs = &self.config.inputs;
        let posts = SessionPosts::new(posts, scores, &self.decisions, &self.sessions)?;
        Ok(feature.compute(&posts, &inputs.text_settings, inputs.no_posts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_outside_topics_keeps_its_polarity() {
        let score = |polarity| PostScore { polarity, ..PostScore::default() };
        assert_eq!(replaced(&score(0.5), Some(-0.25)).polarity, -0.25);
        assert_eq!(replaced(&score(0.5), None).polarity, 0.5);
        assert!(replaced(&score(f64::NAN), Some(0.5)).polarity.is_nan());
    }

    #[test]
    fn shares_in_silence_follow_the_rule() {
        let (own, all) = ([0.0, 1.0, 0.0], [0.0, 4.0, 0.0]);
        assert_eq!(shares(&own, &all, NoPosts::Zero), [0.0, 0.25, 0.0]);
        let carried = shares(&own, &all, NoPosts::Carry);
        assert!(carried[0].is_nan() && carried[1..] == [0.25, 0.25]);
        assert!(shares(&own, &all, NoPosts::Nan)[2].is_nan());
    }
}
