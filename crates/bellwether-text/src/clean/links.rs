//! Links.

use super::runs::map_words;

/// What links start with, in lower case.
const STARTS: [&str; 5] = ["http://", "https://", "www.", "pic.twitter.com/", "t.co/"];

/// Takes out each link up to the white space behind it, and what marks one that was taken out before.
pub(super) fn out(text: &str, out: &mut String) {
    map_words(text, out, |word| {
        let before = start_of_link(word).map_or(word, |at| &word[..at]);
        (!is_mark(before)).then_some(before)
    });
}

/// As the model card of `twitter-roberta` has it: words between single spaces.
pub(super) fn to_http(text: &str, out: &mut String) {
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(if word.starts_with("http") { "http" } else { word });
    }
}

fn is_mark(word: &str) -> bool {
    matches!(word.trim_matches(|c: char| c.is_ascii_punctuation()), "URL" | "url")
}

/// Whether a link starts the text.
pub(super) fn starts_link(word: &str) -> bool {
    let bytes = word.as_bytes();
    STARTS
        .iter()
        .any(|start| bytes.len() > start.len() && bytes[..start.len()].eq_ignore_ascii_case(start.as_bytes()))
}

/// Where a link starts: not behind an ASCII letter or digit (Japanese and Chinese put no space there).
fn start_of_link(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let mut inside = false;
    for (i, &byte) in bytes.iter().enumerate() {
        let may_start = matches!(byte | 0x20, b'h' | b'w' | b'p' | b't');
        if may_start && !inside && starts_link(&word[i..]) {
            return Some(i);
        }
        inside = byte.is_ascii_alphanumeric();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut cleaned = String::new();
        out(text, &mut cleaned);
        cleaned
    }

    #[test]
    fn links_end_at_white_space() {
        assert_eq!(without("see https://t.co/a?b=c, now"), "see  now");
        assert_eq!(without("(WWW.x.com) pic.twitter.com/q"), "( ");
        assert_eq!(without("left URL, (URL"), "left  ");
        assert_eq!(without("xhttp://a http:// curl"), "xhttp://a http:// curl");
        assert_eq!(without("日本http://t.co/x"), "日本");
        assert_eq!(without("URL&http://t.co/x"), "");
    }
}
