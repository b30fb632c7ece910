//! Names, hashtags, cashtags and the head of a retweet.

use super::tokens::{TokenKind, cashtag_len, tag_len, tokens};

/// `@user` for words between single spaces that start with `@` and go on, as the model card of `twitter-roberta` has it.
pub(super) fn to_user(text: &str, out: &mut String) {
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(if word.len() > 1 && word.starts_with('@') { "@user" } else { word });
    }
}

/// Takes out each word of letters, digits and `_` behind `mark`, where that does not stand behind such a character.
pub(super) fn out(text: &str, mark: char, out: &mut String) {
    take_out(text, mark, out, tag_len);
}

/// Takes out each cashtag.
pub(super) fn cashtags_out(text: &str, out: &mut String) {
    take_out(text, '$', out, cashtag_len);
}

/// A space stays in the place of what is taken out, so that no new one comes about.
fn take_out(text: &str, mark: char, out: &mut String, len: impl Fn(&str) -> Option<usize>) {
    let mut rest = text;
    let mut before = None;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        before = rest[..at].chars().next_back().or(before);
        rest = &rest[at..];
        let inside = before.is_some_and(|c: char| c.is_alphanumeric() || c == '_');
        if let Some(len) = len(rest).filter(|_| !inside) {
            out.push(' ');
            rest = &rest[len..];
            before = Some(' ');
        } else {
            out.push(mark);
            rest = &rest[mark.len_utf8()..];
            before = Some(mark);
        }
    }
    out.push_str(rest);
}

/// The text behind `RT @name:` at its start, however often that stands there; the text itself when it does not.
pub(crate) fn behind_retweet_head(text: &str) -> &str {
    let mut rest = text;
    while let Some((_, behind)) = retweet(rest) {
        rest = behind;
    }
    rest
}

/// Who is retweeted, and what, in a text that starts with `RT @name:`.
pub(crate) fn retweet(text: &str) -> Option<(&str, &str)> {
    let head = text.trim_start();
    let behind = head.strip_prefix("RT").or_else(|| head.strip_prefix("rt"))?;
    let name = behind.trim_start();
    let len = tag_len(name).filter(|_| name.starts_with('@') && name.len() < behind.len())?;
    let rest = name[len..].trim_start();
    Some((&name[..len], rest.strip_prefix(':').unwrap_or(rest).trim_start()))
}

/// Cashtags of a text, and its words of whatever kind.
pub(crate) fn cashtags_and_words(text: &str) -> (usize, usize) {
    let (mut cashtags, mut words) = (0, 0);
    for token in tokens(text) {
        match token.kind {
            TokenKind::Cashtag => {
                cashtags += 1;
                words += 1;
            }
            TokenKind::Symbol => {}
            _ => words += 1,
        }
    }
    (cashtags, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retweet_has_a_head() {
        assert_eq!(retweet("RT @jim: buy"), Some(("@jim", "buy")));
        assert_eq!(retweet("rt @jim buy"), Some(("@jim", "buy")));
        assert_eq!(behind_retweet_head("RT @a: RT @b: buy RT @c: x"), "buy RT @c: x");
        for text in ["RT", "RT: buy", "ART @jim: x", "RT@jim: x", "he said RT @jim: x", "RT @"] {
            assert_eq!(retweet(text), None, "{text}");
        }
    }

    #[test]
    fn marks_inside_words_stay() {
        let mut cleaned = String::new();
        out("a@b.c @user, @@x", '@', &mut cleaned);
        assert_eq!(cleaned, "a@b.c  , @ ");
        cleaned.clear();
        cashtags_out("$AAPL's US$5 $700 $BRK.B. A$AAPL", &mut cleaned);
        assert_eq!(cleaned, " 's US$5 $700  . A$AAPL");
    }
}
