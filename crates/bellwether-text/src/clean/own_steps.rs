//! The steps of one scorer.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{CleaningPreset, Step};

/// What is done with texts before one scorer reads them: the steps of a preset, or a list of steps.
///
/// ```
/// use bellwether_text::{CleaningPreset, CleaningSteps, Step};
///
/// let preset: CleaningSteps = serde_json::from_str(r#""twitter-roberta""#)?;
/// assert_eq!(preset, CleaningSteps::Preset(CleaningPreset::TwitterRoberta));
/// let own: CleaningSteps = serde_json::from_str(r#"["links-out", "spaces"]"#)?;
/// assert_eq!(own.steps(), [Step::LinksOut, Step::Spaces]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CleaningSteps {
    /// The steps of a preset; its filters are of posts, not of a scorer.
    Preset(CleaningPreset),
    /// The steps, in their order. None: texts as published.
    Steps(Vec<Step>),
}

impl CleaningSteps {
    /// The steps, in their order.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Preset(preset) => preset.steps(),
            Self::Steps(steps) => steps,
        }
    }
}

impl<'de> Deserialize<'de> for CleaningSteps {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = CleaningSteps;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a preset, or a list of steps")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        CleaningPreset::deserialize(StrDeserializer::new(text)).map(CleaningSteps::Preset)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, steps: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(steps)).map(CleaningSteps::Steps)
    }
}
