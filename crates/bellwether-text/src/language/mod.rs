//! In which language a post is, and what is done with it then.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clean::{TokenKind, tokens};

/// The languages that are told apart, by their codes of ISO 639-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the codes say it")]
pub enum Language {
    Ar,
    De,
    En,
    Es,
    Fr,
    Hi,
    It,
    Ja,
    Ko,
    Nl,
    Pt,
    Ru,
    Sv,
    Tr,
    Vi,
    Zh,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Ar,
        Self::De,
        Self::En,
        Self::Es,
        Self::Fr,
        Self::Hi,
        Self::It,
        Self::Ja,
        Self::Ko,
        Self::Nl,
        Self::Pt,
        Self::Ru,
        Self::Sv,
        Self::Tr,
        Self::Vi,
        Self::Zh,
    ];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Hi => "hi",
            Self::It => "it",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::Nl => "nl",
            Self::Pt => "pt",
            Self::Ru => "ru",
            Self::Sv => "sv",
            Self::Tr => "tr",
            Self::Vi => "vi",
            Self::Zh => "zh",
        }
    }
}

/// Letters below which a post is too short to tell; a letter of a script without spaces between words counts four.
const LEAST_LETTERS: usize = 20;
/// Letters beyond which nothing is read.
const MOST_BYTES: usize = 1_000;

/// The language of a post by its words: links, names, hashtags and cashtags are not looked at. `None` when there are too
/// few of them. By the crate `whichlang`, a linear classifier on groups of letters.
///
/// ```
/// use bellwether_text::{Language, detect_language};
///
/// assert_eq!(detect_language("The shares fell after the earnings call $AAPL"), Some(Language::En));
/// assert_eq!(detect_language("Die Aktie fällt nach den Zahlen $AAPL"), Some(Language::De));
/// assert_eq!(detect_language("$AAPL $MSFT https://t.co/x"), None);
/// ```
pub fn detect_language(text: &str) -> Option<Language> {
    let mut words = String::new();
    let mut letters = 0;
    for token in tokens(text).filter(|token| token.kind == TokenKind::Word) {
        // tickers and marks of the trade in capitals are of no language
        if token.text.len() > 1 && token.text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            continue;
        }
        words.push_str(token.text);
        words.push(' ');
        let weight =
            |c: char| if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') { 4 } else { 1 };
        letters += token.text.chars().filter(|c| c.is_alphabetic()).map(weight).sum::<usize>();
        if words.len() > MOST_BYTES {
            break;
        }
    }
    let mut end = words.len().min(2 * MOST_BYTES);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    (letters >= LEAST_LETTERS).then(|| language(whichlang::detect_language(&words[..end])))
}

fn language(found: whichlang::Lang) -> Language {
    use whichlang::Lang as L;
    match found {
        L::Ara => Language::Ar,
        L::Cmn => Language::Zh,
        L::Deu => Language::De,
        L::Eng => Language::En,
        L::Fra => Language::Fr,
        L::Hin => Language::Hi,
        L::Ita => Language::It,
        L::Jpn => Language::Ja,
        L::Kor => Language::Ko,
        L::Nld => Language::Nl,
        L::Por => Language::Pt,
        L::Rus => Language::Ru,
        L::Spa => Language::Es,
        L::Swe => Language::Sv,
        L::Tur => Language::Tr,
        L::Vie => Language::Vi,
    }
}

/// The way that posts of a language go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// All steps.
    Clean,
    /// The steps that are not for English alone.
    CleanAnyLanguage,
    /// No step.
    AsPublished,
    /// The post is dropped, and counted.
    Drop,
}

/// Which way posts go by their language: `languages = { routes = { de = "drop" }, others = "clean-any-language" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct LanguageRoutes {
    /// By language. Default English alone, `clean`.
    pub routes: BTreeMap<Language, Route>,
    /// Of the languages that are not named. Default `drop`.
    pub others: Route,
    /// Of posts with too few words to tell. Default `clean`.
    pub unknown: Route,
}

impl Default for LanguageRoutes {
    fn default() -> Self {
        Self {
            routes: BTreeMap::from([(Language::En, Route::Clean)]),
            others: Route::Drop,
            unknown: Route::Clean,
        }
    }
}

impl LanguageRoutes {
    /// The way of a post in a language, or in none that could be told.
    pub fn route(&self, language: Option<Language>) -> Route {
        language.map_or(self.unknown, |language| self.routes.get(&language).copied().unwrap_or(self.others))
    }
}
