//! The scorers of a study, one or several side by side.

use bellwether_features::{Decomposition, FrameSpec};
use bellwether_text::ScorerSpec;
use bellwether_text::encoder::HubProxy;
use bellwether_topics::embed::EmbedParams;
use bellwether_topics::models::TopicModelParams;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{InputsConfig, StudyConfig, TextArm, first_repeated};
use crate::ConfigError;

/// One of several scorers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScorerEntry {
    /// Its name in tables; needed when two scorers are of the same kind. Default its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kind and settings.
    #[serde(flatten)]
    pub spec: ScorerSpec,
}

impl<'de> Deserialize<'de> for ScorerEntry {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            name: Option<String>,
            // the spec refuses unknown keys, which it could not do behind a flattened field
            #[serde(flatten)]
            own: toml::Table,
        }
        let Written { name, own } = Written::deserialize(input)?;
        let spec = ScorerSpec::deserialize(own).map_err(|e| serde::de::Error::custom(e.message()))?;
        Ok(Self { name, spec })
    }
}

impl ScorerEntry {
    /// The name in tables.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.spec.label())
    }
}

impl InputsConfig {
    /// The scorers with their names, in order; at least one.
    pub fn scorers(&self) -> Vec<(String, ScorerSpec)> {
        if self.scorers.is_empty() {
            let spec = self.scorer.clone().unwrap_or(ScorerSpec::Vader {});
            return vec![(spec.label(), spec)];
        }
        self.scorers.iter().map(|entry| (entry.label(), entry.spec.clone())).collect()
    }

    /// Has the models of scorers that are on the hub fetched through a proxy.
    pub fn fetch_through(&mut self, proxy: &HubProxy) {
        let entries = self.scorers.iter_mut().map(|entry| &mut entry.spec);
        self.scorer.iter_mut().chain(entries).for_each(|spec| spec.fetch_through(proxy));
        let model = self.topics.as_mut().and_then(|topics| topics.model.as_mut());
        if let Some(EmbedParams::Encoder(encoder)) = model.and_then(TopicModelParams::embed_mut) {
            encoder.proxy = Some(Box::new(proxy.clone()));
        }
    }

    /// The columns, series beside prices among them, with the text of an arm or without any.
    pub(crate) fn frame_spec(
        &self,
        series: Vec<String>,
        arm: Option<&TextArm>,
        decomposition: Decomposition,
    ) -> FrameSpec {
        FrameSpec {
            price: self.price.clone(),
            series,
            text: if arm.is_some_and(|arm| arm.text) { self.text.clone() } else { Vec::new() },
            scorer: arm.map(|arm| arm.scored_by.clone()).unwrap_or_default(),
            no_posts: self.no_posts,
            text_settings: self.text_settings,
            fill: self.fill,
            decomposition,
        }
    }
}

impl StudyConfig {
    /// The names of the scorers whose text columns models are given; none without posts or text columns.
    pub(crate) fn scorers_with_text(&self) -> Vec<String> {
        if !self.has_text_columns() {
            return Vec::new();
        }
        self.inputs.scorers().into_iter().map(|(name, _)| name).collect()
    }
}

/// Refuses scorers that cannot be told apart.
pub(super) fn validate(inputs: &InputsConfig) -> Result<(), ConfigError> {
    let refuse = |key: &str, value: String, expected: &str| {
        Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
    };
    if inputs.scorer.is_some() && !inputs.scorers.is_empty() {
        return refuse("inputs.scorer", "given beside inputs.scorers".to_owned(), "give one or the other");
    }
    let names: Vec<String> = inputs.scorers.iter().map(ScorerEntry::label).collect();
    if names.iter().any(|name| name.trim().is_empty()) {
        return refuse("inputs.scorers.name", "empty".to_owned(), "a scorer has a name");
    }
    if names.iter().any(|name| name == "text") {
        return refuse(
            "inputs.scorers.name",
            "`text`".to_owned(),
            "tables say `with text` of a single scorer",
        );
    }
    if let Some(twice) = first_repeated(&names) {
        return refuse(
            "inputs.scorers.name",
            format!("`{twice}` twice"),
            "give each of them a name of its own",
        );
    }
    Ok(())
}
