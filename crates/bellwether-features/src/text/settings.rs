use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FeatureError;

/// What the text columns take besides the posts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TextSettings {
    /// `five-class`: the polarities from which on a post is positive, and from which on more positive; their negatives
    /// are those of the other side. Rising, in (0, 1]. Default 0.05 and 0.5.
    pub class_thresholds: [f64; 2],
    /// `decayed`: sessions after which a post counts half. Default 5.
    pub half_life: f64,
    /// `norm-change` and `attention`: sessions that make the ticker's norm, 2 to 520. Default 20.
    pub norm_window: usize,
    /// `weekly-mean`: which week a session is given. Default the completed one.
    pub week: Week,
    /// `follower-weighted`: when the followers of the posts' authors were counted. Default at the collection of the data.
    pub followers: Followers,
}

/// When the followers of the posts' authors were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Followers {
    /// When the data were collected, as most exports of posts hold the author: later than the post, so that the numbers
    /// know what became of the author since.
    #[default]
    AtCollection,
    /// When the post was published. Only who collected the posts as they came can say so; no check of the data can.
    AtPost,
}

impl Followers {
    /// Whether the numbers are of a later time than the post. Records and reports of a run that used them say so.
    pub fn sees_future(self) -> bool {
        match self {
            Self::AtCollection => true,
            Self::AtPost => false,
        }
    }
}

/// Which week's mean a session is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Week {
    /// The last one that is over: known at its end.
    #[default]
    Completed,
    /// The session's own, the days to come among it, as the four-stock paper does. A session then knows what was said
    /// later; it exists only to show what papers that do so gain by it.
    Running,
}

impl Week {
    /// Whether values come from later sessions. Records and reports of a run that used it say so.
    pub fn sees_future(self) -> bool {
        match self {
            Self::Completed => false,
            Self::Running => true,
        }
    }
}

impl Default for TextSettings {
    fn default() -> Self {
        Self {
            class_thresholds: [0.05, 0.5],
            half_life: 5.0,
            norm_window: 20,
            week: Week::default(),
            followers: Followers::default(),
        }
    }
}

impl TextSettings {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// [`FeatureError::TextSetting`] with the setting and its value.
    pub fn validate(&self) -> Result<(), FeatureError> {
        let refuse = |setting, value, expected| Err(FeatureError::TextSetting { setting, value, expected });
        let [positive, more] = self.class_thresholds;
        if !(positive > 0.0 && positive < more && more <= 1.0) {
            let value = format!("{:?}", self.class_thresholds);
            return refuse("class-thresholds", value, "two rising numbers above 0 and at most 1");
        }
        if !(self.half_life > 0.0 && self.half_life.is_finite()) {
            return refuse("half-life", self.half_life.to_string(), "a number of sessions above 0");
        }
        if !(2..=520).contains(&self.norm_window) {
            return refuse("norm-window", self.norm_window.to_string(), "2 to 520 sessions");
        }
        Ok(())
    }
}
