//! VADER: a lexicon of rated words and emoticons, and rules for what stands around them.
//!
//! Text → emoji replaced by their descriptions → tokens → one valence per token → sums → [`Polarity`].
//!
//! Paper: C. J. Hutto and E. Gilbert, *VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
//! Media Text*, ICWSM 2014. Compared with `vaderSentiment` 3.3.2 for Python, whose published lexicons are used.

mod but;
mod emoji;
mod lexicon;
mod polarity;
mod rules;
mod tokens;
mod vocabulary;

use std::cell::Cell;
use std::sync::OnceLock;

use self::emoji::Emoji;
use self::tokens::Token;
use self::vocabulary::Vocabulary;
use crate::digest::short;
use crate::finance_lexicon::FINANCE_LEXICON;
use crate::{Polarity, Scorer};

pub(crate) const LEXICON: &str = include_str!("../../data/vader/vader_lexicon.txt");
const EMOJI: &str = include_str!("../../data/vader/emoji_utf8_lexicon.txt");

/// The release of the reference, and our revision of the algorithm: raise it with any change of a score.
const REVISION: &str = "3.3.2-r1";

/// Buffers of more elements than this are not kept between posts.
const KEPT_CAPACITY: usize = 1 << 14;

/// The VADER scorer. Cheap to make and to copy: all values share one table, built on first use.
///
/// The shares are rounded to three decimals and the compound to four, half to even, as the reference prints
/// them. The compound is `s / sqrt(s² + 15)` of the summed valences `s`, so it lies within (-1, 1) but rounds to
/// ±1 for long one-sided texts.
///
/// Two peculiarities of the reference are kept because scores depend on them: an emoji's description runs
/// together with a letter that follows it, and the halving of what precedes "but" falls on the first token of
/// equal valence. Sums are plain, as in Python up to 3.11; since 3.12 Python compensates them, which can move the
/// last decimal of a long text. Letters that Unicode added or reclassified after version 14 have their case by Rust's tables.
#[derive(Debug, Clone, Copy)]
pub struct Vader {
    tables: &'static Tables,
}

/// Everything that is read from the bundled lexicons.
#[derive(Debug)]
struct Tables {
    name: &'static str,
    vocabulary: Vocabulary,
    emoji: Emoji,
    version: String,
}

/// Buffers of one thread, handed from post to post.
#[derive(Default)]
struct Scratch {
    tokens: Vec<Token>,
    valences: Vec<Valence>,
    expanded: String,
}

/// The valence of one token of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Valence {
    position: usize,
    value: f64,
}

thread_local! {
    static SCRATCH: Cell<Scratch> = Cell::default();
}

impl Vader {
    /// The scorer on the bundled lexicons. The first call parses them, in a few milliseconds.
    pub fn new() -> Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        Self { tables: TABLES.get_or_init(|| Tables::bundled("vader", "")) }
    }

    /// The same rules with this project's finance lexicon on top: words of the trade and of its message boards, whose ratings replace
    /// VADER's. Not the reference any more.
    pub fn with_finance_lexicon() -> Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        Self { tables: TABLES.get_or_init(|| Tables::bundled("vader-finance", FINANCE_LEXICON)) }
    }

    fn score_with(self, scratch: &mut Scratch, text: &str) -> Polarity {
        let Scratch { tokens, valences, expanded } = scratch;
        let Tables { name: _, vocabulary, emoji, version: _ } = self.tables;
        let text = emoji.expand(text, expanded);
        tokens::tokenize(text, vocabulary, tokens);
        rules::valences(tokens, vocabulary, valences);
        if let Some(but) = tokens.iter().position(|token| token.is_but(vocabulary)) {
            but::shift(valences, but);
        }
        polarity::summarize(valences, tokens.len(), text)
    }
}

impl Default for Vader {
    fn default() -> Self {
        Self::new()
    }
}

impl Scorer for Vader {
    fn name(&self) -> &'static str {
        self.tables.name
    }

    fn version(&self) -> &'static str {
        &self.tables.version
    }

    fn score(&self, text: &str) -> Polarity {
        let mut scratch = SCRATCH.take();
        let polarity = self.score_with(&mut scratch, text);
        if scratch.tokens.capacity().max(scratch.expanded.capacity()) <= KEPT_CAPACITY {
            SCRATCH.set(scratch);
        }
        polarity
    }
}

impl Tables {
    fn bundled(name: &'static str, more: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        // The length keeps text from passing over from one file into the other unnoticed.
        hasher.update(&(LEXICON.len() as u64).to_le_bytes());
        hasher.update(LEXICON.as_bytes());
        hasher.update(EMOJI.as_bytes());
        hasher.update(more.as_bytes());
        let version = format!("{REVISION}-{}", short(&hasher.finalize()));
        let vocabulary = Vocabulary::new(&[LEXICON, more].concat());
        Self { name, vocabulary, emoji: Emoji::new(EMOJI), version }
    }
}

#[cfg(test)]
mod tests {
    use super::Vader;
    use crate::Scorer;

    #[test]
    fn the_version_names_release_revision_and_lexicon() {
        let vader = Vader::new();
        let version = vader.version();
        let (revision, hash) = version.rsplit_once('-').unwrap();
        assert_eq!(revision, "3.3.2-r1");
        assert!(hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{version}");
    }
}
