//! Series beside prices and posts.

use std::collections::BTreeMap;

use bellwether_core::Ticker;
use bellwether_features::{PriceFeature, TextFeature};
use bellwether_ingest::{Known, Period, SeriesOptions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StudyConfig, TopicColumn};
use crate::ConfigError;

/// A file of series: dates, one or more columns of numbers, and where the values are not for all tickers one of tickers.
///
/// Each column of numbers is a column of both arms under its own name: the newest value that was known at the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeriesConfig {
    /// The file, relative to the study file.
    pub file: String,
    /// The columns of numbers that are used. Default all that are neither date nor ticker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Put before the columns' names, where these are those of another file or of other inputs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Tickers that the file names otherwise: those of the file, and the study's that their values are for, such as
    /// `{ GOOG = "GOOGL" }`. Default none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rename: BTreeMap<Ticker, Ticker>,
    /// How long a time one value describes. Default a day.
    #[serde(default)]
    pub period: Period,
    /// Days from the end of that time to the release of the value. Default 0 for days and weeks, 31 for months, 92 for
    /// quarters, and 181 for years, so that a year's figures are known in the middle of the following one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_days: Option<u32>,
    /// From when on a value counts as known. Default when it was released.
    #[serde(default)]
    pub known: Known,
    /// The column of dates, where it is not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The column of tickers, where it is not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticker: Option<String>,
}

impl SeriesConfig {
    /// How the reader is to read it.
    pub(crate) fn options(&self, study: &StudyConfig) -> SeriesOptions {
        let data = &study.data;
        SeriesOptions {
            date: self.date.clone(),
            ticker: self.ticker.clone(),
            columns: self.columns.clone(),
            tickers: (!data.tickers.is_empty())
                .then(|| self.tickers_in_file(&data.tickers).cloned().collect()),
            period: self.period,
            known: self.known,
            lag_days: self.lag_days,
            dates: data.dates,
            decimal: data.decimal,
            calendar: data.calendar.clone(),
        }
    }

    /// The tickers that its rows may have, for the study's.
    fn tickers_in_file<'a>(&'a self, tickers: &'a [Ticker]) -> impl Iterator<Item = &'a Ticker> {
        let other = self.rename.iter().filter(|(_, own)| tickers.contains(own)).map(|(other, _)| other);
        // a ticker that takes another's values has none of its own
        tickers.iter().filter(|own| !self.rename.values().any(|renamed| renamed == *own)).chain(other)
    }

    /// The ticker that values of the file are for.
    pub(crate) fn renamed(&self, ticker: Ticker) -> Ticker {
        self.rename.get(&ticker).cloned().unwrap_or(ticker)
    }

    /// The name that one of its columns has among the inputs.
    pub(crate) fn name(&self, column: &str) -> String {
        format!("{}{column}", self.prefix)
    }

    /// Whether it may have an input of this name, as far as the study file says.
    pub(crate) fn may_have(&self, name: &str) -> bool {
        match name.strip_prefix(&self.prefix) {
            Some(column) => self.columns.is_empty() || self.columns.iter().any(|c| c == column),
            None => false,
        }
    }
}

impl StudyConfig {
    /// Refuses what can be seen to be wrong before any file is read.
    pub(super) fn validate_series(&self) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
        };
        for series in &self.data.series {
            if series.lag_days.is_some() && series.known.sees_future() {
                let value = format!("{} with known = \"same-period\"", series.lag_days.unwrap_or_default());
                return refuse("data.series.lag-days", value, "what is known in its own period has no lag");
            }
            let twice = |own: &Ticker| series.rename.values().filter(|other| *other == own).count() > 1;
            if let Some(own) = series.rename.values().find(|own| twice(own)) {
                return refuse(
                    "data.series.rename",
                    own.to_string(),
                    "two tickers of the file cannot both become it",
                );
            }
            if !series.rename.is_empty() && self.data.tickers.is_empty() {
                let value = format!("{} tickers", series.rename.len());
                return refuse("data.series.rename", value, "it needs `tickers` of the study");
            }
            if let Some(days) = series.lag_days.filter(|days| *days > 3660) {
                return refuse(
                    "data.series.lag-days",
                    days.to_string(),
                    "it must be at most 3660, ten years",
                );
            }
        }
        Ok(())
    }

    /// Refuses series that cannot be told apart, or not from other inputs.
    pub(crate) fn check_series_names<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), ConfigError> {
        let mut seen: Vec<&String> = Vec::new();
        for name in names {
            let taken = PriceFeature::ALL.iter().any(|f| f.name() == name)
                || TextFeature::ALL.iter().any(|f| f.name() == name)
                || TopicColumn::is_named(name)
                || seen.contains(&name);
            if taken {
                return Err(ConfigError::Value {
                    key: "data.series.columns".to_owned(),
                    value: format!("`{name}`"),
                    expected: "another input has that name; give the file a `prefix`".to_owned(),
                });
            }
            seen.push(name);
        }
        Ok(())
    }
}
