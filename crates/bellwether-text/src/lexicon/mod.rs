//! Word lists that the user brings: Loughran-McDonald's, or any list of words and weights.

mod error;
mod read;

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::error::LexiconError;
use crate::digest::short;
use crate::linear::{Table, Tokens, hash};
use crate::scorer::stem;
use crate::{Contribution, Polarity, Scorer, TextError};

/// A word that negates turns the weights of so many words after it.
const REACH: usize = 3;
const NEGATIONS: [&str; 10] =
    ["no", "not", "none", "neither", "never", "nobody", "nor", "nothing", "cannot", "without"];
/// To be raised with any change of a score.
const REVISION: u32 = 1;

/// The form of a word list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LexiconFormat {
    /// `loughran-mcdonald` where the first line names the columns `Word`, `Negative` and `Positive`, else `weighted`.
    #[default]
    ByHeader,
    /// The master dictionary of Loughran and McDonald: CSV with the columns `Word`, `Negative`, `Positive`, `Uncertainty` and
    /// `Litigious`, which hold the year of inclusion, 0, or minus the year of removal.
    LoughranMcdonald,
    /// A word and a weight a line, apart by a tab, a comma or white space. Lines that begin with `#` are skipped; a first line
    /// whose second field is no number names the columns. Further fields are not read.
    Weighted,
}

/// What a list says of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    weight: f64,
    uncertainty: bool,
    litigious: bool,
}

/// A word list as a scorer.
///
/// With `w` the weights of the rated words of a text (after negation, where that is on; ±1 for Loughran-McDonald) and `n` its words:
/// positive and negative share = number of words with `w > 0` and `w < 0`, over `n`; neutral the rest;
/// compound = `Σ w / Σ |w|`, zero without a rated word. Words are read as posts are
/// ([`Normalisation::Posts`](crate::linear::Normalisation)); numbers and marks are no words unless the list rates them.
///
/// T. Loughran and B. McDonald, *When Is a Liability Not a Liability?*, Journal of Finance 66, 2011.
#[derive(Debug, Clone)]
pub struct Lexicon {
    table: Table,
    entries: Vec<Entry>,
    negation: bool,
    /// Whether a word of the list is one of doubt or of the law.
    has_categories: bool,
    name: String,
    version: String,
}

/// Shares of the words of a text, each in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LexiconShares {
    /// Words with a weight above zero.
    pub positive: f64,
    /// Words with a weight below zero.
    pub negative: f64,
    /// Words of doubt; zero for weighted lists.
    pub uncertainty: f64,
    /// Words of the law; zero for weighted lists.
    pub litigious: f64,
    /// Number of words.
    pub words: usize,
}

/// Sums over the words of a text.
#[derive(Default)]
struct Sums {
    words: usize,
    positive: usize,
    negative: usize,
    uncertainty: usize,
    litigious: usize,
    weight: f64,
    size: f64,
}

impl Lexicon {
    /// Reads a word list from a file. `negation` turns the weight of a word that follows `not` and the like within three words.
    ///
    /// # Errors
    /// [`TextError::Read`]; [`TextError::Lexicon`] with file, line and value.
    pub fn load(path: &Path, format: LexiconFormat, negation: bool) -> Result<Self, TextError> {
        let bytes =
            std::fs::read(path).map_err(|source| TextError::Read { path: path.to_owned(), source })?;
        let name = stem(path);
        Ok(Self::parse(&name, path, &bytes, format, negation)?)
    }

