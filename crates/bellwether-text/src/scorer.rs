//! What every scorer of posts has in common, and the closed list of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Polarity, Vader};

/// Gives the polarity of a text.
///
/// A scorer is a fixed function: whatever it learnt, it learnt before. The same text gives the same bits on
/// every call, thread and machine.
pub trait Scorer: Send + Sync {
    /// The name of the scorer, as in a configuration: `vader`.
    fn name(&self) -> &'static str;

    /// Changes whenever the algorithm or its data (lexicon, weights) do, so that it can be part of a cache key.
    fn version(&self) -> &'static str;

    /// The polarity of `text`. Total: every text has one.
    fn score(&self, text: &str) -> Polarity;

    /// The polarities of `texts`, in their order. Equal to [`Scorer::score`] on each; a scorer that gains from
    /// batches overrides it.
    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        texts.iter().map(|text| self.score(text)).collect()
    }
}

/// The scorers by name, with their settings. In a configuration: `scorer = { kind = "vader" }`.
///
/// ```
/// use bellwether_text::ScorerSpec;
///
/// let spec: ScorerSpec = serde_json::from_str(r#"{ "kind": "vader" }"#)?;
/// assert_eq!(spec.build().name(), "vader");
/// assert!(serde_json::from_str::<ScorerSpec>(r#"{ "kind": "vader", "alpha": 15 }"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ScorerSpec {
    /// [`Vader`]: lexicon and rules for social media. It has no settings.
    Vader {},
}

impl ScorerSpec {
    /// Builds the scorer.
    pub fn build(&self) -> Box<dyn Scorer> {
        match self {
            Self::Vader {} => Box::new(Vader::new()),
        }
    }
}
