//! What stays of a text's characters.

use unicode_normalization::char::is_combining_mark;

use super::runs::{Run, map_words, runs};

/// Keeps letters, digits, white space and apostrophes between letters.
pub(super) fn symbols_out(text: &str, out: &mut String) {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let kept = if c.is_ascii() {
            let joins =
                c == '\'' && before.is_alphabetic() && chars.peek().is_some_and(|n| n.is_alphabetic());
            if c.is_ascii_alphanumeric() || joins || c.is_whitespace() { c } else { ' ' }
        } else if c == '’' && before.is_alphabetic() && chars.peek().is_some_and(|n| n.is_alphabetic()) {
            '\''
        } else if c.is_alphanumeric() || c.is_whitespace() || (is_combining_mark(c) && is_word(before)) {
            c
        } else {
            ' '
        };
        out.push(kept);
        before = kept;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Each mark becomes a space.
pub(super) fn punctuation_out(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if is_punctuation(c) { ' ' } else { c }));
}

fn is_punctuation(c: char) -> bool {
    // dashes, quotes, daggers, bullets, ellipsis; the brackets of CJK; inverted marks and guillemets
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}')
        || matches!(c, '\u{3008}'..='\u{3011}' | '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
}

/// Takes out words without a letter.
pub(super) fn numbers_out(text: &str, out: &mut String) {
    map_words(text, out, |word| word.chars().any(char::is_alphabetic).then_some(word));
}

/// Takes out what is beyond ASCII.
pub(super) fn non_ascii_out(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.push_str(text);
    } else {
        out.extend(text.chars().filter(char::is_ascii));
    }
}

/// One space between words.
pub(super) fn spaces(text: &str, out: &mut String) {
    let start = out.len();
    for run in runs(text) {
        if let Run::Word(word) = run {
            if out.len() > start {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
}
