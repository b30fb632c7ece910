//! Posts that say the same as one document.

use std::collections::HashMap;

use bellwether_topics::posts::{PostDocument, PostReader};
use bellwether_topics::represent::Words;
use rayon::prelude::*;

use crate::cli::args::TopicTexts;

/// Different documents, in the order of what they say: so the order of the rows does not matter.
pub(crate) struct Folded {
    /// What the models read.
    pub(crate) documents: Vec<String>,
    /// The document of each row; none for a row without a word.
    pub(crate) of_row: Vec<Option<usize>>,
    /// A row of each document, which is shown.
    pub(crate) first: Vec<usize>,
}

impl Folded {
    /// Of posts, those with the same words in the same order are one, retweets among them; of other texts, those that are
    /// the same.
    pub(crate) fn new(texts: &[String], kind: TopicTexts) -> Self {
        let read: Vec<PostDocument> = texts
            .par_iter()
            .with_min_len(64)
            .map_init(PostReader::default, |reader, text| read(text, kind, reader))
            .collect();
        let mut order: Vec<usize> = (0..read.len()).filter(|&row| !read[row].key.is_empty()).collect();
        order.par_sort_by(|&a, &b| {
            let by = |row: usize| (&read[row].key, &read[row].text);
            by(a).cmp(&by(b)).then(a.cmp(&b))
        });
        let mut folded = Self { documents: Vec::new(), of_row: vec![None; texts.len()], first: Vec::new() };
        let mut last: Option<&str> = None;
        for row in order {
            let PostDocument { key, text } = &read[row];
            if last != Some(key.as_str()) {
                folded.documents.push(text.clone());
                folded.first.push(row);
                last = Some(key);
            }
            let at = folded.documents.len() - 1;
            folded.of_row[row] = Some(at);
            // of posts that say the same, the shortest: the order of the rows shows nowhere
            let shown = |row: usize| (texts[row].len(), &texts[row], row);
            if shown(row) < shown(folded.first[at]) {
                folded.first[at] = row;
            }
        }
        folded
    }

    /// Rows of each document.
    pub(crate) fn rows(&self) -> Vec<usize> {
        let mut rows = vec![0; self.documents.len()];
        self.of_row.iter().flatten().for_each(|&document| rows[document] += 1);
        rows
    }

    /// Rows without a word.
    pub(crate) fn without_words(&self) -> usize {
        self.of_row.iter().filter(|document| document.is_none()).count()
    }
}

fn read(text: &str, kind: TopicTexts, reader: &mut PostReader) -> PostDocument {
    match kind {
        TopicTexts::Posts => reader.read(text),
        TopicTexts::Documents => {
            let is_empty = Words::Plain.of(text).is_empty();
            let text = text.trim().to_owned();
            PostDocument { key: if is_empty { String::new() } else { text.clone() }, text }
        }
    }
}

/// Each different text once, and which of them each row has.
pub(crate) fn different(texts: &[String]) -> (Vec<&str>, Vec<usize>) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut different = Vec::new();
    let of_row = texts
        .iter()
        .map(|text| {
            *places.entry(text).or_insert_with(|| {
                different.push(text.as_str());
                different.len() - 1
            })
        })
        .collect();
    (different, of_row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn retweets_and_links_are_the_same_post() {
        let texts = owned(&[
            "RT @jim: $AAPL Apple slips, http://t.co/1",
            "#apple slips!",
            "https://t.co/2 @tim",
            "Apple rises",
            "Apple slips on https://t.co/3",
        ]);
        let folded = Folded::new(&texts, TopicTexts::Posts);
        assert_eq!(folded.documents.len(), 3);
        assert_eq!(folded.of_row, [Some(1), Some(1), None, Some(0), Some(2)]);
        assert_eq!((folded.first.as_slice(), folded.rows()), (&[3, 1, 4][..], vec![1, 2, 1]));
        assert_eq!(folded.without_words(), 1);
        let folded = Folded::new(&texts, TopicTexts::Documents);
        assert_eq!(folded.documents.len(), 5);
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let one = owned(&["b b", "RT @x: a c", "a c", "d"]);
        let two: Vec<String> = one.iter().rev().cloned().collect();
        assert_eq!(
            Folded::new(&one, TopicTexts::Posts).documents,
            Folded::new(&two, TopicTexts::Posts).documents
        );
    }

    #[test]
    fn texts_are_scored_once() {
        let texts = owned(&["x", "y", "x"]);
        assert_eq!(different(&texts), (vec!["x", "y"], vec![0, 1, 0]));
    }
}
