//! What a group is about, in words.
//!
//! [`Vocabulary`] counts the words of documents, [`CTfIdf`] weighs the words of the groups, and what follows works on those
//! weights: the words at the top, labels, merging of topics, documents outside all topics, topics over time, a hierarchy.
//!
//! A document's topic is an `Option<usize>`: none is an outlier.
//!
//! ```
//! use bellwether_topics::represent::{CTfIdf, CTfIdfParams, Vocabulary, VocabularyParams, label, top_words, words_of};
//!
//! let documents = ["oil prices rose", "crude oil fell", "the cup final", "a cup match"];
//! let topic_of = [Some(0), Some(0), Some(1), Some(1)];
//! let (vocabulary, counts) = Vocabulary::fit(&VocabularyParams::default(), &documents)?;
//! let by_topic = counts.summed_by(&topic_of, 2);
//! let weights = CTfIdf::fit(&CTfIdfParams::default(), &by_topic).transform(by_topic);
//! let top = top_words(&weights, 3);
//! assert_eq!(label(Some(0), &words_of(&vocabulary, &top[0])), "0_oil_crude_fell");
//! assert_eq!(words_of(&vocabulary, &top[1])[0], "cup");
//! # Ok::<(), bellwether_topics::TopicsError>(())
//! ```

mod c_tf_idf;
mod centroids;
mod hierarchy;
mod merge;
mod mmr;
mod outliers;
mod over_time;
mod sparse;
mod top_words;
mod vocabulary;
mod words;

pub use c_tf_idf::{CTfIdf, CTfIdfParams, Formula};
pub use centroids::{centroids, cosine};
pub use hierarchy::{Linkage, Merge, hierarchy, linkage};
pub use merge::{Merged, merge_topics};
pub use mmr::maximal_marginal_relevance;
pub use outliers::{OutlierParams, Reassigned, nearest_by_embedding, nearest_by_words, reassign_outliers};
pub use over_time::{OverTimeParams, TopicAtTime, equal_bins, over_time};
pub use sparse::Sparse;
pub use top_words::{label, top_words, words_of};
pub use vocabulary::{DocumentLimit, NgramRange, StopWords, Vocabulary, VocabularyParams};
pub use words::Words;
