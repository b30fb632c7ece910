//! The topics of one fold: found in some posts, and given to others; kept on disk between runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bellwether_core::RunContext;
use bellwether_topics::TopicsError;
use bellwether_topics::embed::EmbedParams;
use bellwether_topics::models::{FittedTopicModel, TopicModelParams};
use bellwether_topics::posts;
use serde::{Deserialize, Serialize};

use super::corpus::{Corpus, Place};
use crate::StudyError;
use crate::cache::write_atomically;
use crate::config::TopicsConfig;

/// To be raised with any change of what topics are found.
const TOPICS_VERSION: u32 = 1;
/// Words of a vocabulary that is as large as needed.
const ANY: usize = usize::MAX;

/// What is known of each topic, and the topic of each post; none outside all topics, and without a word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) topics: Vec<FoundTopic>,
    /// Of the posts in which topics were found.
    pub(super) fitted: Vec<Option<usize>>,
    /// Of those that were assigned.
    pub(super) assigned: Vec<Option<usize>>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FoundTopic {
    /// The heaviest first.
    pub(super) words: Vec<String>,
    /// Places among the posts of the fit that are most like it.
    pub(super) examples: Vec<usize>,
}

/// A folder of topics that were found before, by content.
pub(super) struct Kept<'a> {
    pub(super) folder: &'a Path,
    /// Whether what is there is used.
    pub(super) used: bool,
}

impl Kept<'_> {
    /// The topics of posts, from the folder where they are there.
    pub(super) fn find(
        &self,
        topics: &TopicsConfig,
        corpus: &Corpus<'_>,
        (fitted, others): (&[Place], &[Place]),
        run: &RunContext,
    ) -> Result<Result<Found, TopicsError>, StudyError> {
        // the content of an encoder's folder is not in the key, and its vectors are kept by their own
        let mut model = topics.model.clone();
        if let Some(EmbedParams::Encoder(_)) = model.as_mut().and_then(TopicModelParams::embed_mut) {
            return Ok(find(topics, corpus, fitted, others, run));
        }
        let path = self.path(topics, corpus, fitted, others);
        let kept = || serde_json::from_slice(&std::fs::read(&path).ok()?).ok();
        if let Some(found) = self.used.then(kept).flatten().filter(|kept| fits(kept, fitted, others)) {
            return Ok(Ok(found));
        }
        let found = match find(topics, corpus, fitted, others, run) {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        let json = serde_json::to_vec(&found).expect("topics are words and numbers");
        std::fs::create_dir_all(self.folder)
            .map_err(|source| StudyError::Write { path: self.folder.to_owned(), source })?;
        write_atomically(&path, &json)?;
        Ok(Ok(found))
    }

    fn path(
        &self,
        topics: &TopicsConfig,
        corpus: &Corpus<'_>,
        fitted: &[Place],
        others: &[Place],
    ) -> PathBuf {
        let TopicsConfig { model, seed, .. } = topics;
        let mut hasher = blake3::Hasher::new_derive_key("bellwether topics of a fold 1");
        let settings = serde_json::to_vec(&(
            env!("CARGO_PKG_VERSION"),
            TOPICS_VERSION,
            bellwether_models::instruction_set(),
            model,
            seed,
        ));
        hasher.update(&settings.expect("settings are numbers and strings"));
        for places in [fitted, others] {
            hasher.update(&(places.len() as u64).to_le_bytes());
            for &place in places {
                let document = corpus.document(place);
                hasher.update(&(document.text.len() as u64).to_le_bytes());
                hasher.update(document.text.as_bytes());
            }
        }
        self.folder.join(format!("{}.json", &hasher.finalize().to_hex()[..32]))
    }
}

/// Whether a file that was read has a topic for each post.
fn fits(found: &Found, fitted: &[Place], others: &[Place]) -> bool {
    let known = |of: &[Option<usize>]| of.iter().flatten().all(|topic| *topic < found.topics.len());
    let examples = found.topics.iter().flat_map(|topic| &topic.examples);
    found.fitted.len() == fitted.len()
        && found.assigned.len() == others.len()
        && known(&found.fitted)
        && known(&found.assigned)
        && examples.copied().all(|at| at < fitted.len())
}

/// Posts that say the same are one document. Which of their texts it is does not depend on their order.
fn find(
    topics: &TopicsConfig,
    corpus: &Corpus<'_>,
    fitted: &[Place],
    others: &[Place],
    run: &RunContext,
) -> Result<Found, TopicsError> {
    // the texts of a key with the first post that has them
    let mut different: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (at, &place) in fitted.iter().enumerate() {
        let document = corpus.document(place);
        if !document.key.is_empty() {
            let entry = different.entry(&document.key).or_insert((&document.text, at));
            *entry = (*entry).min((&document.text, at));
        }
    }
    let texts: Vec<&str> = different.values().map(|(text, _)| *text).collect();
    let firsts: Vec<usize> = different.values().map(|(_, first)| *first).collect();
    let model = fit(topics, &texts, run)?;
    let topic_of: BTreeMap<&str, Option<usize>> =
        different.keys().copied().zip(model.topic_of().iter().copied()).collect();

    let mut later: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for &place in others {
        let document = corpus.document(place);
        if !document.key.is_empty() {
            later.insert(&document.text, None);
        }
    }
    let texts: Vec<&str> = later.keys().copied().collect();
    let assigned = model.assign(&texts, run)?;
    later.values_mut().zip(assigned).for_each(|(topic, found)| *topic = found);

    let topic = |topic: &bellwether_topics::models::Topic| FoundTopic {
        words: topic.words.iter().map(|(word, _)| word.clone()).collect(),
        examples: topic.examples.iter().map(|&document| firsts[document]).collect(),
    };
    let of_fit = |&place: &Place| topic_of.get(corpus.document(place).key.as_str()).copied().flatten();
    let of_later = |&place: &Place| later.get(corpus.document(place).text.as_str()).copied().flatten();
    Ok(Found {
        topics: model.topics().iter().map(topic).collect(),
        fitted: fitted.iter().map(of_fit).collect(),
        assigned: others
            .iter()
            .map(|place| if corpus.document(*place).key.is_empty() { None } else { of_later(place) })
            .collect(),
    })
}

/// Vectors are no longer than the posts of the fold can fill.
fn fit(topics: &TopicsConfig, texts: &[&str], run: &RunContext) -> Result<FittedTopicModel, TopicsError> {
    let mut params = match &topics.model {
        Some(model) => model.clone(),
        None => TopicModelParams::Bertopic(Box::new(posts::bertopic(texts.len(), ANY))),
    };
    loop {
        let (error, most) = match params.fit(texts, run) {
            Err(error @ TopicsError::TooFewDocuments { setting: "width", found, .. }) => (error, found),
            Err(error @ TopicsError::TooFewTerms { found, .. }) => (error, found),
            other => return other,
        };
        let width = match params.embed_mut() {
            Some(EmbedParams::Lsa(lsa)) => &mut lsa.width,
            Some(EmbedParams::Ppmi(ppmi)) => &mut ppmi.width,
            Some(EmbedParams::Encoder(_)) | None => return Err(error),
        };
        if most < 2 || most >= *width {
            return Err(error);
        }
        *width = most;
    }
}
