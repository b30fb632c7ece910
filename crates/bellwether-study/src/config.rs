//! The study file: a closed TOML schema, with every default written down.

mod arms;
mod backtest;
mod foresight;
mod intervals;
mod left_out;
mod matching;
mod model;
mod parsing;
mod preset;
mod scorers;
mod series;
mod topics;
mod unread;
mod validation;
mod words;

use std::path::{Path, PathBuf};

use bellwether_core::{Calendar, Date, DecisionTime, Target, TargetKind, Ticker};
use bellwether_evaluation::splits::{Split, WalkForward};
use bellwether_features::{Fill, NoPosts, PriceFeature, TextFeature, TextSettings};
use bellwether_ingest::{DateOrder, DecimalMark, PostColumns, PriceColumns};
use bellwether_text::CleaningSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use arms::TextArm;
pub use backtest::{BacktestConfig, Sizing};
pub use intervals::{AdaptiveIntervals, IntervalsConfig, RollingErrors, SplitErrors};
pub use matching::{Assign, MatchingConfig};
pub use model::{ModelEntry, Scope};
pub use preset::TextPreset;
pub use scorers::ScorerEntry;
pub use series::SeriesConfig;
pub use topics::{TopicColumn, TopicsArm, TopicsConfig, TopicsFitted};
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
    /// How past and future are divided. Default walk-forward. `leave-one-ticker-out` is a walk-forward in which ticker and days
    /// are both new to the model. `random-split` and `same-dates-new-tickers` see the tested days: they are for setting
    /// figures beside those of papers that divide their samples so, and their scores are no evidence of what a forecast is
    /// worth.
    #[serde(default = "walk_forward")]
    pub protocol: Split,
    /// The models. Persistence is added in front when it is not among them, and always-majority for a
    /// direction target.
    pub models: Vec<ModelEntry>,
    /// Intervals around the forecasts of a number. Default adaptive.
    #[serde(default)]
    pub intervals: IntervalsConfig,
    /// Trading the forecasts, with costs. Default none; an empty table trades them by its defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtest: Option<BacktestConfig>,
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
    /// Whether each model is fitted once more, on all the data, for a forecast beyond them. Default true; a study that only
    /// compares models takes less time without.
    #[serde(default = "yes")]
    pub beyond_data: bool,
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
    /// Text columns, added in the with-text arm. Default the mean polarity, `score`. Empty, and without `topics`: no
    /// with-text arm.
    pub text: Vec<TextFeature>,
    /// What scores the posts. Default VADER.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scorer: Option<ScorerEntry>,
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
    /// Columns of what the posts are about, beside those of `text`. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<TopicsConfig>,
    /// What is done with missing prices. Default none: samples that touch one are left out and counted.
    pub fill: Fill,
    /// When, on each session, the forecast is made. Default the close.
    pub decision: DecisionTime,
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

fn yes() -> bool {
    true
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
            topics: None,
            fill: Fill::default(),
            decision: DecisionTime::default(),
        }
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
    /// Whether a model is shown a decomposition of the whole series.
    pub fn decomposes_whole_series(&self) -> bool {
        self.models.iter().any(|m| m.decomposition.sees_future())
    }

    /// Whether a model learns from what it could not have known, so that no score is evidence of what a forecast is worth.
    pub fn claims_nothing(&self) -> bool {
        self.protocol.learns_from_later()
            || self.protocol.chooses_by_test()
            || self.decomposes_whole_series()
            || !self.foreseen().is_empty()
    }

    /// Whether a model or an input may know what came later: as [`claims_nothing`](Self::claims_nothing), and also where missing
    /// prices are filled backward or labels reach into the test.
    pub fn sees_future(&self) -> bool {
        self.claims_nothing()
            || self.inputs.fill.sees_future()
            || self.protocol.sees_future(self.target.longest())
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
