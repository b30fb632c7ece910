//! Posts as documents: what of a post is no talk is left out, and posts that say the same are one document.
//!
//! The defaults of this module are for texts of a line or two; those of [`BertopicParams`] are for articles.

use bellwether_text::{Cleaner, Step};

use crate::cluster::{ClusterParams, HdbscanParams};
use crate::embed::{EmbedParams, PpmiParams};
use crate::models::BertopicParams;
use crate::reduce::{ReduceParams, UmapParams};
use crate::represent::{DocumentLimit, VocabularyParams, Words};

/// What of a post is no talk.
const STEPS: [Step; 7] = [
    Step::Entities,
    Step::CompatibilityForms,
    Step::RetweetHeadOut,
    Step::LinksOut,
    Step::MentionsOut,
    // which stocks are named says where a post is shown, more than what it is about
    Step::CashtagsOut,
    Step::Spaces,
];
/// Words that posts are full of and that say nothing: of links, retweets and HTML.
const CHAFF: [&str; 10] = ["url", "rt", "via", "amp", "http", "https", "u", "im", "dont", "ht"];
/// Documents for each document that a topic must have, and the bounds of that.
const DOCUMENTS: usize = 250;
const SIZES: (usize, usize) = (15, 100);
/// Values in a post's vector, at most, and documents for each.
const WIDTH: usize = 50;
const DOCUMENTS_A_VALUE: usize = 4;
/// Neighbours that posts keep, and by which it is judged how dense they lie: short texts need more than articles do.
const NEIGHBOURS: usize = 30;
const SAMPLES: usize = 15;

/// A post as models read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostDocument {
    /// Its words in order: posts with the same ones say the same. Empty for a post without a word.
    pub key: String,
    /// Its text.
    pub text: String,
}

/// Makes documents of posts.
pub struct PostReader(Cleaner);

impl Default for PostReader {
    fn default() -> Self {
        Self(Cleaner::new(&STEPS))
    }
}

impl PostReader {
    /// A post without links, mentions, cashtags and the head of a retweet; hashtags and owners are plain words.
    ///
    /// ```
    /// use bellwether_topics::posts::PostReader;
    ///
    /// let read = PostReader::default().read("RT @jim: $AAPL Apple’s camera is #great, http://t.co/1");
    /// assert_eq!((read.text.as_str(), read.key.as_str()), ("Apple camera is great,", "apple camera is great"));
    /// ```
    pub fn read(&mut self, post: &str) -> PostDocument {
        let text = plain(self.0.clean(post));
        PostDocument { key: Words::Posts.of(&text).join(" "), text }
    }
}

/// The smallest topic among so many documents.
pub fn min_topic_size(documents: usize) -> usize {
    (documents / DOCUMENTS).clamp(SIZES.0, SIZES.1)
}

/// The length of vectors that so many documents and words can fill, at most `most`.
pub fn width(most: usize, documents: usize, words: usize) -> usize {
    most.min(documents / DOCUMENTS_A_VALUE).min(words).max(2)
}

/// The words of so many posts.
pub fn vocabulary(documents: usize) -> VocabularyParams {
    VocabularyParams {
        words: Words::Posts,
        more_stop_words: CHAFF.map(str::to_owned).to_vec(),
        min_documents: DocumentLimit::Count((documents / 2000).clamp(2, 10)),
        max_documents: DocumentLimit::Share(0.5),
        ..VocabularyParams::default()
    }
}

/// BERTopic's method for so many posts that use so many words: vectors of words from the words around them, UMAP, HDBSCAN.
pub fn bertopic(documents: usize, words: usize) -> BertopicParams {
    let size = min_topic_size(documents);
    let cluster = HdbscanParams {
        min_cluster_size: size,
        min_samples: Some(SAMPLES.min(size)),
        ..HdbscanParams::default()
    };
    let vocabulary = vocabulary(documents);
    let embed = PpmiParams {
        vocabulary: vocabulary.clone(),
        width: width(WIDTH, documents, words),
        ..PpmiParams::default()
    };
    let UmapParams { n_neighbors, .. } = UmapParams::default();
    let n_neighbors = NEIGHBOURS.min(documents / DOCUMENTS_A_VALUE).max(n_neighbors);
    BertopicParams {
        embed: EmbedParams::Ppmi(embed),
        reduce: ReduceParams::Umap(UmapParams { n_neighbors, ..UmapParams::default() }),
        cluster: ClusterParams::Hdbscan(cluster),
        vocabulary,
        ..BertopicParams::default()
    }
}

/// Hashtags as words, and words without `'s`: `#Apple`, `Apple’s` and `Apple` are one.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '#' {
            continue;
        }
        if matches!(c, '\'' | '’') && out.ends_with(char::is_alphanumeric) {
            let mut next = rest.clone();
            let is_s = next.next().is_some_and(|c| c == 's' || c == 'S');
            if is_s && !next.next().is_some_and(char::is_alphanumeric) {
                rest.next();
                continue;
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn hashtags_and_owners_are_words() {
        assert_eq!(plain("#Apple’s watch isn't Tim's, 's it?"), "Apple watch isn't Tim, 's it?");
        assert_eq!(plain("'80s Apple'sauce it's"), "'80s Apple'sauce it");
    }
}
