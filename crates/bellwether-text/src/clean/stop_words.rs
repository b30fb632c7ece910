//! English stop words.

use std::sync::LazyLock;

use super::runs::map_words;
use super::table::WordSet;

/// The English list of NLTK, from the crate `stop-words`.
static ENGLISH: LazyLock<WordSet> = LazyLock::new(|| {
    let words = stop_words::lookup("en").unwrap_or_default();
    words.iter().copied().collect()
});

/// No stop word is longer, so that longer words need no look-up.
const LONGEST: usize = 12;

/// Takes out stop words in any case; `’` counts as `'`.
pub(super) fn out(text: &str, out: &mut String) {
    let english = &*ENGLISH;
    map_words(text, out, |word| (!is_stop_word(english, word)).then_some(word));
}

fn is_stop_word(english: &WordSet, word: &str) -> bool {
    let mut lower = [0; LONGEST];
    let plain;
    let word = if word.is_ascii() {
        word
    } else if word.contains('’') && word.len() <= LONGEST + 2 {
        plain = word.replace('’', "'");
        &plain
    } else {
        return false;
    };
    if word.len() > LONGEST {
        return false;
    }
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(|lower| english.contains(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_fit() {
        assert!(ENGLISH.len() > 170);
        for word in stop_words::lookup("en").unwrap() {
            assert!(word.is_ascii() && word.len() <= LONGEST, "{word}");
            let mut cleaned = String::new();
            out(&word.to_uppercase().replace('\'', "’"), &mut cleaned);
            assert_eq!(cleaned, "");
        }
    }
}
