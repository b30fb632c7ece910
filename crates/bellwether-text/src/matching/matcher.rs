//! Finding stocks in posts.

use std::collections::{BTreeSet, HashMap};

use bellwether_core::Ticker;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Companies;
use crate::clean::{TokenKind, tokens};

/// By what a stock was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    /// `$AAPL`.
    Cashtag,
    /// `#AAPL`, `#apple`.
    Hashtag,
    /// `@Apple`.
    Mention,
    /// Apple.
    Name,
}

impl MatchKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Cashtag, Self::Hashtag, Self::Mention, Self::Name];
}

/// A stock in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The stock.
    pub ticker: Ticker,
    /// By what.
    pub kind: MatchKind,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// Finds the stocks of a table.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    tickers: Vec<Ticker>,
    cashtags: HashMap<String, usize>,
    hashtags: HashMap<String, usize>,
    mentions: HashMap<String, usize>,
    /// Names by their first word in lower case, longest first.
    names: HashMap<String, Vec<Name>>,
}

/// A name, or a phrase that is none.
#[derive(Debug, Clone)]
struct Name {
    /// The words behind the first, in lower case.
    others: Vec<String>,
    is_capital: bool,
    /// `None` for a phrase that means something else.
    ticker: Option<usize>,
}

/// A word of a post and its place.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
}

impl Matcher {
    /// A matcher of a table's stocks. Where two stocks have the same alias, the first in order of symbols has it.
    pub fn new(companies: &Companies) -> Self {
        let mut this = Self::default();
        for (number, (ticker, _)) in companies.iter().enumerate() {
            this.tickers.push(ticker.clone());
            let symbol = ticker.as_str();
            this.cashtags.insert(symbol_key(symbol), number);
            // `#F` and `#T` are not about Ford and AT&T
            if symbol.len() > 2 && symbol.bytes().all(|b| b.is_ascii_alphanumeric()) {
                this.hashtags.insert(symbol.to_lowercase(), number);
            }
        }
        for (number, (_, company)) in companies.iter().enumerate() {
            let tables = [
                (&company.cashtags, &mut this.cashtags, symbol_key as fn(&str) -> String),
                (&company.hashtags, &mut this.hashtags, tag_key),
                (&company.mentions, &mut this.mentions, tag_key),
            ];
            for (aliases, table, key) in tables {
                for alias in aliases {
                    table.entry(key(alias)).or_insert(number);
                }
            }
            company.names.iter().for_each(|name| this.add_name(name, Some(number)));
            company.except.iter().for_each(|phrase| this.add_name(phrase, None));
        }
        this
    }

    fn add_name(&mut self, name: &str, ticker: Option<usize>) {
        let is_capital = name.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
        let mut lower = words(name).into_iter().map(|word| word.text.to_lowercase());
        let Some(first) = lower.next() else { return };
        let others: Vec<String> = lower.collect();
        let names = self.names.entry(first).or_default();
        let at = names.partition_point(|name| name.others.len() >= others.len());
        names.insert(at, Name { others, is_capital, ticker });
    }

    /// Every place where a stock is named, in order.
    pub fn matches(&self, text: &str) -> Vec<Match> {
        let mut out = Vec::new();
        let mut push = |number: usize, kind, start, end| {
            out.push(Match { ticker: self.tickers[number].clone(), kind, start, end });
        };
        for token in tokens(text) {
            let found = match token.kind {
                TokenKind::Cashtag => (self.cashtags.get(&symbol_key(token.text)), MatchKind::Cashtag),
                TokenKind::Hashtag => (self.hashtags.get(&tag_key(token.text)), MatchKind::Hashtag),
                TokenKind::Mention => (self.mentions.get(&tag_key(token.text)), MatchKind::Mention),
                _ => continue,
            };
            if let (Some(&number), kind) = found {
                push(number, kind, token.start, token.start + token.text.len());
            }
        }
        let words = words(text);
        let mut at = 0;
        while at < words.len() {
            let Some((name, count)) = self.name_at(&words[at..]) else {
                at += 1;
                continue;
            };
            let last = words[at + count - 1];
            if let Some(number) = name.ticker {
                push(number, MatchKind::Name, words[at].start, last.start + last.text.len());
            }
            at += count;
        }
        out.sort_by_key(|found| found.start);
        out
    }

    /// The longest name at the start of the words, and how many words it has.
    fn name_at(&self, words: &[Word<'_>]) -> Option<(&Name, usize)> {
        let (first, others) = words.split_first()?;
        let is_capital = first.text.chars().next().is_some_and(char::is_uppercase);
        let names = self.names.get(&first.text.to_lowercase())?;
        let fits = |name: &&Name| {
            (is_capital || !name.is_capital)
                && name.others.len() <= others.len()
                && name.others.iter().zip(others).all(|(a, b)| *a == b.text.to_lowercase())
        };
        names.iter().find(fits).map(|name| (name, name.others.len() + 1))
    }

    /// The stocks that a post is about, each once, in order of their places.
    pub fn tickers(&self, text: &str) -> Vec<Ticker> {
        self.tickers_by(text, &MatchKind::ALL)
    }

    /// The stocks that a post names in one of these ways, each once, in order of their places.
    pub fn tickers_by(&self, text: &str, kinds: &[MatchKind]) -> Vec<Ticker> {
        let mut seen = BTreeSet::new();
        let found = self.matches(text).into_iter().filter(|found| kinds.contains(&found.kind));
        found.map(|found| found.ticker).filter(|ticker| seen.insert(ticker.clone())).collect()
    }
}

/// A symbol without its mark, in capitals, with `-` for what stands before a class of shares.
pub(super) fn symbol_key(symbol: &str) -> String {
    symbol.trim_start_matches('$').to_ascii_uppercase().replace(['.', '_'], "-")
}

fn tag_key(tag: &str) -> String {
    tag.trim_start_matches(['#', '@']).to_lowercase()
}

/// Words and `&`, without hyphens and the `'s` of possession.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    for token in tokens(text) {
        let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Number) || token.text == "&";
        if !is_word {
            // a mark between words keeps them from being one name; the points of abbreviations do not
            if token.text != "." {
                out.push(Word { text: "", start: token.start });
            }
            continue;
        }
        let mut start = token.start;
        for part in token.text.split('-') {
            let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|s| part.strip_suffix(s)).unwrap_or(part);
            out.push(Word { text: bare, start });
            start += part.len() + 1;
        }
    }
    out
}
