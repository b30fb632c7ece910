//! From raw posts to polarity.
//!
//! A [`Scorer`] reads one post and answers with its [`Polarity`]: the shares of negative, neutral and positive
//! content, and one compound figure in [-1, 1]. [`ScorerSpec`] names a scorer in a configuration and builds it.
//! [`Vader`] is the rule-based scorer for social media of Hutto and Gilbert (2014), in the behaviour of the
//! Python package `vaderSentiment` 3.3.2, to the last printed decimal.
//!
//! ```
//! use std::path::Path;
//!
//! use bellwether_text::{Polarity, PolarityLabel, ScorerSpec};
//!
//! let scorer = ScorerSpec::Vader {}.build(Path::new("."))?;
//! let joy = scorer.score("$NFLX beats again, GREAT quarter!!!");
//! assert_eq!(joy, Polarity { negative: 0.0, neutral: 0.412, positive: 0.588, compound: 0.7723 });
//! assert_eq!(joy.label(Polarity::CUSTOMARY_THRESHOLD), PolarityLabel::Positive);
//!
//! let doubt = scorer.score("Not a great quarter, but I am not selling");
//! assert!(doubt.compound < 0.0);
//! assert_eq!(scorer.score("").compound, 0.0);
//! # Ok::<(), bellwether_text::TextError>(())
//! ```
//!
//! [`EncoderScorer`] is a transformer with a classification head, such as FinBERT; [`Embedder`] makes vectors of texts.
//!
//! Scoring is a pure function of the text and never panics. Word lists and linear models take time linear in the length of the
//! post (but for a logarithm) and return finite numbers for any Unicode text; where a network has none for a text,
//! [`Scorer::try_score_all`] says so.

mod clean;
mod digest;
pub mod encoder;
mod ensemble;
mod error;
mod finance;
mod finance_lexicon;
mod language;
mod lexicon;
pub mod linear;
pub mod matching;
pub mod noise;
mod polarity;
mod scorer;
mod vader;

pub use clean::{
    Cleaner, CleaningPreset, CleaningSpec, CleaningSteps, RoutedCleaner, Step, Token, TokenKind, tokens,
};
pub use encoder::{Embedder, EmbedderParams, EncoderParams, EncoderScorer};
pub use ensemble::Ensemble;
pub use error::TextError;
pub use finance::Finance;
pub use language::{Language, LanguageRoutes, Route, detect_language};
pub use lexicon::{Lexicon, LexiconError, LexiconFormat, LexiconShares};
pub use polarity::{Polarity, PolarityLabel};
pub use scorer::{Contribution, Scorer, ScorerKind, ScorerSpec};
pub use vader::Vader;
