//! The tokens of a post: words, numbers, links, names, hashtags, cashtags, emoticons, emoji, symbols.
//!
//! As NLTK's `TweetTokenizer` divides posts, but that cashtags are whole (`$BRK.B`), marks of accents belong to their
//! letters, and a hyphenated word of letters and digits is one (`10-K`). The tests compare the two.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::links::starts_link;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with apostrophes, hyphens and digits inside.
    Word,
    /// Digits, with points, commas, colons, slashes and hyphens inside.
    Number,
    /// A link.
    Link,
    /// `@name`.
    Mention,
    /// `#word`.
    Hashtag,
    /// `$SYMBOL`.
    Cashtag,
    /// `:-)` and its like.
    Emoticon,
    /// Anything else: a punctuation mark, several points, an emoji.
    Symbol,
}

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'t str,
    /// Where it starts, in bytes.
    pub start: usize,
}

/// The tokens of `text`, in order; together they are the text without its white space.
///
/// ```
/// use bellwether_text::tokens;
///
/// let found: Vec<&str> = tokens("$BRK.B isn't down 3.5%... :-)").map(|token| token.text).collect();
/// assert_eq!(found, ["$BRK.B", "isn't", "down", "3.5", "%", "...", ":-)"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    let mut before = ' ';
    std::iter::from_fn(move || {
        let rest = text[at..].trim_start();
        if rest.len() < text.len() - at {
            before = ' ';
        }
        let start = text.len() - rest.len();
        let first = rest.chars().next()?;
        let (kind, len) = token(rest, first, before);
        at = start + len;
        let token = &rest[..len];
        before = token.chars().next_back().unwrap_or(' ');
        Some(Token { kind, text: token, start })
    })
}

/// Tokens with one space between them.
pub(super) fn spaced(text: &str, out: &mut String) {
    let start = out.len();
    for token in tokens(text) {
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(token.text);
    }
}

fn token(rest: &str, first: char, before: char) -> (TokenKind, usize) {
    let inside = is_word(before);
    let tagged = |kind, len: Option<usize>| len.filter(|_| !inside).map(|len| (kind, len));
    let marked = match first {
        '@' => tagged(TokenKind::Mention, tag_len(rest)),
        '#' => tagged(TokenKind::Hashtag, tag_len(rest)),
        '$' => tagged(TokenKind::Cashtag, cashtag_len(rest)),
        '+' | '-' if before == ' ' => number_len(&rest[1..]).map(|len| (TokenKind::Number, len + 1)),
        'h' | 'w' | 'p' | 't' | 'H' | 'W' | 'P' | 'T' => tagged(TokenKind::Link, link_len(rest)),
        _ => None,
    };
    let emoticon = || {
        let may_start = !inside || matches!(first, ':' | ';');
        let len = emoticon_len(rest.as_bytes()).filter(|_| may_start)?;
        Some((TokenKind::Emoticon, len))
    };
    if let Some(found) = marked.or_else(emoticon) {
        return found;
    }
    if is_word(first) {
        return word(rest);
    }
    (TokenKind::Symbol, symbol_len(rest, first))
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() || is_combining_mark(c)
    }
}

/// Bytes of the characters at the start that are part of words.
fn word_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            if !is_word(char::from(bytes[at])) {
                break;
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next().filter(|c| is_word(*c)) else { break };
        at += c.len_utf8();
    }
    at
}

/// A number, or letters and digits with apostrophes and hyphens between them.
fn word(rest: &str) -> (TokenKind, usize) {
    if let Some(len) = number_len(rest) {
        let is_plain = rest.as_bytes()[..len].iter().all(u8::is_ascii_digit);
        if !(is_plain && goes_on(&rest[len..])) {
            return (TokenKind::Number, len);
        }
    }
    let mut len = word_len(rest);
    loop {
        let behind = &rest[len..];
        let Some(joint) = behind.chars().next().filter(|c| matches!(c, '\'' | '’' | '-')) else { break };
        let next = &behind[joint.len_utf8()..];
        if !next.chars().next().is_some_and(char::is_alphabetic) {
            break;
        }
        len += joint.len_utf8() + word_len(next);
    }
    (TokenKind::Word, len)
}

/// Whether a word goes on behind a number: `5S`, `10-K`.
fn goes_on(behind: &str) -> bool {
    let mut chars = behind.chars();
    match chars.next() {
        Some('-') => chars.next().is_some_and(char::is_alphabetic),
        Some(c) => is_word(c),
        None => false,
    }
}

/// Digits with single `.`, `,`, `:`, `/` and `-` between them.
fn number_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = digits(0);
    if len == 0 {
        return None;
    }
    while bytes.get(len).is_some_and(|b| b".,:/-".contains(b)) {
        match digits(len + 1) {
            0 => break,
            more => len += 1 + more,
        }
    }
    Some(len)
}

/// A mark of one byte and the letters, digits and `_` behind it.
pub(super) fn tag_len(rest: &str) -> Option<usize> {
    let len = word_len(rest.get(1..)?);
    (len > 0).then_some(len + 1)
}

/// `$` and one to six letters, then perhaps a class of shares behind a point, hyphen or `_`; no letter or digit follows.
pub(crate) fn cashtag_len(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letters = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let len = 1 + letters(1);
    if !(2..=7).contains(&len) {
        return None;
    }
    let ends = |len: usize| !rest[len..].chars().next().is_some_and(is_word);
    if bytes.get(len).is_some_and(|b| b".-_".contains(b)) {
        let class = letters(len + 1);
        if (1..=2).contains(&class) && ends(len + 1 + class) {
            return Some(len + 1 + class);
        }
    }
    ends(len).then_some(len)
}

/// A link up to the white space, without the punctuation at its end.
fn link_len(rest: &str) -> Option<usize> {
    if !starts_link(rest) {
        return None;
    }
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let ends = |c: char| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '\'' | '"' | '…' | '’' | '”')
    };
    let link = word.trim_end_matches(ends);
    (!link.is_empty()).then_some(link.len())
}

/// Eyes, perhaps a nose, and a mouth, or the other way round, or a heart.
fn emoticon_len(bytes: &[u8]) -> Option<usize> {
    let is_eyes = |b: u8| b":;=8".contains(&b);
    let is_nose = |b: u8| b"-o*'".contains(&b);
    let is_mouth = |b: u8| b")](/[dDpP:}{@|\\".contains(&b);
    let first = *bytes.first()?;
    if first == b'<' {
        return (bytes.get(1) == Some(&b'3')).then_some(2);
    }
    let is_emoticon = |a: fn(u8) -> bool, c: &dyn Fn(u8) -> bool| -> Option<usize> {
        if !a(first) {
            return None;
        }
        let second = *bytes.get(1)?;
        if is_nose(second) && bytes.get(2).is_some_and(|b| c(*b)) {
            return Some(3);
        }
        c(second).then_some(2)
    };
    let ends = |len: &usize| !bytes.get(*len).is_some_and(u8::is_ascii_alphanumeric);
    is_emoticon(|b| b":;=8".contains(&b), &is_mouth)
        .or_else(|| is_emoticon(|b| b")](/[}{@|\\".contains(&b), &is_eyes))
        .filter(ends)
}

/// Several points, or one character as readers see it.
fn symbol_len(rest: &str, first: char) -> usize {
    if first == '.' {
        return rest.bytes().take_while(|b| *b == b'.').count();
    }
    if first.is_ascii() && rest.as_bytes().get(1).is_none_or(u8::is_ascii) {
        return 1;
    }
    rest.graphemes(true).next().map_or(first.len_utf8(), str::len)
}
