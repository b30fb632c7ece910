//! The study file: a closed TOML schema, with every default written down.

mod foresight;
mod preset;
mod scorers;
mod series;

use std::path::{Path, PathBuf};

use bellwether_core::{Bell, Calendar, Date, DecisionTime, Forecaster, Target, TargetKind, Ticker};
use bellwether_evaluation::splits::{Split, WalkForward};
use bellwether_features::{
    CandleColumns, Components, Decomposition, Fill, NoPosts, Pca, PriceFeature, TextFeature, TextSettings,
};
use bellwether_ingest::{DateOrder, DecimalMark, PostColumns, PriceColumns};
use bellwether_models::statistical::{Intervals, WithIntervals};
use bellwether_models::{ModelSpec, Reduced};
use bellwether_text::{CleaningSpec, ScorerSpec};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nearest::nearest;
use crate::{ConfigError, place};
pub use preset::TextPreset;
pub use scorers::ScorerEntry;
pub use series::SeriesConfig;

mod matching;
mod unread;
mod words;

pub use matching::{Assign, MatchingConfig};
pub(crate) use words::words;

/// A study: data, target, inputs, protocol and models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StudyConfig {
    /// Name and seeds.
    pub study: StudySection,
    /// Prices and posts.
    pub data: DataConfig,
    /// What is forecast. Default the next close.
    #[serde(default = "next_close")]
    pub target: TargetSection,
    /// What the models see.
    #[serde(default)]
    pub inputs: InputsConfig,
    /// How past and future are divided. Default walk-forward. `random-split` can see the future: it is for setting figures
    /// beside those of papers that divide their samples at random, and its scores are no evidence of what a forecast is
    /// worth.
    #[serde(default = "walk_forward")]
    pub protocol: Split,
    /// The models. Persistence is added in front when it is not among them, and always-majority for a
    /// direction target.
    pub models: Vec<ModelEntry>,
    /// Where results go.
    #[serde(default)]
    pub output: OutputConfig,
}

/// Name and seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StudySection {
    /// The study's name; the results' folder is called after it.
    pub name: String,
    /// A sentence or two on what it is about, shown in the report.
    #[serde(default)]
    pub description: String,
    /// Seeds with which models that draw random numbers are run. Default 1, 2, 3.
    #[serde(default = "three_seeds")]
    pub seeds: Vec<u64>,
}

/// Prices and posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DataConfig {
    /// A file of prices, or a folder with one file per ticker; relative to the study file. `bundled:stocknet` is the
    /// data of the demo.
    pub prices: String,
    /// A file or folder of posts, likewise. Without it no model gets text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts: Option<String>,
    /// The tickers to study. Default all in the prices. A single one also names the ticker of files that name none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tickers: Vec<Ticker>,
    /// First session used.
    #[serde(default, deserialize_with = "date", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub start: Option<Date>,
    /// Last session used.
    #[serde(default, deserialize_with = "date", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub end: Option<Date>,
    /// Day first or month first, for dates like 03/04/2020 that no row decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// Decimal mark, for numbers like 1,234 that no row decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// IANA name of the time zone of post times that are written without one. Without it they are taken as UTC, and a
    /// finding says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The exchange's sessions. Default New York.
    #[serde(default)]
    pub calendar: Calendar,
    /// Names of the price columns, where they are not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_columns: Option<PriceColumns>,
    /// Names of the post columns, where they are not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_columns: Option<PostColumns>,
    /// Files posts under the tickers that their texts name. Default: under those that the files name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<MatchingConfig>,
    /// Series beside prices and posts, columns of both arms: macro figures, search interest, any number by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesConfig>,
}

/// What is forecast, and how far ahead.
///
/// At row `i` (the last completed session at the decision time) the target is the quantity of session `i + horizon`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetSection {
    /// The quantity.
    pub kind: TargetKind,
    /// Sessions ahead of the last completed one, 1 to 260. Default 1.
    #[serde(default = "one")]
    pub horizon: usize,
    /// Further horizons of the same quantity, which models that can forecast several at once answer as well; each from 1
    /// to 260. Labels are purged by the longest horizon. Default none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<usize>,
}