    /// Reads a word list from the bytes of a file; `path` is for errors only.
    ///
    /// # Errors
    /// [`LexiconError`] with file, line and value.
    pub fn parse(
        name: &str,
        path: &Path,
        bytes: &[u8],
        format: LexiconFormat,
        negation: bool,
    ) -> Result<Self, LexiconError> {
        let list = read::read(path, bytes, format)?;
        let words: Vec<&str> = list.keys().map(String::as_str).collect();
        let table = Table::new(&words);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[u8::from(negation)]);
        for (word, (entry, _)) in &list {
            hasher.update(word.as_bytes());
            hasher.update(&[0, u8::from(entry.uncertainty), u8::from(entry.litigious)]);
            hasher.update(&entry.weight.to_le_bytes());
        }
        let version = format!("lexicon-{REVISION}-{}", short(&hasher.finalize()));
        let entries: Vec<Entry> = list.into_values().map(|(entry, _)| entry).collect();
        let has_categories = entries.iter().any(|entry| entry.uncertainty || entry.litigious);
        Ok(Self { table, entries, has_categories, negation, name: format!("lexicon({name})"), version })
    }

    /// The shares of a text's words.
    pub fn shares(&self, text: &str) -> LexiconShares {
        let sums = self.sums(text);
        let share = |count: usize| if sums.words == 0 { 0.0 } else { count as f64 / sums.words as f64 };
        LexiconShares {
            positive: share(sums.positive),
            negative: share(sums.negative),
            uncertainty: share(sums.uncertainty),
            litigious: share(sums.litigious),
            words: sums.words,
        }
    }

    fn sums(&self, text: &str) -> Sums {
        let mut sums = Sums::default();
        self.visit(&mut Tokens::default(), text, |_, entry| {
            sums.words += 1;
            let Some(Entry { weight, uncertainty, litigious }) = entry else { return };
            sums.positive += usize::from(weight > 0.0);
            sums.negative += usize::from(weight < 0.0);
            sums.uncertainty += usize::from(uncertainty);
            sums.litigious += usize::from(litigious);
            sums.weight += weight;
            sums.size += weight.abs();
        });
        sums
    }

    /// Each word in turn, with what the list says of it.
    fn visit(
        &self,
        tokens: &mut Tokens,
        text: &str,
        mut visit: impl FnMut(std::ops::Range<usize>, Option<Entry>),
    ) {
        tokens.read_post(text);
        let mut turned_until = 0;
        for index in 0..tokens.len() {
            let word = tokens.word(index);
            let found = self.table.find(hash(word)).map(|found| self.entries[found as usize]);
            let is_word = word.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 128);
            if found.is_none() && !is_word {
                continue;
            }
            let sign = if index < turned_until { -1.0 } else { 1.0 };
            visit(tokens.source(index), found.map(|entry| Entry { weight: sign * entry.weight, ..entry }));
            if self.negation && negates(word) {
                turned_until = index + 1 + REACH;
            }
        }
    }
}

fn negates(word: &[u8]) -> bool {
    word.ends_with(b"n't") || NEGATIONS.iter().any(|negation| negation.as_bytes() == word)
}

impl Scorer for Lexicon {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn score(&self, text: &str) -> Polarity {
        let sums = self.sums(text);
        if sums.words == 0 {
            return Polarity::default();
        }
        let share = |count: usize| count as f64 / sums.words as f64;
        Polarity {
            negative: share(sums.negative),
            neutral: share(sums.words - sums.negative - sums.positive),
            positive: share(sums.positive),
            compound: if sums.size > 0.0 { (sums.weight / sums.size).clamp(-1.0, 1.0) } else { 0.0 },
        }
    }

    /// `uncertainty` and `litigious` of a list that has such words, as Loughran-McDonald's.
    fn extra_names(&self) -> &'static [&'static str] {
        if self.has_categories { &["uncertainty", "litigious"] } else { &[] }
    }

    fn extra(&self, text: &str) -> Vec<f64> {
        if !self.has_categories {
            return Vec::new();
        }
        let LexiconShares { uncertainty, litigious, .. } = self.shares(text);
        vec![uncertainty, litigious]
    }

    /// The exact terms of the compound: the weight of each rated word over the sum of all sizes.
    fn explain(&self, text: &str) -> Result<Vec<Contribution>, TextError> {
        let size = self.sums(text).size;
        let mut terms = Vec::new();
        self.visit(&mut Tokens::default(), text, |range, entry| {
            let weight = entry.map_or(0.0, |entry| entry.weight);
            if weight != 0.0 {
                terms.push(Contribution { range, weight: weight / size });
            }
        });
        Ok(terms)
    }
}
