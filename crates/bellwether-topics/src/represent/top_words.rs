//! The words that say most about a topic, and a label made of them.

use super::{Sparse, Vocabulary};

/// The `count` words with the highest weights of each topic, the highest first; the first in order where weights are the
/// same. Only words that weigh more than nothing.
pub fn top_words(weights: &Sparse, count: usize) -> Vec<Vec<(u32, f64)>> {
    (0..weights.len())
        .map(|topic| {
            let (columns, values) = weights.row(topic);
            let entries = columns.iter().copied().zip(values.iter().copied());
            let mut words: Vec<(u32, f64)> = entries.filter(|entry| entry.1 > 0.0).collect();
            words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            words.truncate(count);
            words
        })
        .collect()
}

/// The words of these columns.
///
/// # Panics
/// Where a column is not one of the vocabulary.
pub fn words_of<'v>(vocabulary: &'v Vocabulary, top: &[(u32, f64)]) -> Vec<&'v str> {
    top.iter().map(|&(column, _)| vocabulary.terms()[column as usize].as_str()).collect()
}

/// A topic's number and its first four words, as BERTopic labels topics: `0_oil_prices_crude_opec`; outliers are `-1`.
pub fn label(topic: Option<usize>, words: &[&str]) -> String {
    let mut label = topic.map_or("-1".to_owned(), |topic| topic.to_string());
    for word in words.iter().take(4) {
        label.push('_');
        label.push_str(word);
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_in_order_and_nothing_weighs_nothing() {
        let weights = Sparse::from_rows(4, &[vec![(0, 1.0), (1, 2.0), (2, 1.0), (3, -1.0)], vec![]]);
        assert_eq!(top_words(&weights, 2), [vec![(1, 2.0), (0, 1.0)], vec![]]);
        assert_eq!(top_words(&weights, 9)[0].len(), 3);
    }
}
