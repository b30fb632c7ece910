//! A text as words and the white space between them.

/// Words (without white space) and white space, in turn; together they are the text.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_whitespace() { end_of_space(rest) } else { end_of_word(rest) };
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some(if first.is_whitespace() { Run::Space(run) } else { Run::Word(run) })
    })
}

/// A word or the white space behind it.
pub(super) enum Run<'t> {
    Word(&'t str),
    Space(&'t str),
}

/// Appends `text` with each word changed; none takes the word out.
pub(super) fn map_words<'t>(text: &'t str, out: &mut String, change: impl Fn(&'t str) -> Option<&'t str>) {
    for run in runs(text) {
        match run {
            Run::Space(space) => out.push_str(space),
            Run::Word(word) => out.push_str(change(word).unwrap_or_default()),
        }
    }
}

fn end_of_word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            if is_ascii_space(bytes[at]) {
                return at;
            }
            at += 1;
            continue;
        }
        let c = text[at..].chars().next().unwrap_or(' ');
        if c.is_whitespace() {
            return at;
        }
        at += c.len_utf8();
    }
    at
}

fn end_of_space(text: &str) -> usize {
    text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len())
}

/// As [`char::is_whitespace`] has it.
fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
