//! What every scorer of posts has in common, and the closed list of them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::encoder::HubProxy;
use crate::linear::Model;
use crate::{
    CleaningPreset, EncoderParams, EncoderScorer, Ensemble, Finance, Lexicon, LexiconFormat, Polarity,
    TextError, Vader,
};

/// Gives the polarity of a text.
///
/// A scorer is a fixed function: whatever it learnt, it learnt before. The same text gives the same bits on
/// every call, thread and machine.
pub trait Scorer: Send + Sync {
    /// The name of the scorer, as [`ScorerSpec::label`] gives it: `vader`.
    fn name(&self) -> &str;

    /// Changes whenever the algorithm or its data (lexicon, weights) do, so that it can be part of a cache key.
    fn version(&self) -> &str;

    /// The polarity of `text`. Word lists and linear models give every text one; where a scorer has none, all four of its
    /// fields are NaN, and [`Scorer::try_score_all`] says why.
    fn score(&self, text: &str) -> Polarity;

    /// The polarities of `texts`, in their order. Equal to [`Scorer::score`] on each; a scorer that gains from
    /// batches overrides it.
    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        texts.iter().map(|text| self.score(text)).collect()
    }

    /// As [`Scorer::score_all`], with an error where a text has no polarity. Whoever keeps or shows scores calls this one.
    ///
    /// # Errors
    /// [`TextError::Unscored`] with the first such text.
    fn try_score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
        Ok(self.score_all(texts))
    }

    /// As [`Scorer::score`], with an error where the text has no polarity.
    ///
    /// # Errors
    /// [`TextError::Unscored`] where it has none.
    fn try_score(&self, text: &str) -> Result<Polarity, TextError> {
        let found = self.try_score_all(&[text])?;
        let none = || TextError::Unanswered { scorer: self.name().to_owned(), texts: 1, found: found.len() };
        found.first().copied().ok_or_else(none)
    }

    /// What more it knows of a text, by name; nothing for most.
    fn extra_names(&self) -> &'static [&'static str] {
        &[]
    }

    /// The values of [`Scorer::extra_names`] for a text, in their order.
    fn extra(&self, _text: &str) -> Vec<f64> {
        Vec::new()
    }

    /// Whether a text is quicker found in a cache of scores on disk, some ten microseconds, than scored: true of
    /// networks, false of word lists and linear models.
    fn is_slow(&self) -> bool {
        false
    }

    /// The ensemble that it is, if it is one: whoever keeps scores keeps those of its members.
    fn as_ensemble(&self) -> Option<&Ensemble> {
        None
    }

    /// How far each word moved the compound. By default what the compound loses when the word is left out, which every
    /// scorer can tell; a scorer that is a sum of words gives its terms.
    ///
    /// # Errors
    /// [`TextError::Unscored`] where the text, or the text without a word, has no polarity. [`TextError::LongExplanation`]
    /// where more than 4,096 words would be left out one by one.
    fn explain(&self, text: &str) -> Result<Vec<Contribution>, TextError> {
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

/// Words beyond which none is left out: the text would be scored as many times.
const MOST_LEFT_OUT: usize = 4096;

/// `compound(text) - compound(text without the word)` for each word between white space.
pub(crate) fn leave_one_out<S: Scorer + ?Sized>(
    scorer: &S,
    text: &str,
) -> Result<Vec<Contribution>, TextError> {
    let whole = scorer.try_score(text)?.compound;
    let words = text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    });
    let words: Vec<Range<usize>> = words.collect();
    if words.len() > MOST_LEFT_OUT {
        return Err(TextError::LongExplanation { words: words.len(), most: MOST_LEFT_OUT });
    }
    let mut out = Vec::with_capacity(words.len());
    // some at a time, each of them is nearly the text again
    for words in words.chunks(64) {
        let without = words.iter().map(|range| [&text[..range.start], &text[range.end..]].concat());
        let without: Vec<String> = without.collect();
        let without: Vec<&str> = without.iter().map(String::as_str).collect();
        let scores = scorer.try_score_all(&without)?.into_iter();
        out.extend(
            words
                .iter()
                .zip(scores)
                .map(|(range, score)| Contribution { range: range.clone(), weight: whole - score.compound }),
        );
    }
    Ok(out)
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
    /// [`Vader`] with this project's finance lexicon on top. It has no settings.
    VaderFinance {},
    /// A word list of the user's: [`Lexicon`].
    Lexicon {
        /// The file.
        path: PathBuf,
        /// Its form. Default: told from the first line.
        #[serde(default)]
        format: LexiconFormat,
        /// Whether `not` and the like turn the words after them. Default: no.
        #[serde(default)]
        negation: bool,
    },
    /// A linear classifier of the user's: [`Model`].
    Linear {
        /// The file that `sentiment train` wrote.
        model: PathBuf,
    },
    /// The bundled linear classifier: [`Finance`]. It has no settings.
    Finance {},
    /// The weighted mean of several: [`Ensemble`].
    Ensemble {
        /// The scorers.
        of: Vec<ScorerSpec>,
        /// Their weights, above zero, one each. Default: all the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        weights: Vec<f64>,
    },
    /// [`EncoderScorer`]: a transformer with a classification head, such as FinBERT.
    Encoder(EncoderParams),
}

/// A kind of scorer, for lists and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScorerKind {
    /// Its `kind` in a configuration.
    pub kind: &'static str,
    /// What it is.
    pub what: &'static str,
    /// The setting that it needs, none if empty.
    pub needs: &'static str,
    /// The setting that names its file or folder.
    pub file: Option<&'static str>,
    /// Whether that is a folder.
    pub is_folder: bool,
}

