//! Columns from the finance lexicon and from VADER's.

use std::sync::OnceLock;

use super::table::{Table, hash};
use super::tokens::Tokens;
use crate::digest::short;
use crate::finance_lexicon;
use crate::vader::LEXICON as VADER_LEXICON;

/// Number of columns.
pub(super) const COLUMNS: usize = 6;
/// A word that negates turns the ratings of so many words after it…
const REACH: usize = 3;
/// … by this factor.
const TURN: f64 = -0.7;
/// Brings a sum into [0, 1): about the rating of two clear words.
const HALF: f64 = 4.0;
/// Brings a balance into (-1, 1), as VADER's compound.
const ALPHA: f64 = 15.0;

const NEGATIONS: &str = "not no never cannot without don't doesn't didn't won't isn't aren't can't wasn't couldn't \
    wouldn't dont cant wont isnt";

/// What the lexicons say of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rating {
    finance: f64,
    vader: f64,
    negates: bool,
}

/// Both lexicons in one table.
#[derive(Debug)]
pub(super) struct Lexicons {
    table: Table,
    ratings: Vec<Rating>,
    /// Changes with the data.
    pub(super) version: String,
}

/// The ratings of a text, after negation.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sums {
    finance: [f64; 2],
    vader: [f64; 2],
}

impl Lexicons {
    pub(super) fn bundled() -> &'static Self {
        static LEXICONS: OnceLock<Lexicons> = OnceLock::new();
        LEXICONS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut words = std::collections::BTreeMap::<&str, Rating>::new();
        for (word, rating) in finance_lexicon::entries() {
            words.entry(word).or_default().finance = rating;
        }
        for line in VADER_LEXICON.lines() {
            let mut fields = line.split('\t');
            let (Some(word), Some(rating)) = (fields.next(), fields.next()) else { continue };
            if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
                words.entry(word).or_default().vader =
                    rating.trim().parse().expect("the bundled lexicon rates every word with a number");
            }
        }
        for word in NEGATIONS.split_whitespace() {
            words.entry(word).or_default().negates = true;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(finance_lexicon::FINANCE_LEXICON.as_bytes());
        hasher.update(VADER_LEXICON.as_bytes());
        let version = short(&hasher.finalize());
        let keys: Vec<&str> = words.keys().copied().collect();
        Self { table: Table::new(&keys), ratings: words.into_values().collect(), version }
    }

    /// The rating of each word in its place: `visit(word, finance, vader)`.
    #[inline]
    pub(super) fn visit(&self, tokens: &Tokens, mut visit: impl FnMut(usize, f64, f64)) {
        let mut turned_until = 0;
        for index in 0..tokens.words.len() {
            let Some(found) = self.table.find(hash(tokens.word(index))) else { continue };
            let Rating { finance, vader, negates } = self.ratings[found as usize];
            let factor = if index < turned_until { TURN } else { 1.0 };
            if finance != 0.0 || vader != 0.0 {
                visit(index, factor * finance, factor * vader);
            }
            if negates {
                turned_until = index + 1 + REACH;
            }
        }
    }

    #[inline]
    pub(super) fn sums(&self, tokens: &Tokens) -> Sums {
        let mut sums = Sums::default();
        self.visit(tokens, |_, finance, vader| {
            sums.finance[usize::from(finance < 0.0)] += finance.abs();
            sums.vader[usize::from(vader < 0.0)] += vader.abs();
        });
        sums
    }
}

impl Sums {
    /// Positive and negative share of each lexicon, then the balance of each.
    #[inline]
    pub(super) fn columns(&self) -> [f64; COLUMNS] {
        let share = |sum: f64| sum / (sum + HALF);
        let balance = |[up, down]: [f64; 2]| {
            let sum = up - down;
            sum / (sum * sum + ALPHA).sqrt()
        };
        let Self { finance, vader } = *self;
        [
            share(finance[0]),
            share(finance[1]),
            share(vader[0]),
            share(vader[1]),
            balance(finance),
            balance(vader),
        ]
    }

    /// How much of each column one word holds, in proportion to its rating.
    pub(super) fn parts(&self, finance: f64, vader: f64) -> [f64; COLUMNS] {
        let columns = self.columns();
        let mut parts = [0.0; COLUMNS];
        for (lexicon, (rating, [up, down])) in
            [(finance, self.finance), (vader, self.vader)].into_iter().enumerate()
        {
            let part = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
            parts[2 * lexicon] = columns[2 * lexicon] * part(rating.max(0.0), up);
            parts[2 * lexicon + 1] = columns[2 * lexicon + 1] * part((-rating).max(0.0), down);
            parts[4 + lexicon] = columns[4 + lexicon] * part(rating, up - down);
        }
        parts
    }
}
