//! One model of a study.

use bellwether_core::Forecaster;
use bellwether_features::{Components, Decomposition, Pca};
use bellwether_models::statistical::{Intervals, WithIntervals};
use bellwether_models::{ModelSpec, Reduced};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::place;

/// One model of the study.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModelEntry {
    /// Its name in tables; needed when two models are of the same kind, preset, intervals and scope. Default its kind,
    /// with `+` and the kind of its intervals and, in brackets, the preset and `global` where it has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The paper whose settings it has where the entry states none of its own: `topic-sentiment`, `candlestick`,
    /// `four-stock`, `nflx` or `movement`, for the networks that the paper describes. `bellwether models KIND` prints them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// What one fit learns from. Default one ticker.
    #[serde(default, skip_serializing_if = "Scope::is_per_ticker")]
    pub scope: Scope,
    /// Intervals around its forecasts, in the place of its own: `intervals = { kind = "garch" }`. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
    /// Principal components that take the place of the input columns, fitted on the training part. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pca: Option<Pca>,
    /// What decompositions of the close, columns or the model's own, are shown: each row's window, or the whole series,
    /// the future among it. The model is then run both ways, and the report says what the future was worth. Default window.
    #[serde(default, skip_serializing_if = "is_window")]
    pub decomposition: Decomposition,
    /// Kind and parameters.
    #[serde(flatten)]
    pub spec: ModelSpec,
}

impl<'de> Deserialize<'de> for ModelEntry {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            name: Option<String>,
            preset: Option<String>,
            #[serde(default)]
            scope: Scope,
            intervals: Option<Intervals>,
            pca: Option<Pca>,
            #[serde(default)]
            decomposition: Decomposition,
            #[serde(flatten)]
            own: toml::Table,
        }
        let Written { name, preset, scope, intervals, pca, decomposition, mut own } =
            Written::deserialize(input)?;
        own = match &preset {
            Some(preset) => over_preset(preset, own),
            None => over_default(own),
        }
        .map_err(serde::de::Error::custom)?;
        let spec = ModelSpec::deserialize(own.clone());
        let spec = spec.map_err(|e| serde::de::Error::custom(place::with_key(&own, e.message())))?;
        Ok(Self { name, preset, scope, intervals, pca, decomposition, spec })
    }
}

/// A preset's settings with those of a study file over them.
fn over_preset(preset: &str, own: toml::Table) -> Result<toml::Table, String> {
    let kind = own.get("kind").and_then(toml::Value::as_str).unwrap_or_default();
    let known = ModelSpec::presets(kind);
    // a kind that is none is told so when it is read
    if ModelSpec::all().iter().all(|spec| spec.info().kind != kind) {
        return Ok(own);
    }
    let Some(published) = known.iter().find(|published| published.preset == preset) else {
        let names: Vec<String> = known.iter().map(|published| format!("`{}`", published.preset)).collect();
        let expected = match names.as_slice() {
            [] => format!("no paper states settings of {kind}"),
            names => format!("expected one of {}", names.join(", ")),
        };
        return Err(format!("unknown preset `{preset}`, {expected}"));
    };
    let mut settings = toml::Table::try_from(&published.spec).map_err(|e| e.to_string())?;
    put_over(&mut settings, own);
    Ok(settings)
}

/// Tables within the entry, such as `training`, over those that the kind has by default: what they leave out is the
/// model's own, which need not be that of other models.
fn over_default(mut own: toml::Table) -> Result<toml::Table, String> {
    let kind = own.get("kind").and_then(toml::Value::as_str).unwrap_or_default();
    let Some(spec) = ModelSpec::all().into_iter().find(|spec| spec.info().kind == kind) else {
        return Ok(own);
    };
    let settings = toml::Table::try_from(&spec).map_err(|e| e.to_string())?;
    for (key, value) in &mut own {
        if let (Some(toml::Value::Table(below)), toml::Value::Table(over)) = (settings.get(key), value) {
            let mut whole = toml::Table::from_iter([(key.clone(), below.clone().into())]);
            put_over(&mut whole, toml::Table::from_iter([(key.clone(), over.clone().into())]));
            if let Some(toml::Value::Table(merged)) = whole.remove(key) {
                *over = merged;
            }
        }
    }
    Ok(own)
}

