//! Cleaning in a configuration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CleaningPreset, Step};
use crate::TextError;
use crate::language::LanguageRoutes;
use crate::noise::Filter;

/// What is done with posts before they are scored: filters, then steps.
///
/// In a configuration, what is not given is the preset's:
///
/// ```
/// use bellwether_text::{CleaningSpec, Step};
///
/// let spec: CleaningSpec = serde_json::from_str(r#"{ "preset": "candles", "steps": ["links-out"] }"#)?;
/// assert_eq!(spec.steps, [Step::LinksOut]);
/// assert_eq!(spec.filters.len(), 1);
/// assert!(serde_json::from_str::<CleaningSpec>(r#"{ "steps": ["links-off"] }"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written")]
#[schemars(with = "Written")]
pub struct CleaningSpec {
    /// The pipeline whose settings are taken where none are given.
    pub preset: CleaningPreset,
    /// The steps, in their order.
    pub steps: Vec<Step>,
    /// What drops posts, in its order, before any step.
    pub filters: Vec<Filter>,
    /// What is done with posts in which language. None: the language is not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<LanguageRoutes>,
}

/// As it stands in a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    /// The pipeline whose settings are taken where none are given: `raw`, `nflx`, `candles` or `twitter-roberta`. Default
    /// `raw`.
    #[serde(default)]
    preset: CleaningPreset,
    /// The steps, in their order. Default the preset's.
    steps: Option<Vec<Step>>,
    /// What drops posts, in its order, before any step. Default the preset's.
    filters: Option<Vec<Filter>>,
    /// What is done with posts in which language. Default: the language is not looked at.
    languages: Option<LanguageRoutes>,
}

impl From<Written> for CleaningSpec {
    fn from(Written { preset, steps, filters, languages }: Written) -> Self {
        Self {
            preset,
            steps: steps.unwrap_or_else(|| preset.steps().to_vec()),
            filters: filters.unwrap_or_else(|| preset.filters()),
            languages,
        }
    }
}

impl From<CleaningPreset> for CleaningSpec {
    fn from(preset: CleaningPreset) -> Self {
        Written { preset, steps: None, filters: None, languages: None }.into()
    }
}

impl CleaningSpec {
    /// Checks the settings of the filters.
    ///
    /// # Errors
    /// [`TextError::Setting`] with the setting's name, its value and what it can be.
    pub fn validate(&self) -> Result<(), TextError> {
        self.filters.iter().try_for_each(Filter::validate)
    }
}
