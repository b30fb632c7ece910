//! How intervals around point forecasts are made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StudyConfig, first_repeated};
use crate::ConfigError;

/// Intervals around the forecasts of a number, of every row, from its own errors in the test that were known by then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum IntervalsConfig {
    /// Widen when they have missed and narrow when they have held. The default.
    Adaptive(AdaptiveIntervals),
    /// Each end from its own tail of the errors of late.
    Rolling(RollingErrors),
    /// As wide as all errors so far say.
    Split(SplitErrors),
}

/// Adaptive conformal inference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct AdaptiveIntervals {
    /// Nominal coverages, rising, in (0, 1). Default 0.8 and 0.95.
    pub levels: Vec<f64>,
    /// Errors looked back on, at most. Default 250.
    pub window: usize,
    /// How far a miss moves the share of misses that is aimed at, above 0 and below 1. Default 0.01.
    pub step: f64,
}

/// Errors of late: the update step of EnbPI alone, around the forecasts of the study's own fits. Its ensemble, whose errors are out of bag, is
/// `bellwether_evaluation::intervals::EnbPi`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RollingErrors {
    /// Nominal coverages, rising, in (0, 1). Default 0.8 and 0.95.
    pub levels: Vec<f64>,
    /// Errors looked back on, at most. Default 250.
    pub window: usize,
}

/// All errors so far: split conformal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SplitErrors {
    /// Nominal coverages, rising, in (0, 1). Default 0.8 and 0.95.
    pub levels: Vec<f64>,
}

fn levels() -> Vec<f64> {
    vec![0.8, 0.95]
}

impl Default for AdaptiveIntervals {
    fn default() -> Self {
        Self { levels: levels(), window: 250, step: 0.01 }
    }
}

impl Default for RollingErrors {
    fn default() -> Self {
        Self { levels: levels(), window: 250 }
    }
}

impl Default for SplitErrors {
    fn default() -> Self {
        Self { levels: levels() }
    }
}

impl Default for IntervalsConfig {
    fn default() -> Self {
        Self::Adaptive(AdaptiveIntervals::default())
    }
}

impl IntervalsConfig {
    /// Nominal coverages, rising.
    pub fn levels(&self) -> &[f64] {
        match self {
            Self::Adaptive(how) => &how.levels,
            Self::Rolling(how) => &how.levels,
            Self::Split(how) => &how.levels,
        }
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Adaptive(AdaptiveIntervals { window, step, .. }) => {
                format!("adaptive conformal, of the last {window} errors, step {step}")
            }
            Self::Rolling(RollingErrors { window, .. }) => format!("each tail of the last {window} errors"),
            Self::Split(_) => "split conformal, of all errors so far".to_owned(),
        }
    }
}

impl StudyConfig {
    /// Checks levels, window and step.
    pub(super) fn validate_intervals(&self) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: format!("intervals.{key}"), value, expected: expected.to_owned() })
        };
        let levels = self.intervals.levels();
        if let Some(wrong) = levels.iter().find(|l| !(**l > 0.0 && **l < 1.0)) {
            return refuse("levels", wrong.to_string(), "a level lies strictly between 0 and 1, such as 0.9");
        }
        if levels.is_empty() {
            return refuse("levels", "[]".to_owned(), "name at least one, such as 0.9");
        }
        if let Some(twice) = first_repeated(levels) {
            return refuse("levels", format!("{twice} twice"), "each level stands once");
        }
        if !levels.is_sorted() {
            return refuse("levels", format!("{levels:?}"), "name them from the lowest to the highest");
        }
        let (window, needed): (usize, fn(f64) -> usize) = match &self.intervals {
            IntervalsConfig::Adaptive(how) => {
                if !(how.step > 0.0 && how.step < 1.0) {
                    let expected = "it must be above 0 and below 1; 0.005 is slow, 0.05 restless";
                    return refuse("step", how.step.to_string(), expected);
                }
                (how.window, crate::intervals::fewest_sizes)
            }
            IntervalsConfig::Rolling(how) => (how.window, crate::intervals::fewest_errors),
            IntervalsConfig::Split(_) => return Ok(()),
        };
        let highest = levels[levels.len() - 1];
        if window < needed(highest) {
            let expected =
                format!("intervals at level {highest} need a window of {} errors or more", needed(highest));
            return refuse("window", window.to_string(), &expected);
        }
        Ok(())
    }
}
