//! What a scorer says about one post.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The polarity of one text.
///
/// All four fields are finite, or all four are NaN where a scorer has none for the text. The shares lie in [0, 1] and sum to one up to the rounding of the scorer; all
/// four are zero for a text without a single token.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Polarity {
    /// Share of negative content, in [0, 1].
    pub negative: f64,
    /// Share of neutral content, in [0, 1].
    pub neutral: f64,
    /// Share of positive content, in [0, 1].
    pub positive: f64,
    /// Overall polarity, from -1 (most negative) to 1 (most positive).
    pub compound: f64,
}

impl Polarity {
    /// That of a text for which a scorer has none.
    pub(crate) const NONE: Self =
        Self { negative: f64::NAN, neutral: f64::NAN, positive: f64::NAN, compound: f64::NAN };

    /// Negative, neutral, positive, compound.
    pub fn to_array(self) -> [f64; 4] {
        let Self { negative, neutral, positive, compound } = self;
        [negative, neutral, positive, compound]
    }

    /// That of [`Self::to_array`].
    pub fn from_array([negative, neutral, positive, compound]: [f64; 4]) -> Self {
        Self { negative, neutral, positive, compound }
    }

    /// The bound customary for VADER: a compound within ±0.05 counts as neutral (Hutto and Gilbert, 2014).
    pub const CUSTOMARY_THRESHOLD: f64 = 0.05;

    /// The class of the compound: positive from `threshold` up, negative from `-threshold` down, neutral between.
    ///
    /// `threshold` is usually [`Self::CUSTOMARY_THRESHOLD`], and lies in [0, 1]. The bounds themselves are not
    /// neutral, but a compound of exactly zero always is, even at a threshold of zero. A NaN threshold makes
    /// everything neutral.
    ///
    /// ```
    /// use bellwether_text::{Polarity, PolarityLabel};
    ///
    /// let at = |compound| Polarity { compound, ..Polarity::default() }.label(0.05);
    /// assert_eq!(at(0.05), PolarityLabel::Positive);
    /// assert_eq!(at(0.0499), PolarityLabel::Neutral);
    /// assert_eq!(at(-0.05), PolarityLabel::Negative);
    /// ```
    pub fn label(&self, threshold: f64) -> PolarityLabel {
        if self.compound > 0.0 && self.compound >= threshold {
            PolarityLabel::Positive
        } else if self.compound < 0.0 && self.compound <= -threshold {
            PolarityLabel::Negative
        } else {
            PolarityLabel::Neutral
        }
    }
}

/// The class of a text or of a day's mean polarity, by [`Polarity::label`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolarityLabel {
    /// Compound at or below the negative bound.
    Negative,
    /// Compound strictly between the bounds.
    Neutral,
    /// Compound at or above the positive bound.
    Positive,
}

impl PolarityLabel {
    /// The classes in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// Its place in [`Self::ALL`], as metrics of classes number classes.
    ///
    /// ```
    /// use bellwether_text::PolarityLabel;
    ///
    /// assert!(PolarityLabel::ALL.iter().enumerate().all(|(i, label)| label.number() == i));
    /// ```
    pub fn number(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{Polarity, PolarityLabel};

    #[test]
    fn a_zero_compound_is_neutral_at_any_threshold() {
        for threshold in [0.0, 0.05, 1.0, f64::NAN] {
            assert_eq!(Polarity::default().label(threshold), PolarityLabel::Neutral);
        }
        let slight = Polarity { compound: -0.0001, ..Polarity::default() };
        assert_eq!(slight.label(0.0), PolarityLabel::Negative);
        assert_eq!(slight.label(f64::NAN), PolarityLabel::Neutral);
    }
}
