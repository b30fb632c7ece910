//! Characters that HTML writes as references.

/// The longest reference is `&#x10ffff;`.
const LONGEST: usize = 10;

/// Decodes once: `&amp;amp;` becomes `&amp;`.
pub(super) fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let window = &rest.as_bytes()[..rest.len().min(LONGEST)];
        let end = window.iter().position(|&b| b == b';');
        if let Some((c, end)) = end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    let number = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "nbsp" => return Some('\u{a0}'),
        _ => name.strip_prefix('#')?,
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_become_characters_and_the_rest_stays() {
        let cases = [
            ("S&amp;P &lt;3 &gt; &quot;x&quot;", "S&P <3 > \"x\""),
            ("&#39;&#x2019;&#128640;", "'’🚀"),
            ("&amp;amp;", "&amp;"),
            (
                "AT&T & co; &bogus; &#xZZ; &#1114112; &#55296; &",
                "AT&T & co; &bogus; &#xZZ; &#1114112; &#55296; &",
            ),
            ("&ééééé;", "&ééééé;"),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            decode(text, &mut out);
            assert_eq!(out, expected);
        }
    }
}
