//! The columns of topics in the frames: blank in those of all folds, and filled for each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bellwether_core::{FeatureFrame, History, Ticker};
use bellwether_features::{FrameSpec, TextFeature, build_frame};

use crate::config::TopicsConfig;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::trial::FoldIndex;
use crate::{StudyConfig, StudyError};

/// The columns of one fold: by scorer, each under its name.
pub(crate) type Overlay = Vec<Vec<(String, Vec<f64>)>>;

/// Those of each fold, or why it has none.
pub(crate) type Overlays = BTreeMap<FoldIndex, Result<Overlay, String>>;

/// The frame with the columns of topics: zero where they will have a value, that is, where `score` has one, and NaN
/// elsewhere. So it says which windows are whole before there is any topic.
pub(crate) fn blank(
    config: &StudyConfig,
    topics: &TopicsConfig,
    history: &History<'_>,
    ticker: &Ticker,
    frame: &FeatureFrame,
    scorer: &str,
) -> Result<FeatureFrame, StudyError> {
    let inputs = &config.inputs;
    let spec = FrameSpec {
        text: vec![TextFeature::Score],
        scorer: scorer.to_owned(),
        no_posts: inputs.no_posts,
        fill: inputs.fill,
        ..FrameSpec::default()
    };
    let score = build_frame(history, ticker, &spec, &inputs.decision, &config.data.calendar)
        .map_err(|source| StudyError::Features { ticker: ticker.clone(), source })?;
    let blank: Vec<f64> =
        score.view().values().iter().map(|v| if v.is_finite() { 0.0 } else { f64::NAN }).collect();
    let columns: Vec<_> =
        topics.each_column().map(|(column, topic)| (column.name(topic), blank.clone())).collect();
    Ok(frame.with_columns(&columns)?)
}

impl TickerStudy {
    /// Why an arm of a fold has not the topics that it should.
    pub(crate) fn without_topics(&self, arm: Arm, fold: FoldIndex) -> Option<&str> {
        self.arms.get(arm.place()?).filter(|arm| arm.topics)?;
        self.topics.get(&fold)?.as_ref().err().map(String::as_str)
    }

    /// The frame of an arm with the columns of a fold's topics in it.
    pub(crate) fn with_topics<'a>(
        &self,
        frame: &'a FeatureFrame,
        arm: Arm,
        fold: FoldIndex,
    ) -> Cow<'a, FeatureFrame> {
        let arm = arm.place().and_then(|place| self.arms.get(place)).filter(|arm| arm.topics);
        let columns = arm.and_then(|arm| self.topics.get(&fold)?.as_ref().ok()?.get(arm.scorer));
        match columns {
            Some(columns) => {
                Cow::Owned(frame.with_columns(columns).expect("topics have a value for each row"))
            }
            None => Cow::Borrowed(frame),
        }
    }
}
