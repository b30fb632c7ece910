//! From a text to the words that n-grams are made of.

use std::ops::Range;

use super::Normalisation;

/// Longer texts are read up to here, so that places fit 32 bits.
const LONGEST: usize = 1 << 30;

/// The words of one text in one buffer, with one space before, between and after them.
///
/// So every n-gram of words and every n-gram of letters within a padded word is a slice of the buffer.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(super) buffer: Vec<u8>,
    /// The place of each word in the buffer.
    pub(super) words: Vec<Range<u32>>,
    /// The place of each word in the text.
    pub(super) sources: Vec<Range<u32>>,
}

impl Tokens {
    /// Reads a text for n-grams of words.
    pub(super) fn words_of(&mut self, text: &str, normalisation: Normalisation) {
        self.clear();
        let text = head(text);
        match normalisation {
            Normalisation::Plain => self.plain_words(text),
            Normalisation::Posts => self.post_words(text),
        }
    }

    /// Reads a text for n-grams of letters.
    pub(super) fn letters_of(&mut self, text: &str, normalisation: Normalisation) {
        self.clear();
        let text = head(text);
        match normalisation {
            Normalisation::Plain => self.spaced_words(text),
            Normalisation::Posts => self.post_words(text),
        }
    }

    /// Reads a text as a post.
    pub(crate) fn read_post(&mut self, text: &str) {
        self.words_of(text, Normalisation::Posts);
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The place of a word in the text.
    pub(crate) fn source(&self, index: usize) -> Range<usize> {
        let Range { start, end } = self.sources[index];
        start as usize..end as usize
    }

    /// A word, in lower case.
    pub(crate) fn word(&self, index: usize) -> &[u8] {
        let Range { start, end } = self.words[index];
        &self.buffer[start as usize..end as usize]
    }

    fn clear(&mut self) {
        self.buffer.clear();
        self.words.clear();
        self.sources.clear();
        self.buffer.push(b' ');
    }

    /// Ends the word that was begun at `start` of the buffer.
    fn finish(&mut self, start: usize, source: Range<usize>) {
        self.words.push(start as u32..self.buffer.len() as u32);
        self.sources.push(source.start as u32..source.end as u32);
        self.buffer.push(b' ');
    }

    fn push_lower(&mut self, c: char) {
        if c.is_ascii() {
            self.buffer.push(c.to_ascii_lowercase() as u8);
        } else {
            let mut utf8 = [0; 4];
            for lower in c.to_lowercase() {
                self.buffer.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
            }
        }
    }

    /// Letters, digits and underscores in runs of at least two, in lower case.
    fn plain_words(&mut self, text: &str) {
        let is_word = |c: char| c == '_' || c.is_alphanumeric();
        let mut begin = 0;
        while let Some(skip) = text[begin..].find(is_word) {
            let start = begin + skip;
            let length = text[start..].find(|c| !is_word(c)).unwrap_or(text.len() - start);
            begin = start + length;
            let word = &text[start..begin];
            if word.chars().nth(1).is_some() {
                self.push_word(word, start);
            }
        }
    }

    /// Whatever stands between white space, in lower case.
    fn spaced_words(&mut self, text: &str) {
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            self.push_word(word, start);
        }
    }

    fn push_word(&mut self, word: &str, start: usize) {
        let begin = self.buffer.len();
        for c in word.chars() {
            self.push_lower(c);
        }
        self.finish(begin, start..start + word.len());
    }