/// Key by key, and within tables likewise, unless they are of another kind.
fn put_over(settings: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (settings.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(over))
                if over.get("kind").is_none_or(|kind| below.get("kind") == Some(kind)) =>
            {
                put_over(below, over);
            }
            (_, value) => {
                settings.insert(key, value);
            }
        }
    }
}

/// What one fit of a model learns from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One ticker: a model for each.
    #[default]
    PerTicker,
    /// All tickers of the study at once, cut where the first of them is tested; all but the one that is forecast, under a protocol
    /// that leaves it out.
    Global,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_window(decomposition: &Decomposition) -> bool {
    *decomposition == Decomposition::Window
}

impl Scope {
    /// For serde.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    fn is_per_ticker(&self) -> bool {
        *self == Self::PerTicker
    }
}

impl ModelEntry {
    /// A model of each ticker, named after its kind.
    pub fn new(spec: ModelSpec) -> Self {
        Self {
            name: None,
            preset: None,
            scope: Scope::PerTicker,
            intervals: None,
            pca: None,
            decomposition: Decomposition::Window,
            spec,
        }
    }

    /// The recipe: on principal components, and with intervals around its forecasts, where they are asked for.
    pub fn build(&self) -> Box<dyn Forecaster> {
        let mut recipe = self.spec.build();
        if let Some(pca) = self.pca {
            recipe = Box::new(Reduced { pca, inner: recipe });
        }
        match &self.intervals {
            None => recipe,
            Some(intervals) => Box::new(WithIntervals::new(recipe, intervals.clone())),
        }
    }

    /// Persistence as every study has it.
    pub(super) fn is_plain_persistence(&self) -> bool {
        matches!(self.spec, ModelSpec::Persistence(_)) && self.intervals.is_none()
    }

    /// Weights that it learns from so many columns, where their number is fixed.
    pub(crate) fn parameter_count(&self, columns: usize) -> Option<usize> {
        match self.pca.map(|pca| pca.components) {
            None => self.spec.parameter_count(columns),
            Some(Components::Count(count)) => self.spec.parameter_count(count),
            Some(Components::Explained(_)) => None,
        }
    }

    /// The same model that is shown only what was known.
    pub(crate) fn honest(&self) -> Self {
        let name = self.name.as_ref().map(|name| format!("{name} (as known)"));
        Self { name, decomposition: Decomposition::Window, ..self.clone() }
    }

    /// The name shown in tables.
    pub fn label(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let mut kind = self.spec.info().kind.to_owned();
        if self.pca.is_some() {
            kind.push_str(" on components");
        }
        if let Some(intervals) = &self.intervals {
            kind = format!("{kind} + {}", intervals.kind_name());
        }
        let global = (self.scope == Scope::Global).then_some("global");
        let whole = self.decomposition.sees_future().then_some("whole series");
        let behind: Vec<&str> = self.preset.as_deref().into_iter().chain(global).chain(whole).collect();
        if behind.is_empty() { kind } else { format!("{kind} ({})", behind.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_training_table_leaves_out_is_the_models_own() {
        let mut with_training = 0;
        for spec in ModelSpec::all() {
            let whole = toml::Table::try_from(&spec).unwrap();
            let Some(training) = whole.get("training").and_then(toml::Value::as_table) else { continue };
            with_training += 1;
            let mut entry = whole.clone();
            entry.insert("training".to_owned(), toml::toml! { epochs = 7 }.into());
            let read = ModelEntry::deserialize(entry).unwrap();
            let mut expected = training.clone();
            expected.insert("epochs".to_owned(), 7.into());
            let found = toml::Table::try_from(&read.spec).unwrap();
            assert_eq!(found["training"].as_table(), Some(&expected), "{}", spec.info().kind);
        }
        assert!(with_training > 10, "{with_training}");
    }

    #[test]
    fn a_transformer_with_other_epochs_keeps_its_optimizer() {
        let read: ModelEntry = toml::from_str("kind = \"transformer\"\ntraining = { epochs = 60 }").unwrap();
        let found = toml::Table::try_from(&read.spec).unwrap();
        assert_eq!(found["training"]["optimizer"].as_str(), Some("rmsprop"));
        let read: ModelEntry = toml::from_str("kind = \"candle-cnn\"\ntraining = { patience = 3 }").unwrap();
        let found = toml::Table::try_from(&read.spec).unwrap();
        assert_eq!(
            (found["training"]["batch"].as_integer(), found["training"]["epochs"].as_integer()),
            (Some(16), Some(50))
        );
    }
}