/// What the models see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct InputsConfig {
    /// Price columns of both arms. Default: the topic-sentiment paper's without the adjusted close, which is restated
    /// later.
    pub price: Vec<PriceFeature>,
    /// The paper whose text columns, settings of them and rule for silent sessions hold where the study gives none of its
    /// own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<TextPreset>,
    /// Text columns, added in the with-text arm. Default the mean polarity, `score`. Empty: no with-text arm.
    pub text: Vec<TextFeature>,
    /// What scores the posts. Default VADER.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scorer: Option<ScorerSpec>,
    /// Several scorers side by side, in the place of `scorer`: a with-text arm for each of them, and the report compares
    /// them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scorers: Vec<ScorerEntry>,
    /// What is done with posts before they are scored: a preset of steps and filters, or such of one's own. Default
    /// `raw`: nothing.
    pub cleaning: CleaningSpec,
    /// What the text columns hold on sessions without posts. Default zero.
    pub no_posts: NoPosts,
    /// Thresholds, half-life, window and week of the text columns that have such.
    pub text_settings: TextSettings,
    /// What is done with missing prices. Default none: samples that touch one are left out and counted.
    pub fill: Fill,
    /// When, on each session, the forecast is made. Default the close.
    pub decision: DecisionTime,
}

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
        if let Some(preset) = &preset {
            own = over_preset(preset, own).map_err(serde::de::Error::custom)?;
        }
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
    /// All tickers of the study at once, cut where the first of them is tested.
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

/// Where results go.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct OutputConfig {
    /// The folder of record, report and trials; relative to the working folder. Default `bellwether-out/NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
}

/// The price columns of a study that names none.
pub(crate) fn known_at_close() -> Vec<PriceFeature> {
    use PriceFeature as F;
    vec![
        F::Open,
        F::High,
        F::Low,
        F::Close,
        F::Volume,
        F::Ma7,
        F::Ma20,
        F::Macd,
        F::Sd20,
        F::UpperBand,
        F::LowerBand,
        F::Ema,
        F::LogMomentum,
    ]
}

fn next_close() -> TargetSection {
    Target { kind: TargetKind::Close, horizon: 1 }.into()
}

fn one() -> usize {
    1
}

fn three_seeds() -> Vec<u64> {
    vec![1, 2, 3]
}

/// A date in quotes, or as TOML writes dates.
fn date<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Option::<Written>::deserialize(input)? {
        None => return Ok(None),
        Some(Written::Toml(date)) => date.to_string(),
        Some(Written::Text(text)) => text,
    };
    let wrong = || serde::de::Error::custom(format!("`{text}` is not a date like 2016-03-31"));
    // the parser would take a date with a time and drop the time
    if text.len() > 10 {
        return Err(wrong());
    }
    text.parse().map(Some).map_err(|_| wrong())
}

fn walk_forward() -> Split {
    Split::WalkForward(WalkForward::default())
}