    /// The words of a post, as [`Normalisation::Posts`] describes them.
    fn post_words(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let start = at;
            match byte {
                b'h' | b'H' | b'w' | b'W' if is_address(&bytes[at..]) => at = skip_to_space(text, at),
                b'a'..=b'z' | b'A'..=b'Z' => at = self.post_word(text, at),
                b'0'..=b'9' => {
                    at = skip_number(bytes, at);
                    let begin = self.buffer.len();
                    self.buffer.push(b'0');
                    self.finish(begin, start..at);
                }
                b'$' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    let is_symbol = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b'_');
                    at += 1 + bytes[at + 1..].iter().take_while(|byte| is_symbol(byte)).count();
                }
                b'@' => {
                    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
                    at += 1 + bytes[at + 1..].iter().take_while(|byte| is_name(byte)).count();
                }
                b'%' | b'$' | b'!' | b'?' => {
                    let begin = self.buffer.len();
                    self.buffer.push(byte);
                    at += 1;
                    self.finish(begin, start..at);
                }
                0..=127 => at += 1,
                _ => at = self.post_letter(text, at),
            }
        }
    }

    /// A word from its first letter on: letters, and apostrophes between letters.
    fn post_word(&mut self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let begin = self.buffer.len();
        let mut at = start;
        loop {
            match bytes.get(at) {
                Some(byte) if byte.is_ascii_alphabetic() => {
                    self.buffer.push(byte.to_ascii_lowercase());
                    at += 1;
                }
                Some(b'\'') if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    self.buffer.push(b'\'');
                    at += 1;
                }
                Some(128..) => {
                    let c = char_at(text, at);
                    let after = at + c.len_utf8();
                    if c.is_alphabetic() && !is_symbol(c) {
                        self.push_lower(c);
                    } else if c == '\u{2019}' && bytes.get(after).is_some_and(u8::is_ascii_alphabetic) {
                        self.buffer.push(b'\'');
                    } else {
                        break;
                    }
                    at = after;
                }
                _ => break,
            }
        }
        self.finish(begin, start..at);
        at
    }

    /// A word or symbol that begins with another character than ASCII's.
    fn post_letter(&mut self, text: &str, start: usize) -> usize {
        let c = char_at(text, start);
        let end = start + c.len_utf8();
        if is_symbol(c) {
            let begin = self.buffer.len();
            self.buffer.extend_from_slice(&text.as_bytes()[start..end]);
            self.finish(begin, start..end);
            return end;
        }
        if c.is_alphabetic() { self.post_word(text, start) } else { end }
    }
}

/// The text, or what of it is read.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

/// The words of a post, as [`Normalisation::Posts`] describes them.
pub(crate) fn words_of_post(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    tokens.read_post(text);
    (0..tokens.len()).map(|index| String::from_utf8_lossy(tokens.word(index)).into_owned()).collect()
}

/// Emoji and the pictures that precede them in Unicode.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27ff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_address(bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| bytes.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    begins(b"http://") || begins(b"https://") || begins(b"www.")
}

fn skip_to_space(text: &str, at: usize) -> usize {
    text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length)
}

/// The end of a number: digits, and points and commas between digits.
fn skip_number(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(byte) if byte.is_ascii_digit() => at += 1,
            Some(b'.' | b',') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at += 1,
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, normalisation: Normalisation) -> Vec<String> {
        let mut tokens = Tokens::default();
        tokens.words_of(text, normalisation);
        (0..tokens.words.len()).map(|k| String::from_utf8(tokens.word(k).to_vec()).unwrap()).collect()
    }

    #[test]
    fn posts_lose_what_names_a_stock_an_author_or_a_page() {
        let found = words(
            "$NFLX @user up 12.5% to $1,300!! Don’t miss Q3: https://t.co/x 🚀🚀 #Bullish Übernahme",
            Normalisation::Posts,
        );
        let expected = [
            "up",
            "0",
            "%",
            "to",
            "$",
            "0",
            "!",
            "!",
            "don't",
            "miss",
            "q",
            "0",
            "🚀",
            "🚀",
            "bullish",
            "übernahme",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn sources_point_into_the_text() {
        let text = "Ĳ $A  GREAT\u{2019}s 📉x";
        let mut tokens = Tokens::default();
        tokens.words_of(text, Normalisation::Posts);
        let sources: Vec<&str> =
            tokens.sources.iter().map(|range| &text[range.start as usize..range.end as usize]).collect();
        assert_eq!(sources, ["Ĳ", "GREAT\u{2019}s", "📉", "x"]);
    }

    #[test]
    fn plain_words_have_two_letters() {
        assert_eq!(words("A b-c DEF_1 é ÉÉ", Normalisation::Plain), ["def_1", "éé"]);
    }
}
