//! Our own list of words of the trade and of its message boards, rated as VADER rates words.

/// Word or emoji, tab, rating from -4 to 4. Written for this project; sorted by hand into nine steps.
pub(crate) const FINANCE_LEXICON: &str = include_str!("../data/finance/lexicon.tsv");

/// The words and their ratings.
pub(crate) fn entries() -> impl Iterator<Item = (&'static str, f64)> {
    FINANCE_LEXICON.lines().map(|line| {
        let (word, rating) = line.split_once('\t').expect("the bundled lexicon has two columns");
        (word, rating.parse().expect("the bundled lexicon rates every word with a number"))
    })
}
