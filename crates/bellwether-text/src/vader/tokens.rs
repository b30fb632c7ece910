//! Text between whitespace, freed of punctuation around it, looked up.

use super::lexicon::Cue;
use super::vocabulary::{Vocabulary, WordId};

/// One token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) word: WordId,
    /// Has capitals and no other letters with a case.
    pub(super) is_upper: bool,
    /// Has "n't" in it, in either case.
    pub(super) has_nt: bool,
}

impl Token {
    pub(super) fn is_but(self, vocabulary: &Vocabulary) -> bool {
        vocabulary.word(self.word).cue == Cue::But
    }
}

const SPACE: u8 = 1;
const PUNCTUATION: u8 = 2;
const APOSTROPHE: u8 = 4;
const UPPER: u8 = 8;
/// Lower and title case: what a token in capitals must not have.
const LOWER: u8 = 16;
/// Not ASCII.
const WIDE: u8 = 32;

/// The classes of each byte.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        class[byte] = match b {
            b'\t'..=b'\r' | 0x1c..=0x1f | b' ' => SPACE,
            b'\'' => PUNCTUATION | APOSTROPHE,
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            0x80.. => WIDE,
            _ if b.is_ascii_punctuation() => PUNCTUATION,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// Splits `text` at whitespace (Unicode's, and the separators U+001C to U+001F) into `tokens`, replacing them.
pub(super) fn tokenize(text: &str, vocabulary: &Vocabulary, tokens: &mut Vec<Token>) {
    tokens.clear();
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let (end, seen) = scan(text, start);
        if end == start {
            start += text[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let word = if seen & WIDE != 0 {
            find_wide(text, start, end, vocabulary)
        } else if seen & PUNCTUATION != 0 {
            let (from, to) = strip(bytes, start, end, |from, to| to - from);
            vocabulary.find(bytes, from, to)
        } else {
            vocabulary.find(bytes, start, end)
        };
        let has_nt = seen & APOSTROPHE != 0 && has_nt(&bytes[start..end]);
        tokens.push(Token { word, is_upper: seen & (UPPER | LOWER) == UPPER, has_nt });
        start = end;
    }
}

/// The end of the token that begins at `start`, and the classes of its characters; empty at whitespace.
#[inline]
fn scan(text: &str, start: usize) -> (usize, u8) {
    let bytes = text.as_bytes();
    let (mut end, mut seen) = (start, 0);
    while let Some(&byte) = bytes.get(end) {
        let class = CLASS[byte as usize];
        if class & (SPACE | WIDE) == 0 {
            seen |= class;
            end += 1;
        } else if class & SPACE != 0 {
            break;
        } else {
            let Some(c) = text[end..].chars().next().filter(|c| !c.is_whitespace()) else { break };
            seen |= WIDE | case(c);
            end += c.len_utf8();
        }
    }
    (end, seen)
}

fn case(c: char) -> u8 {
    if c.is_uppercase() {
        UPPER
    } else if c.is_lowercase() || is_title_case(c) {
        LOWER
    } else {
        0
    }
}

/// Unicode's general category Lt.
fn is_title_case(c: char) -> bool {
    matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | 'ᾈ'..='ᾏ' | 'ᾘ'..='ᾟ' | 'ᾨ'..='ᾯ' | 'ᾼ' | 'ῌ' | 'ῼ')
}

/// The bounds of `bytes[start..end]` without the ASCII punctuation around it, unless two characters or fewer
/// would be left: then it is likely an emoticon.
fn strip(bytes: &[u8], start: usize, end: usize, count: impl Fn(usize, usize) -> usize) -> (usize, usize) {
    let is_punctuation = |&byte: &u8| CLASS[byte as usize] & PUNCTUATION != 0;
    let token = &bytes[start..end];
    let leading = token.iter().take_while(|byte| is_punctuation(byte)).count();
    let trailing = token[leading..].iter().rev().take_while(|byte| is_punctuation(byte)).count();
    let (from, to) = (start + leading, end - trailing);
    if count(from, to) <= 2 { (start, end) } else { (from, to) }
}

/// Looks up a token with characters outside of ASCII. Known words are ASCII, and the only such character with
/// an ASCII lower case is the Kelvin sign.
#[cold]
fn find_wide(text: &str, start: usize, end: usize, vocabulary: &Vocabulary) -> WordId {
    const KELVIN: char = '\u{212a}';
    let (from, to) = strip(text.as_bytes(), start, end, |from, to| text[from..to].chars().take(3).count());
    let token = &text[from..to];
    if !token.chars().all(|c| c.is_ascii() || c == KELVIN) {
        return WordId::default();
    }
    let lower = token.replace(KELVIN, "k");
    vocabulary.find(lower.as_bytes(), 0, lower.len())
}

fn has_nt(token: &[u8]) -> bool {
    token.windows(3).any(|window| window.eq_ignore_ascii_case(b"n't"))
}

#[cfg(test)]
mod tests {
    use super::{Token, Vocabulary, tokenize};

    fn tokens(text: &str) -> (Vocabulary, Vec<Token>) {
        let vocabulary = Vocabulary::new("kind\t2.4\n:)\t2.0\nlol\t1.8\n");
        let mut tokens = Vec::new();
        tokenize(text, &vocabulary, &mut tokens);
        (vocabulary, tokens)
    }

    fn ratings(text: &str) -> Vec<Option<f64>> {
        let (vocabulary, tokens) = tokens(text);
        tokens.iter().map(|token| vocabulary.word(token.word).valence).collect()
    }

    #[test]
    fn punctuation_is_stripped_unless_two_characters_or_fewer_remain() {
        assert_eq!(
            ratings("\"kind!\" :) lol, (:) \u{1f}(LoL)\u{3000}"),
            [Some(2.4), Some(2.0), Some(1.8), None, Some(1.8)]
        );
        assert_eq!(ratings("\u{212a}ind, kınd"), [Some(2.4), None]);
        assert!(ratings(" \u{a0}\u{2028}\n").is_empty());
    }

    #[test]
    fn capitals_need_a_capital_and_bear_no_other_case() {
        let upper = |text| tokens(text).1.iter().map(|token| token.is_upper).collect::<Vec<_>>();
        assert_eq!(
            upper("A1! a1 11 ÀÉ Àé ß ẞ ΣΊ Σί Ⅷ ⓐ 日A ǅ"),
            [true, false, false, true, false, false, true, true, false, true, false, true, false]
        );
    }

    #[test]
    fn contractions_are_seen_in_either_case() {
        let (_, tokens) = tokens("isn't ISN'T n't nt don’t 'nt éN't");
        let found: Vec<_> = tokens.iter().map(|token| token.has_nt).collect();
        assert_eq!(found, [true, true, true, false, false, false, true]);
    }
}