impl Default for InputsConfig {
    fn default() -> Self {
        Self {
            preset: None,
            price: known_at_close(),
            text: vec![TextFeature::Score],
            scorer: None,
            scorers: Vec::new(),
            cleaning: CleaningSpec::default(),
            no_posts: NoPosts::default(),
            text_settings: TextSettings::default(),
            fill: Fill::default(),
            decision: DecisionTime::default(),
        }
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
    fn is_plain_persistence(&self) -> bool {
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

impl From<Target> for TargetSection {
    fn from(Target { kind, horizon }: Target) -> Self {
        Self { kind, horizon, further: Vec::new() }
    }
}

impl TargetSection {
    /// The target at the main horizon.
    pub fn main(&self) -> Target {
        self.at(self.horizon)
    }

    /// The same quantity at another horizon.
    pub fn at(&self, horizon: usize) -> Target {
        Target { kind: self.kind, horizon }
    }

    /// The main horizon or a further one, whichever is longest.
    pub fn longest(&self) -> usize {
        self.further.iter().copied().fold(self.horizon, usize::max)
    }
}

impl StudyConfig {
    /// Reads and checks a study file.
    ///
    /// # Errors
    /// [`ConfigError`] with line, column and the nearest valid key, or the value that is out of range.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Reads and checks the text of a study file; `path` is for messages.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|e| parse_error(&e, text, path))?;
        preset::lay_under(&mut config.inputs, text);
        let written: Vec<String> = config.models.iter().map(ModelEntry::label).collect();
        if !config.models.iter().any(ModelEntry::is_plain_persistence) {
            let spec = ModelSpec::Persistence(bellwether_models::naive::PersistenceParams::default());
            config.models.insert(0, ModelEntry::new(spec));
        }
        let has_majority = config.models.iter().any(|m| matches!(m.spec, ModelSpec::AlwaysMajority(_)));
        if config.target.main().is_direction() && !has_majority {
            let spec = ModelSpec::AlwaysMajority(bellwether_models::naive::AlwaysMajorityParams::default());
            config.models.insert(1, ModelEntry::new(spec));
        }
        config.add_honest_twins();
        if config.inputs.scorer.is_none() && config.inputs.scorers.is_empty() {
            config.inputs.scorer = Some(ScorerSpec::Vader {});
        }
        // the naive row comes first in every table
        config.models.sort_by_key(|m| !m.is_plain_persistence());
        config.validate().map_err(|e| place::with_line(e, &written, text))?;
        Ok(config)
    }

    /// A model that is shown the whole series stands behind the same model that is not.
    fn add_honest_twins(&mut self) {
        let mut models = Vec::with_capacity(self.models.len());
        for entry in &self.models {
            let same = |other: &ModelEntry| {
                ModelEntry { name: None, ..other.clone() } == ModelEntry { name: None, ..entry.honest() }
            };
            if entry.decomposition.sees_future() && !self.models.iter().any(same) && !models.iter().any(same)
            {
                models.push(entry.honest());
            }
            models.push(entry.clone());
        }
        self.models = models;
    }

    /// Whether a model is shown a decomposition of the whole series.
    pub fn decomposes_whole_series(&self) -> bool {
        self.models.iter().any(|m| m.decomposition.sees_future())
    }

    /// Whether a model learns from what it could not have known, so that no score is evidence of what a forecast is worth.
    pub fn claims_nothing(&self) -> bool {
        self.protocol.is_random()
            || self.protocol.chooses_by_test()
            || self.decomposes_whole_series()
            || !self.foreseen().is_empty()
    }

    /// Checks what the schema cannot.
    ///
    /// # Errors
    /// [`ConfigError::Value`] or [`ConfigError::Model`].
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
        };
        if self.study.name.trim().is_empty() {
            return refuse("study.name", "empty".to_owned(), "a study has a name");
        }
        if self.study.seeds.is_empty() {
            return refuse("study.seeds", "[]".to_owned(), "give at least one seed");
        }
        if let Some(twice) = first_repeated(&self.study.seeds) {
            return refuse(
                "study.seeds",
                format!("{:?}", self.study.seeds),
                &format!("{twice} stands twice"),
            );
        }
        if let Some(twice) = first_repeated(&self.data.tickers) {
            return refuse("data.tickers", format!("{twice} twice"), "each ticker stands once");
        }
        if let (Some(start), Some(end)) = (self.data.start, self.data.end)
            && start > end
        {
            return refuse("data.start", start.to_string(), &format!("it must not be after data.end, {end}"));
        }
        if self.target.horizon == 0 || self.target.horizon > 260 {
            return refuse("target.horizon", self.target.horizon.to_string(), "it must be from 1 to 260");
        }
        if let Some(wrong) = self.target.further.iter().find(|h| !(1..=260).contains(*h)) {
            return refuse("target.further", wrong.to_string(), "it must be from 1 to 260");
        }
        if self.target.further.contains(&self.target.horizon) {
            let expected = "it is the horizon of the target; name others";
            return refuse("target.further", self.target.horizon.to_string(), expected);
        }
        if let Some(twice) = first_repeated(&self.target.further) {
            return refuse("target.further", format!("{twice} twice"), "each horizon stands once");
        }
        if let Err(e) = self.inputs.decision.validate() {
            return refuse(
                "inputs.decision",
                self.inputs.decision.offset_minutes.to_string(),
                &e.to_string(),
            );
        }
        let DecisionTime { at, offset_minutes } = self.inputs.decision;
        let after_the_open = if at == Bell::Open { offset_minutes >= 0 } else { offset_minutes < 0 };
        if self.target.kind == TargetKind::Open && after_the_open {
            let expected = "the next open is forecast at or after a close, or before the open";
            return refuse(
                "inputs.decision",
                format!("{offset_minutes} minutes after the {at:?}").to_lowercase(),
                expected,
            );
        }
        if self.inputs.price.is_empty() {
            return refuse("inputs.price", "[]".to_owned(), "name at least one price column");
        }
        if let Some(twice) = first_repeated(&self.inputs.price) {
            return refuse("inputs.price", format!("{twice:?}"), "each column stands once");
        }
        if let Some(twice) = first_repeated(&self.inputs.text) {
            return refuse("inputs.text", format!("{twice:?}"), "each column stands once");
        }
        self.inputs.cleaning.validate().map_err(|e| words::setting("inputs.cleaning", &e))?;
        scorers::validate(&self.inputs)?;
        self.validate_series()?;
        if let Err(e) = self.inputs.text_settings.validate() {
            return refuse("inputs.text-settings", "out of range".to_owned(), &e.to_string());
        }
        self.validate_read()?;
        if let Split::WalkForward(WalkForward { refit_every: 0, .. }) = self.protocol {
            let expected = "a model is refitted after at least one session";
            return refuse("protocol.refit-every", "0".to_owned(), expected);
        }
        let labels: Vec<String> = self.models.iter().map(ModelEntry::label).collect();
        if let Some(twice) = first_repeated(&labels) {
            return refuse("models.name", format!("`{twice}` twice"), "give each of them a name of its own");
        }
        self.models.iter().try_for_each(|entry| self.validate_model(entry))
    }

