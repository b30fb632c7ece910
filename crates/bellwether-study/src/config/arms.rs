//! The with-text arms: what of the posts a model is shown in each.

use super::{InputsConfig, ScorerEntry, StudyConfig, TopicsArm};
use crate::record::Arm;

/// One with-text arm; its place among the arms is that of [`Arm::WithText`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextArm {
    /// Its name, where there are several.
    pub(crate) name: String,
    /// The place of its scorer among the study's.
    pub(crate) scorer: usize,
    /// The name of its scorer.
    pub(crate) scored_by: String,
    /// Whether it has the columns of `text`.
    pub(crate) text: bool,
    /// Whether it has the columns of topics.
    pub(crate) topics: bool,
}

impl InputsConfig {
    /// An arm for each scorer, and behind them, where topics have arms of their own, one more for each.
    pub(crate) fn text_arms(&self) -> Vec<TextArm> {
        let own = self.topics.as_ref().is_some_and(|topics| topics.arm == TopicsArm::Own);
        let scorers: Vec<String> = self.scorers().iter().map(ScorerEntry::label).collect();
        let of_scorer = |(scorer, name): (usize, &String)| TextArm {
            name: name.clone(),
            scorer,
            scored_by: name.clone(),
            text: true,
            topics: self.topics.is_some() && !own,
        };
        let mut arms: Vec<TextArm> = scorers.iter().enumerate().map(of_scorer).collect();
        if own {
            let of_topics = |arm: &TextArm| TextArm {
                name: if scorers.len() > 1 { format!("topics of {}", arm.name) } else { "topics".to_owned() },
                text: false,
                topics: true,
                ..arm.clone()
            };
            arms.extend(arms.iter().map(of_topics).collect::<Vec<_>>());
        }
        arms
    }

    /// An arm in words: `with text`, or with several with-text arms `with NAME`; none for models without inputs.
    pub(crate) fn arm_words(&self, arm: Arm) -> Option<String> {
        arm.words(self.arm_name(arm).as_deref())
    }

    /// The name of a with-text arm, where there are several.
    pub(crate) fn arm_name(&self, arm: Arm) -> Option<String> {
        let arms = self.text_arms();
        arms.get(arm.place()?).filter(|_| arms.len() > 1).map(|arm| arm.name.clone())
    }
}

impl StudyConfig {
    /// The with-text arms; none without posts or text columns.
    pub(crate) fn text_arms(&self) -> Vec<TextArm> {
        if self.has_text_columns() { self.inputs.text_arms() } else { Vec::new() }
    }
}
