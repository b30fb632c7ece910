//! The scorers of a study, one or several side by side.

use bellwether_features::{Decomposition, FrameSpec};
use bellwether_text::encoder::HubProxy;
use bellwether_text::{CleaningSpec, CleaningSteps, ScorerSpec};
use bellwether_topics::embed::EmbedParams;
use bellwether_topics::models::TopicModelParams;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{InputsConfig, StudyConfig, TextArm, first_repeated};
use crate::ConfigError;

/// A scorer, and what is done with the texts that it reads.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScorerEntry {
    /// Its name in tables, for one of several; needed when two scorers are of the same kind. Default its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is done with posts before this scorer reads them: a preset's name (its filters are the study's affair), or a list
    /// of steps. Default: the steps of `inputs.cleaning`; where it has none, those that the model is known to want
    /// (`twitter-xlm-roberta-base-sentiment`: `twitter-roberta`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaning: Option<CleaningSteps>,
    /// Kind and settings.
    #[serde(flatten)]
    pub spec: ScorerSpec,
}

impl<'de> Deserialize<'de> for ScorerEntry {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            name: Option<String>,
            cleaning: Option<CleaningSteps>,
            // the spec refuses unknown keys, which it could not do behind a flattened field
            #[serde(flatten)]
            own: toml::Table,
        }
        let Written { name, cleaning, own } = Written::deserialize(input)?;
        let spec = ScorerSpec::deserialize(own).map_err(|e| serde::de::Error::custom(e.message()))?;
        Ok(Self { name, cleaning, spec })
    }
}

impl From<ScorerSpec> for ScorerEntry {
    fn from(spec: ScorerSpec) -> Self {
        Self { name: None, cleaning: None, spec }
    }
}

impl ScorerEntry {
    /// The name in tables.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.spec.label())
    }

    /// Writes down what its model is known to want, where neither the entry nor the study says what is done.
    pub(super) fn fill_cleaning(&mut self, study: &CleaningSpec) {
        if self.cleaning.is_none() && study.steps.is_empty() {
            self.cleaning = self.spec.cleaning().map(CleaningSteps::Preset);
        }
    }
}

impl InputsConfig {
    /// The scorers, in order; at least one.
    pub fn scorers(&self) -> Vec<ScorerEntry> {
        let mut scorers = self.scorers.clone();
        if scorers.is_empty() {
            scorers.push(self.scorer.clone().unwrap_or(ScorerSpec::Vader {}.into()));
        }
        scorers.iter_mut().for_each(|entry| entry.fill_cleaning(&self.cleaning));
        scorers
    }

    /// What is done with posts before a scorer reads them. Routes of languages are the study's; filters have run before.
    pub fn cleaning_of(&self, entry: &ScorerEntry) -> CleaningSpec {
        let own = entry.cleaning.as_ref().map(|own| own.steps().to_vec());
        CleaningSpec {
            steps: own.unwrap_or_else(|| self.cleaning.steps.clone()),
            filters: Vec::new(),
            ..self.cleaning.clone()
        }
    }

    /// Has the models of scorers that are on the hub fetched through a proxy.
    pub fn fetch_through(&mut self, proxy: &HubProxy) {
        let entries = self.scorer.iter_mut().chain(&mut self.scorers);
        entries.for_each(|entry| entry.spec.fetch_through(proxy));
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
        self.inputs.scorers().iter().map(ScorerEntry::label).collect()
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
    if let Some(name) = inputs.scorer.as_ref().and_then(|entry| entry.name.as_ref()) {
        let expected = "a single scorer needs no name; leave it out, or list it in inputs.scorers";
        return refuse("inputs.scorer.name", format!("`{name}`"), expected);
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