    /// Checks one model against target, inputs and scope.
    fn validate_model(&self, entry: &ModelEntry) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
        };
        let model = entry.label();
        if entry.scope == Scope::Global && !entry.build().needs().global {
            let able = ModelSpec::all().into_iter().filter(|m| m.build().needs().global);
            let able: Vec<&str> = able.map(|m| m.info().kind).collect();
            let kind = entry.spec.info().kind;
            let able = able.join(", ");
            if entry.pca.is_some() {
                let expected = "the components of one ticker are not those of another; leave one of them out";
                return refuse("models.scope", format!("global for `{kind}` with pca"), expected);
            }
            return refuse(
                "models.scope",
                format!("global for `{kind}`, which learns from one ticker"),
                &format!("these can learn from all tickers at once: {able}"),
            );
        }
        if entry.pca.is_some() && entry.spec.picture().is_some() {
            let kind = entry.spec.info().kind;
            let value = format!("given for `{kind}`");
            return refuse("models.pca", value, "pictures are drawn from prices, not from components");
        }
        let decomposed = entry.spec.decomposes() || self.inputs.price.iter().any(|p| p.is_decomposition());
        if entry.decomposition.sees_future() && !decomposed {
            return refuse(
                "models.decomposition",
                format!("whole-series for `{model}`"),
                "neither the model nor a column of inputs.price decomposes anything",
            );
        }
        let recipe = entry.build();
        let fits = recipe.validate().and_then(|()| recipe.suits(self.target.main(), &self.target.further));
        fits.map_err(|source| ConfigError::Model { model, line: None, source })?;
        let price = |name: &String| self.inputs.price.iter().any(|p| p.name() == name);
        let text =
            |name: &String| self.data.posts.is_some() && self.inputs.text.iter().any(|t| t.name() == name);
        let series = |name: &String| self.data.series.iter().any(|s| s.may_have(name));
        let unknown = |name: &&String| !price(name) && !text(name) && !series(name);
        if let Some(name) = entry.spec.exogenous().iter().find(unknown) {
            let expected = "it names columns of `inputs.price`, of `data.series`, or of `inputs.text` where there are posts";
            return refuse("models.exogenous", format!("{name:?}"), expected);
        }
        if let Some(spec) = entry.spec.picture() {
            let columns: Vec<String> = self.inputs.price.iter().map(|p| p.name().to_owned()).collect();
            if let Err(missing) = CandleColumns::find(&spec, &columns) {
                return refuse("inputs.price", format!("{columns:?}"), &missing.to_string());
            }
        }
        Ok(())
    }

    /// The resolved settings as a study file, every default written out.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("settings are tables, numbers and strings")
    }

    /// The JSON schema of a study file.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// The study's name as a folder: lower case, letters, digits and dashes.
    pub fn slug(&self) -> String {
        let mut slug = String::new();
        for c in self.study.name.chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() {
                slug.push(c);
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        if slug.is_empty() { "study".to_owned() } else { slug.to_owned() }
    }

    /// The folder of the results.
    pub fn output_directory(&self) -> PathBuf {
        self.output.directory.clone().unwrap_or_else(|| Path::new("bellwether-out").join(self.slug()))
    }
}