impl ScorerSpec {
    /// Its name in tables and records, and that of the scorer that it builds.
    pub fn label(&self) -> String {
        match self {
            Self::Vader {} => "vader".to_owned(),
            Self::VaderFinance {} => "vader-finance".to_owned(),
            Self::Lexicon { path, .. } => format!("lexicon({})", stem(path)),
            Self::Linear { model } => format!("linear({})", stem(model)),
            Self::Finance {} => "finance".to_owned(),
            Self::Ensemble { of, weights: _ } => {
                let labels: Vec<String> = of.iter().map(Self::label).collect();
                format!("ensemble({})", labels.join("+"))
            }
            Self::Encoder(params) => params.label(),
        }
    }

    /// All kinds, in the order of the enum.
    pub const KINDS: &[ScorerKind] = &[
        ScorerKind {
            kind: "vader",
            what: "lexicon and rules for social media",
            needs: "",
            file: None,
            is_folder: false,
        },
        ScorerKind {
            kind: "vader-finance",
            what: "VADER with a finance lexicon on top",
            needs: "",
            file: None,
            is_folder: false,
        },
        ScorerKind {
            kind: "lexicon",
            what: "a word list: Loughran-McDonald, or words and weights",
            needs: "path",
            file: Some("path"),
            is_folder: false,
        },
        ScorerKind {
            kind: "linear",
            what: "a linear classifier of one's own, from `sentiment train`",
            needs: "model",
            file: Some("model"),
            is_folder: false,
        },
        ScorerKind {
            kind: "finance",
            what: "the bundled linear classifier of finance posts",
            needs: "",
            file: None,
            is_folder: false,
        },
        ScorerKind {
            kind: "ensemble",
            what: "the weighted mean of several scorers",
            needs: "of",
            file: None,
            is_folder: false,
        },
        ScorerKind {
            kind: "encoder",
            what: "a transformer: FinBERT and its like, from a folder or, with `cache`, from the hub",
            needs: "model",
            file: Some("model"),
            is_folder: true,
        },
    ];

    /// The scorers that need no file and no setting, for laws and comparisons over all of them.
    pub fn bundled() -> Vec<Self> {
        vec![Self::Vader {}, Self::VaderFinance {}, Self::Finance {}]
    }

    /// How texts are to be cleaned before it reads them, where its model is known to want that: `twitter-roberta` for
    /// `twitter-xlm-roberta-base-sentiment`. Nothing for all others.
    pub fn cleaning(&self) -> Option<CleaningPreset> {
        match self {
            Self::Encoder(params) => params.cleaning(),
            Self::Ensemble { .. }
            | Self::Vader {}
            | Self::VaderFinance {}
            | Self::Lexicon { .. }
            | Self::Linear { .. }
            | Self::Finance {} => None,
        }
    }

    /// Has models of the hub fetched through a proxy.
    pub fn fetch_through(&mut self, proxy: &HubProxy) {
        match self {
            Self::Encoder(params) => params.proxy = Some(Box::new(proxy.clone())),
            Self::Ensemble { of, weights: _ } => of.iter_mut().for_each(|one| one.fetch_through(proxy)),
            Self::Vader {}
            | Self::VaderFinance {}
            | Self::Lexicon { .. }
            | Self::Linear { .. }
            | Self::Finance {} => {}
        }
    }

    /// Builds the scorer. Files that it names are relative to `base`.
    ///
    /// # Errors
    /// [`TextError`] when a setting is out of range, or a file that it names cannot be used.
    pub fn build(&self, base: &Path) -> Result<Box<dyn Scorer>, TextError> {
        match self {
            Self::Vader {} => Ok(Box::new(Vader::new())),
            Self::VaderFinance {} => Ok(Box::new(Vader::with_finance_lexicon())),
            Self::Lexicon { path, format, negation } => {
                Ok(Box::new(Lexicon::load(&base.join(path), *format, *negation)?))
            }
            Self::Linear { model } => Ok(Box::new(Model::load(&base.join(model))?)),
            Self::Finance {} => Ok(Box::new(Finance::new())),
            Self::Ensemble { of, weights } => {
                let members = of.iter().map(|member| member.build(base)).collect::<Result<_, _>>()?;
                Ok(Box::new(Ensemble::new(members, weights)?))
            }
            Self::Encoder(params) => Ok(Box::new(EncoderScorer::open(params, base)?)),
        }
    }
}

/// The name of a file without its folder and ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_not_explained_word_by_word() {
        let vader = Vader::new();
        let found = vader.explain(&"good ".repeat(4097)).unwrap_err();
        assert!(matches!(found, TextError::LongExplanation { words: 4097, most: 4096 }), "{found:?}");
        assert_eq!(vader.explain(&"a ".repeat(200)).unwrap().len(), 200);
    }

    #[test]
    fn words_left_out_are_weighed() {
        let text = "a great  day, but a sad end";
        let vader = Vader::new();
        let found = vader.explain(text).unwrap();
        let words: Vec<&str> = found.iter().map(|word| &text[word.range.clone()]).collect();
        assert_eq!(words, ["a", "great", "day,", "but", "a", "sad", "end"]);
        let without = vader.score("a   day, but a sad end").compound;
        assert_eq!(found[1].weight, vader.score(text).compound - without);
        assert!(found[1].weight > 0.0 && found[5].weight < 0.0);
    }
}
