//! The n-grams of a text, as slices of its buffer.

use super::tokens::Tokens;
use super::{Analyzer, Ngrams};

/// Calls `visit` with each n-gram and the words (first, past the last) that it is made of.
#[inline]
pub(super) fn visit(
    tokens: &Tokens,
    analyzer: Analyzer,
    ngrams: Ngrams,
    visit: &mut impl FnMut(&[u8], usize, usize),
) {
    match analyzer {
        Analyzer::Word => word_grams(tokens, ngrams, visit),
        Analyzer::CharWb => char_grams(tokens, ngrams, visit),
    }
}

#[inline]
fn word_grams(tokens: &Tokens, ngrams: Ngrams, visit: &mut impl FnMut(&[u8], usize, usize)) {
    let words = &tokens.words;
    for first in 0..words.len() {
        for n in ngrams.min..=ngrams.max {
            let Some(last) = words.get(first + n - 1) else { break };
            let gram = &tokens.buffer[words[first].start as usize..last.end as usize];
            visit(gram, first, first + n);
        }
    }
}

/// n-grams of characters of each word with a space before and after it. A padded word shorter than n counts once,
/// whole, whatever the number of longer n.
#[inline]
fn char_grams(tokens: &Tokens, ngrams: Ngrams, visit: &mut impl FnMut(&[u8], usize, usize)) {
    for (index, word) in tokens.words.iter().enumerate() {
        let padded = &tokens.buffer[word.start as usize - 1..=word.end as usize];
        if padded.is_ascii() {
            for n in ngrams.min..=ngrams.max {
                if padded.len() <= n {
                    visit(padded, index, index + 1);
                    break;
                }
                for gram in padded.windows(n) {
                    visit(gram, index, index + 1);
                }
            }
        } else {
            wide_grams(padded, ngrams, &mut |gram| visit(gram, index, index + 1));
        }
    }
}

/// The same where characters have several bytes.
#[inline(never)]
fn wide_grams(padded: &[u8], ngrams: Ngrams, visit: &mut impl FnMut(&[u8])) {
    let is_start = |&at: &usize| padded[at] & 0xc0 != 0x80;
    let mut starts: Vec<usize> = (0..padded.len()).filter(is_start).collect();
    starts.push(padded.len());
    let characters = starts.len() - 1;
    for n in ngrams.min..=ngrams.max {
        if characters <= n {
            visit(padded);
            break;
        }
        for first in 0..=characters - n {
            visit(&padded[starts[first]..starts[first + n]]);
        }
    }
}
