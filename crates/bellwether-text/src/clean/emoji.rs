//! Emoji: their names, or none.

use emojis::Emoji;

use super::runs::{Run, runs};

/// Emoji have at most so many characters (a family of four with joiners, a flag of a region by tags).
const LONGEST: usize = 14;

/// The name of each emoji between spaces.
pub(super) fn to_words(text: &str, out: &mut String) {
    replace(text, out, |emoji, out| {
        out.push(' ');
        out.push_str(emoji.name());
        out.push(' ');
    });
}

/// A space in the place of each emoji.
pub(super) fn out(text: &str, out: &mut String) {
    replace(text, out, |_, out| out.push(' '));
}

fn replace(text: &str, out: &mut String, write: impl Fn(&Emoji, &mut String)) {
    if text.is_ascii() {
        out.push_str(text);
        return;
    }
    for run in runs(text) {
        match run {
            Run::Space(space) => out.push_str(space),
            Run::Word(word) if word.is_ascii() => out.push_str(word),
            Run::Word(word) => replace_in_word(word, out, &write),
        }
    }
}

fn replace_in_word(word: &str, out: &mut String, write: &impl Fn(&Emoji, &mut String)) {
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some((emoji, len)) = first_emoji(rest, c) {
            write(emoji, out);
            rest = &rest[len..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// The longest emoji at the start of the text, and its length in bytes.
pub(super) fn first_emoji(text: &str, first: char) -> Option<(&'static Emoji, usize)> {
    // keycaps (1️⃣) start with ASCII; else emoji start at ©
    let may_be = if first.is_ascii() {
        matches!(first, '0'..='9' | '#' | '*') && text[1..].starts_with(['\u{fe0f}', '\u{20e3}'])
    } else {
        matches!(first, '©' | '®' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
    };
    if !may_be {
        return None;
    }
    let ends = text.char_indices().take(LONGEST).map(|(i, c)| (i + c.len_utf8(), c));
    let mut longest = None;
    let mut joined = false;
    for (end, c) in ends {
        // beyond a character that does not join, nothing longer can come
        let joins = matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        if end > first.len_utf8() && !joins && !joined {
            break;
        }
        joined = c == '\u{200d}';
        if let Some(emoji) = emojis::get(&text[..end]) {
            longest = Some((emoji, end));
        }
    }
    longest.map(|(emoji, end)| {
        let selector = if text[end..].starts_with('\u{fe0f}') { '\u{fe0f}'.len_utf8() } else { 0 };
        (emoji, end + selector)
    })
}