fn first_repeated<T: PartialEq + Clone>(items: &[T]) -> Option<T> {
    items.iter().enumerate().find(|(i, item)| items[..*i].contains(item)).map(|(_, item)| item.clone())
}

/// Turns the parser's error into one with a place and the nearest valid word.
fn parse_error(error: &toml::de::Error, text: &str, path: &Path) -> ConfigError {
    let message = plain(error.message());
    let message = place::with_kinds(message, error.span().map_or("", |s| &text[s.start.min(text.len())..]));
    let mut quoted = message.split('`').skip(1).step_by(2);
    // a choice that is none, or the key of a value of the wrong kind
    let names_key = message.starts_with("unknown ") || message.starts_with('`');
    let written = quoted.next().filter(|_| names_key);
    let quoted = quoted.filter(|_| !message.starts_with('`'));
    let nearest = written.and_then(|w| nearest(w, quoted)).map(str::to_owned);
    let mut at = error.span().map_or(0, |s| s.start);
    // inside a model's table the parser only knows the table: look for the key itself behind it
    let key = written.map(|w| w.rsplit('.').next().unwrap_or(w));
    if let Some(found) = key.and_then(|w| place::find_word(&text[at.min(text.len())..], w)) {
        at += found;
    }
    let before = &text[..at.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    ConfigError::Parse { path: path.to_owned(), line, column, message, nearest }
}

/// The parser's message in the words of a study file.
fn plain(message: &str) -> String {
    const WORDS: [(&str, &str); 13] = [
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown value"),
        ("missing field", "missing key"),
        ("duplicate field", "key given twice:"),
        ("expected usize", "expected a whole number of 0 or more"),
        ("expected u64", "expected a whole number of 0 or more"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        (
            "invalid value: map, expected map with a single key",
            "more than one key where one is expected, such as `{ fraction = 0.2 }` or `{ rows = 60 }`",
        ),
        ("expected a map", "expected a table"),
        (", there are no fields", ", it has no keys of its own"),
        ("internally tagged enum ", "table with a `kind`: "),
    ];
    let mut text = WORDS.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    if let Some(at) = text.find("expected struct ") {
        text.truncate(at);
        text.push_str("expected a table");
    }
    text
}
