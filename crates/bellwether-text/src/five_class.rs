//! Five classes of polarity, and a day's score from them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::TextError;

/// The five classes of the candlestick study (joint learning from candlestick pictures and posts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FiveClass {
    /// Compound at or below the lower strong bound.
    MoreNegative,
    /// Compound at or below the lower neutral bound.
    Negative,
    /// Compound strictly between the neutral bounds.
    Neutral,
    /// Compound at or above the upper neutral bound.
    Positive,
    /// Compound at or above the upper strong bound.
    MorePositive,
}

impl FiveClass {
    /// -2, -1, 0, 1 or 2.
    pub fn value(self) -> i8 {
        match self {
            Self::MoreNegative => -2,
            Self::Negative => -1,
            Self::Neutral => 0,
            Self::Positive => 1,
            Self::MorePositive => 2,
        }
    }
}

/// Where the five classes begin, by the size of the compound.
///
/// The paper gives its formulas as pictures that are not to be had; these bounds, ±0.05 (VADER's own for neutral) and ±0.5, and
/// the daily score below are this project's reading, and both bounds can be set.
///
/// ```
/// use bellwether_text::{FiveClass, FiveClassBounds};
///
/// let bounds = FiveClassBounds::default();
/// assert_eq!(bounds.class(0.5), FiveClass::MorePositive);
/// assert_eq!(bounds.class(-0.05), FiveClass::Negative);
/// assert_eq!(bounds.class(0.049), FiveClass::Neutral);
/// assert_eq!(bounds.daily_score(&[0.8, 0.1, -0.1, 0.0]), Some(0.25));
/// assert_eq!(bounds.daily_score(&[]), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FiveClassBounds {
    /// From here on a compound is positive or negative, in (0, 1]. Default 0.05.
    pub neutral: f64,
    /// From here on it is more positive or more negative, from `neutral` to 1. Default 0.5.
    pub strong: f64,
}

impl Default for FiveClassBounds {
    fn default() -> Self {
        Self { neutral: 0.05, strong: 0.5 }
    }
}

impl FiveClassBounds {
    /// Whether 0 < neutral <= strong <= 1.
    ///
    /// # Errors
    /// [`TextError::Setting`].
    pub fn validate(&self) -> Result<(), TextError> {
        let Self { neutral, strong } = *self;
        if 0.0 < neutral && neutral <= strong && strong <= 1.0 {
            return Ok(());
        }
        Err(TextError::Setting {
            setting: "five-class bounds",
            found: format!("neutral {neutral}, strong {strong}"),
            expected: "0 < neutral <= strong <= 1".to_owned(),
        })
    }

    /// The class of a compound; NaN is neutral.
    pub fn class(&self, compound: f64) -> FiveClass {
        let size = compound.abs();
        match (size >= self.strong, size >= self.neutral, compound > 0.0) {
            (true, _, true) => FiveClass::MorePositive,
            (true, _, false) => FiveClass::MoreNegative,
            (false, true, true) => FiveClass::Positive,
            (false, true, false) => FiveClass::Negative,
            (false, false, _) => FiveClass::Neutral,
        }
    }

    /// The mean of the posts' class values over two, in [-1, 1]; `None` without posts.
    pub fn daily_score(&self, compounds: &[f64]) -> Option<f64> {
        let sum: i64 = compounds.iter().map(|&compound| i64::from(self.class(compound).value())).sum();
        (!compounds.is_empty()).then(|| sum as f64 / (2 * compounds.len()) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_out_of_order_are_refused() {
        assert!(FiveClassBounds::default().validate().is_ok());
        for (neutral, strong) in [(0.0, 0.5), (0.6, 0.5), (0.1, 1.1), (f64::NAN, 0.5)] {
            assert!(FiveClassBounds { neutral, strong }.validate().is_err(), "{neutral} {strong}");
        }
    }

    #[test]
    fn classes_mirror_each_other() {
        let bounds = FiveClassBounds::default();
        for k in 0..=100 {
            let compound = f64::from(k) / 100.0;
            assert_eq!(bounds.class(compound).value(), -bounds.class(-compound).value());
        }
        assert_eq!(bounds.class(f64::NAN), FiveClass::Neutral);
    }
}
