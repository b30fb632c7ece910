//! Lower case, and plain characters for their look-alikes.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Unicode's NFKC.
pub(super) fn compatible(text: &str, out: &mut String) {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        out.push_str(text);
    } else {
        out.extend(text.nfkc());
    }
}

/// Lower case; of a capital sigma at a word's end the final one.
pub(super) fn lower_case(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
    } else {
        out.push_str(&text.to_lowercase());
    }
}
