//! What every scorer of posts has in common, and the closed list of them.

use std::ops::Range;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EncoderParams, EncoderScorer, Polarity, TextError, Vader};

/// Gives the polarity of a text.
///
/// A scorer is a fixed function: whatever it learnt, it learnt before. The same text gives the same bits on
/// every call, thread and machine.
pub trait Scorer: Send + Sync {
    /// The name of the scorer, as [`ScorerSpec::label`] gives it: `vader`.
    fn name(&self) -> &str;

    /// Changes whenever the algorithm or its data (lexicon, weights) do, so that it can be part of a cache key.
    fn version(&self) -> &str;

    /// The polarity of `text`. Total: every text has one.
    fn score(&self, text: &str) -> Polarity;

    /// The polarities of `texts`, in their order. Equal to [`Scorer::score`] on each; a scorer that gains from
    /// batches overrides it.
    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        texts.iter().map(|text| self.score(text)).collect()
    }

    /// How far each word moved the compound. By default what the compound loses when the word is left out, which every
    /// scorer can tell; a scorer that is a sum of words gives its terms.
    fn explain(&self, text: &str) -> Vec<Contribution> {
        leave_one_out(self, text)
    }
}

/// A word of a text, and how far it moved the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The word's bytes in the text.
    pub range: Range<usize>,
    /// Positive where the word moved the score up.
    pub weight: f64,
}

/// `compound(text) - compound(text without the word)` for each word between white space.
pub(crate) fn leave_one_out<S: Scorer + ?Sized>(scorer: &S, text: &str) -> Vec<Contribution> {
    let whole = scorer.score(text).compound;
    let words = text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    });
    let words: Vec<Range<usize>> = words.collect();
    let without: Vec<String> =
        words.iter().map(|range| [&text[..range.start], &text[range.end..]].concat()).collect();
    let without: Vec<&str> = without.iter().map(String::as_str).collect();
    let scores = scorer.score_all(&without);
    let weight =
        |(range, score): (Range<usize>, Polarity)| Contribution { range, weight: whole - score.compound };
    words.into_iter().zip(scores).map(weight).collect()
}

/// The scorers by name, with their settings. In a configuration: `scorer = { kind = "vader" }`.
///
/// ```
/// use bellwether_text::ScorerSpec;
///
/// let spec: ScorerSpec = serde_json::from_str(r#"{ "kind": "vader" }"#)?;
/// assert_eq!(spec.label(), "vader");
/// assert!(serde_json::from_str::<ScorerSpec>(r#"{ "kind": "vader", "alpha": 15 }"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ScorerSpec {
    /// [`Vader`]: lexicon and rules for social media. It has no settings.
    Vader {},
    /// [`EncoderScorer`]: a transformer with a classification head, such as FinBERT.
    Encoder(EncoderParams),
}

impl ScorerSpec {
    /// Its name in tables and records, and that of the scorer that it builds.
    pub fn label(&self) -> String {
        match self {
            Self::Vader {} => "vader".to_owned(),
            Self::Encoder(params) => params.label(),
        }
    }

    /// Builds the scorer. Files that it names are relative to `base`.
    ///
    /// # Errors
    /// [`TextError`] when a setting is out of range, or a file that it names cannot be used.
    pub fn build(&self, base: &Path) -> Result<Box<dyn Scorer>, TextError> {
        match self {
            Self::Vader {} => Ok(Box::new(Vader::new())),
            Self::Encoder(params) => Ok(Box::new(EncoderScorer::open(params, base)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_left_out_are_weighed() {
        let text = "a great  day, but a sad end";
        let vader = Vader::new();
        let found = vader.explain(text);
        let words: Vec<&str> = found.iter().map(|word| &text[word.range.clone()]).collect();
        assert_eq!(words, ["a", "great", "day,", "but", "a", "sad", "end"]);
        let without = vader.score("a   day, but a sad end").compound;
        assert_eq!(found[1].weight, vader.score(text).compound - without);
        assert!(found[1].weight > 0.0 && found[5].weight < 0.0);
    }
}
