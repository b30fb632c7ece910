//! The papers' text columns.

use bellwether_features::{NoPosts, TextFeature, TextSettings, Week};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::InputsConfig;

/// A paper's text columns, their settings, and its rule for sessions without posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextPreset {
    /// Mean polarity of the day's tweets (`P_mean`); silence is neutral.
    Nflx,
    /// The daily score of five classes, at the thresholds ±0.05 and ±0.5 (the paper's own are in pictures that we do not
    /// have); silence is neutral.
    Candles,
    /// Mean polarity, the number of tweets and the mean of the running week, which knows the days to come: nothing is claimed.
    /// Days without tweets keep the last values.
    Maama,
    /// Mean polarity of the day; silence is neutral.
    TopicSentiment,
}

impl TextPreset {
    /// Every preset.
    pub const ALL: [Self; 4] = [Self::Nflx, Self::Candles, Self::Maama, Self::TopicSentiment];

    pub(super) fn settings(self) -> (Vec<TextFeature>, TextSettings, NoPosts) {
        use TextFeature as F;
        let settings = TextSettings::default();
        match self {
            Self::Nflx | Self::TopicSentiment => (vec![F::Score], settings, NoPosts::Zero),
            Self::Candles => (
                vec![F::FiveClass],
                TextSettings { class_thresholds: [0.05, 0.5], ..settings },
                NoPosts::Zero,
            ),
            Self::Maama => (
                vec![F::Score, F::PostCount, F::WeeklyMean],
                TextSettings { week: Week::Running, ..settings },
                NoPosts::Carry,
            ),
        }
    }
}

/// Puts the preset's settings where the study file, whose text this is and which was read before, gives none.
pub(super) fn lay_under(inputs: &mut InputsConfig, text: &str) {
    let Some(preset) = inputs.preset else { return };
    let written = text.parse::<toml::Table>().unwrap_or_default();
    let own = written.get("inputs").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let (columns, settings, no_posts) = preset.settings();
    if !own.contains_key("text") {
        inputs.text = columns;
    }
    if !own.contains_key("no-posts") {
        inputs.no_posts = no_posts;
    }
    let given = own.get("text-settings").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let own = inputs.text_settings;
    let TextSettings { class_thresholds, half_life, norm_window, week, followers } = settings;
    inputs.text_settings = TextSettings {
        class_thresholds: if given.contains_key("class-thresholds") {
            own.class_thresholds
        } else {
            class_thresholds
        },
        half_life: if given.contains_key("half-life") { own.half_life } else { half_life },
        norm_window: if given.contains_key("norm-window") { own.norm_window } else { norm_window },
        week: if given.contains_key("week") { own.week } else { week },
        followers: if given.contains_key("followers") { own.followers } else { followers },
    };
}
