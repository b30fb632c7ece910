//! What was found to leak.

use std::fmt;

use bellwether_core::{Date, Ticker};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($name:ident: $($variant:ident => $words:literal),+ $(,)?) => {
        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// In words.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$variant => $words),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.words())
            }
        }
    };
}

/// By which experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Experiment {
    /// Prices, posts and series after a cut are changed, each alone, and the inputs are made again.
    FutureInputs,
    /// What is counted after a post is published is changed, and the inputs are made again.
    Recounted,
    /// A dividend is paid after the data, and adjusted closes are restated by it.
    LaterDividend,
    /// A split comes after the data, and all prices are restated by it.
    LaterSplit,
    /// Posts after a cut are moved by days, and the inputs are made again.
    TextMoved,
    /// The parts of each fold are laid beside each other.
    Divisions,
    /// Everything after a fold's first forecast is changed, and each model is fitted again.
    Refitted,
    /// The days of the test are asked for in another order, under other dates, with each other's targets.
    DaysExchanged,
    /// The market's returns are drawn at random, and each model is fitted and counted.
    ReturnsShuffled,
    /// Text is shifted by sessions, and a regression with it is set beside one without.
    TextShifted,
    /// The rows of a table are compared with when they were known.
    Arrival,
    /// The rows of a table, or the bars of a study, are compared with each other.
    Rows,
    /// The columns of a table are compared with what was still to come.
    Ahead,
    /// The columns of a table are compared with what a fit over all rows would leave.
    Fitted,
}

words! { Experiment:
    FutureInputs => "later inputs changed",
    Recounted => "later counts changed",
    LaterDividend => "a later dividend",
    LaterSplit => "a later split",
    TextMoved => "later posts moved",
    Divisions => "parts compared",
    Refitted => "fitted again",
    DaysExchanged => "test days exchanged",
    ReturnsShuffled => "returns shuffled",
    TextShifted => "text shifted",
    Arrival => "times of arrival",
    Rows => "rows compared",
    Ahead => "columns beside the future",
    Fitted => "marks of a fit",
}

/// What kind of leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeakClass {
    /// A column of a row depends on prices to come.
    LaterPrices,
    /// A column of a row depends on posts to come, such as the mean of the running week.
    LaterPosts,
    /// A figure is given to the period that it describes, before that is over.
    RunningPeriod,
    /// Missing values are filled with later ones.
    BackwardFill,
    /// A decomposition or filter is shown the whole series.
    WholeSeries,
    /// Counts that were made after the post.
    CountedLater,
    /// Topics are found in posts to come.
    LaterTopics,
    /// Prices restated by later splits or dividends.
    Restated,
    /// Training rows lie after tested ones.
    RandomSplit,
    /// Labels of one part are realised within the next.
    OverlappingLabels,
    /// Dates of the test are learnt from other tickers.
    SameDates,
    /// The test part has chosen what it tests.
    ChosenByTest,
    /// A forecast hangs on the other days of the test.
    OtherTestDays,
    /// A forecast hangs on its date, and not on what was known then alone.
    ByDate,
    /// A model is right where nothing can be known.
    SkillOnTosses,
    /// Inputs were known only after the decision.
    AfterDecision,
    /// The date of UTC was taken for that of the exchange.
    UtcDate,
    /// The target, or what tells it, is among the features.
    TargetAmongFeatures,
    /// A window reaches into the future, such as a centred mean.
    Centred,
    /// A scaler was fitted over all rows.
    WholeScaler,
    /// Components were fitted over all rows.
    WholeComponents,
    /// Features were selected by all rows.
    WholeSelection,
    /// The same row stands twice.
    Duplicates,
}

words! { LeakClass:
    LaterPrices => "later prices",
    LaterPosts => "later posts",
    RunningPeriod => "figures of the running period",
    BackwardFill => "backward fill",
    WholeSeries => "whole series decomposed",
    CountedLater => "counted later",
    LaterTopics => "topics of later posts",
    Restated => "restated later",
    RandomSplit => "random split",
    OverlappingLabels => "overlapping labels",
    SameDates => "same dates of other tickers",
    ChosenByTest => "chosen by the test part",
    OtherTestDays => "other days of the test",
    ByDate => "known by date",
    SkillOnTosses => "right where nothing can be known",
    AfterDecision => "after the decision",
    UtcDate => "UTC date for the exchange's",
    TargetAmongFeatures => "target among the features",
    Centred => "window into the future",
    WholeScaler => "scaler of all rows",
    WholeComponents => "components of all rows",
    WholeSelection => "selection by all rows",
    Duplicates => "duplicate rows",
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Bars.
    Prices,
    /// Texts, scores and numbers of posts.
    Posts,
    /// Series beside prices and posts.
    Series,
}

words! { Source: Prices => "prices", Posts => "posts", Series => "series" }

/// One leak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Leak {
    /// What kind.
    pub class: LeakClass,
    /// What showed it.
    pub experiment: Experiment,
    /// What was changed, where one thing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The ticker that showed it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticker: Option<Ticker>,
    /// The guilty column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The guilty model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The first date at which it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How large: of a number that moved by how much, of rows how many, of a tie how strong (a correlation), of days with the
    /// right direction the share, of forecasts that a split moves by how many usual moves of the price.
    pub size: f64,
    /// Rows in which it shows.
    pub rows: usize,
    /// The finding as a sentence.
    pub words: String,
}

impl Leak {
    pub(crate) fn new(class: LeakClass, experiment: Experiment) -> Self {
        Self {
            class,
            experiment,
            source: None,
            ticker: None,
            column: None,
            model: None,
            date: None,
            size: 0.0,
            rows: 0,
            words: String::new(),
        }
    }
}
