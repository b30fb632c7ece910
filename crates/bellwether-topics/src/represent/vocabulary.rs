//! The words of documents, and how often each document has them.
//!
//! Words without stop words; n-grams of what is left; terms in too few or too many documents dropped; columns in the order
//! of the code points. As scikit-learn's `CountVectorizer`, in its order and with its rules for the limits.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Sparse, Words};
use crate::TopicsError;

/// Documents that one thread reads in a row.
const CHUNK: usize = 256;

/// How documents become counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct VocabularyParams {
    /// What a word is. Default: plain.
    pub words: Words,
    /// Shortest and longest n-gram, 1 to 5. Default: 1 to 1.
    pub ngrams: NgramRange,
    /// Words that are left out, before n-grams are made. Default: English.
    pub stop_words: StopWords,
    /// More words that are left out. Default: none.
    pub more_stop_words: Vec<String>,
    /// A term in fewer documents is dropped. Default: 1.
    pub min_documents: DocumentLimit,
    /// A term in more documents is dropped. Default: 1.0, a share: none is.
    pub max_documents: DocumentLimit,
    /// At most so many terms, those with the highest counts; the first in order where counts are the same. At least 1.
    /// Default: no limit.
    pub max_features: Option<usize>,
}

impl Default for VocabularyParams {
    fn default() -> Self {
        Self {
            words: Words::Plain,
            ngrams: NgramRange { min: 1, max: 1 },
            stop_words: StopWords::English,
            more_stop_words: Vec::new(),
            min_documents: DocumentLimit::Count(1),
            max_documents: DocumentLimit::Share(1.0),
            max_features: None,
        }
    }
}

/// Shortest and longest n-gram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NgramRange {
    /// The shortest.
    pub min: usize,
    /// The longest.
    pub max: usize,
}

/// A list of stop words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StopWords {
    /// None.
    None,
    /// The English list of NLTK.
    #[default]
    English,
}

/// A number of documents, or a share of all of them: `5` or `0.5`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DocumentLimit {
    /// So many documents.
    Count(usize),
    /// This share of the documents, 0 to 1.
    Share(f64),
}

impl DocumentLimit {
    fn of(self, documents: usize) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Share(share) => share * documents as f64,
        }
    }

    fn validate(self, setting: &'static str) -> Result<(), TopicsError> {
        match self {
            Self::Share(share) if !(0.0..=1.0).contains(&share) => Err(TopicsError::Setting {
                setting,
                found: share.to_string(),
                expected: "a share from 0.0 to 1.0, or a whole number of documents".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

impl VocabularyParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let NgramRange { min, max } = self.ngrams;
        if !(1..=5).contains(&min) || !(min..=5).contains(&max) {
            return Err(TopicsError::Setting {
                setting: "ngrams",
                found: format!("{min} to {max}"),
                expected: "1 to 5, the shortest first".to_owned(),
            });
        }
        if self.max_features == Some(0) {
            return Err(TopicsError::Setting {
                setting: "max-features",
                found: "0".to_owned(),
                expected: "at least 1".to_owned(),
            });
        }
        self.min_documents.validate("min-documents")?;
        self.max_documents.validate("max-documents")
    }

    fn stop_set(&self) -> HashSet<String> {
        let list = match self.stop_words {
            StopWords::None => &[][..],
            StopWords::English => stop_words::lookup("en").unwrap_or_default(),
        };
        let more = self.more_stop_words.iter().map(|word| word.to_lowercase());
        list.iter().map(|&word| word.to_owned()).chain(more).collect()
    }
}

/// The terms of a collection of documents, in order, and the settings with which others are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Vocabulary {
    params: VocabularyParams,
    terms: Vec<String>,
    stop: HashSet<String>,
    places: HashMap<String, u32>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    params: VocabularyParams,
    terms: Vec<String>,
}

impl From<Kept> for Vocabulary {
    fn from(Kept { params, terms }: Kept) -> Self {
        let places = terms.iter().enumerate().map(|(at, term)| (term.clone(), at as u32)).collect();
        Self { stop: params.stop_set(), params, terms, places }
    }
}

impl From<Vocabulary> for Kept {
    fn from(Vocabulary { params, terms, .. }: Vocabulary) -> Self {
        Self { params, terms }
    }
}

/// The terms of some documents, and their counts by local number.
#[derive(Default)]
struct Chunk {
    terms: Vec<String>,
    /// Of each term: documents and occurrences.
    totals: Vec<(usize, usize)>,
    rows: Vec<Vec<(u32, u32)>>,
}

impl Vocabulary {
    /// The terms of `documents`, and their counts: documents × terms.
    ///
    /// # Errors
    /// Where a setting is out of range, or no term is left.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &VocabularyParams,
        documents: &[S],
    ) -> Result<(Self, Sparse), TopicsError> {
        params.validate()?;
        let stop = params.stop_set();
        let chunks: Vec<Chunk> =
            documents.par_chunks(CHUNK).map(|documents| read(params, &stop, documents)).collect();
        let (terms, places) = select(params, documents.len(), &chunks).map_err(|nothing| {
            let Nothing { words, too_rare, too_frequent, limits } = nothing;
            let stop_words = stop_words_in(params, &stop, documents);
            TopicsError::EmptyVocabulary {
                words: words + stop_words,
                stop_words,
                too_rare,
                too_frequent,
                min_documents: limits.0.ceil() as usize,
                max_documents: limits.1.floor() as usize,
            }
        })?;
        let rows: Vec<Vec<Vec<(u32, f64)>>> = chunks
            .par_iter()
            .map(|chunk| {
                let global: Vec<Option<u32>> =
                    chunk.terms.iter().map(|term| places.get(term).copied()).collect();
                let row = |row: &Vec<(u32, u32)>| {
                    let mut row: Vec<(u32, f64)> = row
                        .iter()
                        .filter_map(|&(local, count)| Some((global[local as usize]?, f64::from(count))))
                        .collect();
                    row.sort_unstable_by_key(|entry| entry.0);
                    row
                };
                chunk.rows.iter().map(row).collect()
            })
            .collect();
        let mut counts = Sparse::empty(terms.len());
        rows.iter().flatten().for_each(|row| counts.push(row));
        Ok((Self { params: params.clone(), terms, stop, places }, counts))
    }

    /// How often each of `documents` has each term: documents × terms. A document without any is a row of zeros.
    pub fn counts<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Sparse {
        let rows: Vec<Vec<(u32, f64)>> = documents
            .par_iter()
            .with_min_len(64)
            .map(|document| {
                let mut found = Vec::new();
                each_term(&self.params, &self.stop, document.as_ref(), |term| {
                    found.extend(self.places.get(term));
                });
                found.sort_unstable();
                found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect()
            })
            .collect();
        Sparse::from_rows(self.terms.len(), &rows)
    }

    /// The terms in the order of the columns.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The column of a term.
    pub fn column(&self, term: &str) -> Option<usize> {
        self.places.get(term).map(|&at| at as usize)
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Never: a vocabulary has a term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The settings.
    pub fn params(&self) -> &VocabularyParams {
        &self.params
    }

    /// The columns of a document's terms in their order, with repetitions; none stands for a term that is not in the
    /// vocabulary. Only n-grams of the shortest length.
    pub fn sequence(&self, document: &str) -> Vec<Option<u32>> {
        let shortest = NgramRange { min: self.params.ngrams.min, max: self.params.ngrams.min };
        let mut sequence = Vec::new();
        each_ngram(self.params.words, shortest, &self.stop, document, |term| {
            sequence.push(self.places.get(term).copied());
        });
        sequence
    }
}

fn each_term(params: &VocabularyParams, stop: &HashSet<String>, text: &str, each: impl FnMut(&str)) {
    each_ngram(params.words, params.ngrams, stop, text, each);
}

/// Gives the n-grams of a text to `each`: words that are no stop words, with one space between them.
fn each_ngram(
    words: Words,
    ngrams: NgramRange,
    stop: &HashSet<String>,
    text: &str,
    mut each: impl FnMut(&str),
) {
    if ngrams.max == 1 {
        words.each(text, |word| {
            if !stop.contains(word) {
                each(word);
            }
        });
        return;
    }
    let mut joined = String::new();
    let mut places = Vec::new();
    words.each(text, |word| {
        if !stop.contains(word) {
            let start = joined.len();
            joined.push_str(word);
            places.push((start, joined.len()));
            joined.push(' ');
        }
    });
    for n in ngrams.min..=ngrams.max {
        for gram in places.windows(n) {
            each(&joined[gram[0].0..gram[n - 1].1]);
        }
    }
}

fn read<S: AsRef<str>>(params: &VocabularyParams, stop: &HashSet<String>, documents: &[S]) -> Chunk {
    let mut chunk = Chunk::default();
    let mut locals: HashMap<String, u32> = HashMap::new();
    let mut found = Vec::new();
    for document in documents {
        found.clear();
        each_term(params, stop, document.as_ref(), |term| {
            let local = locals.get(term).copied().unwrap_or_else(|| {
                let local = chunk.terms.len() as u32;
                chunk.terms.push(term.to_owned());
                chunk.totals.push((0, 0));
                locals.insert(term.to_owned(), local);
                local
            });
            found.push(local);
        });
        found.sort_unstable();
        let row: Vec<(u32, u32)> =
            found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect();
        for &(local, count) in &row {
            let totals = &mut chunk.totals[local as usize];
            totals.0 += 1;
            totals.1 += count as usize;
        }
        chunk.rows.push(row);
    }
    chunk
}

/// Different stop words in the documents.
fn stop_words_in<S: AsRef<str>>(params: &VocabularyParams, stop: &HashSet<String>, documents: &[S]) -> usize {
    let mut found = HashSet::new();
    for document in documents {
        params.words.each(document.as_ref(), |word| {
            if stop.contains(word) && !found.contains(word) {
                found.insert(word.to_owned());
            }
        });
    }
    found.len()
}

/// No term stays.
struct Nothing {
    words: usize,
    too_rare: usize,
    too_frequent: usize,
    limits: (f64, f64),
}

/// The terms that stay, in order, and their columns.
fn select(
    params: &VocabularyParams,
    documents: usize,
    chunks: &[Chunk],
) -> Result<(Vec<String>, HashMap<String, u32>), Nothing> {
    let mut terms: Vec<(&str, usize, usize)> = chunks
        .iter()
        .flat_map(|chunk| chunk.terms.iter().zip(&chunk.totals))
        .map(|(term, totals)| (term.as_str(), totals.0, totals.1))
        .collect();
    terms.par_sort_unstable();
    let mut all: Vec<(&str, usize, usize)> = Vec::with_capacity(terms.len());
    for term in terms {
        match all.last_mut() {
            Some(last) if last.0 == term.0 => {
                last.1 += term.1;
                last.2 += term.2;
            }
            _ => all.push(term),
        }
    }
    let (low, high) = (params.min_documents.of(documents), params.max_documents.of(documents));
    let rare = all.iter().filter(|term| (term.1 as f64) < low).count();
    let frequent = all.iter().filter(|term| term.1 as f64 > high).count();
    let words = all.len();
    all.retain(|term| (low..=high).contains(&(term.1 as f64)));
    if all.is_empty() {
        return Err(Nothing { words, too_rare: rare, too_frequent: frequent, limits: (low, high) });
    }
    if let Some(limit) = params.max_features.filter(|&limit| limit < all.len()) {
        let mut by_count: Vec<usize> = (0..all.len()).collect();
        by_count.sort_by_key(|&at| std::cmp::Reverse(all[at].2));
        by_count.truncate(limit);
        by_count.sort_unstable();
        all = by_count.into_iter().map(|at| all[at]).collect();
    }
    let terms: Vec<String> = all.into_iter().map(|term| term.0.to_owned()).collect();
    let places = terms.iter().enumerate().map(|(at, term)| (term.clone(), at as u32)).collect();
    Ok((terms, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        params: VocabularyParams,
        terms: Vec<String>,
        counts: Vec<Vec<f64>>,
    }

    #[derive(Deserialize)]
    struct Reference {
        documents: Vec<String>,
        cases: Vec<Case>,
    }

    fn reference() -> Reference {
        serde_json::from_str(include_str!("../../tests/reference/scikit-learn/vocabulary.json")).unwrap()
    }

    #[test]
    fn terms_and_counts_are_those_of_scikit_learn() {
        let reference = reference();
        for case in &reference.cases {
            let (vocabulary, counts) = Vocabulary::fit(&case.params, &reference.documents).unwrap();
            assert_eq!(vocabulary.terms(), case.terms, "{:?}", case.params);
            let dense: Vec<Vec<f64>> = (0..counts.len()).map(|row| counts.dense_row(row)).collect();
            assert_eq!(dense, case.counts, "{:?}", case.params);
            assert_eq!(vocabulary.counts(&reference.documents), counts);
        }
    }

    #[test]
    fn a_vocabulary_survives_its_text_form() {
        let reference = reference();
        let (vocabulary, _) = Vocabulary::fit(&VocabularyParams::default(), &reference.documents).unwrap();
        let json = serde_json::to_string(&vocabulary).unwrap();
        assert_eq!(serde_json::from_str::<Vocabulary>(&json).unwrap(), vocabulary);
    }

    #[test]
    fn nothing_left_is_an_error_that_counts() {
        let params = VocabularyParams { min_documents: DocumentLimit::Count(2), ..Default::default() };
        let error = Vocabulary::fit(&params, &["the apple", "a pear, and the plum", ""]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no word is left: of 5 words, 2 are stop words, 3 stand in fewer than 2 documents, and 0 in more than 3"
        );
        assert!(Vocabulary::fit(&VocabularyParams::default(), &[] as &[&str]).is_err());
    }

    #[test]
    fn settings_are_checked() {
        for params in [
            VocabularyParams { ngrams: NgramRange { min: 2, max: 1 }, ..Default::default() },
            VocabularyParams { max_features: Some(0), ..Default::default() },
            VocabularyParams { max_documents: DocumentLimit::Share(1.5), ..Default::default() },
        ] {
            assert!(matches!(params.validate(), Err(TopicsError::Setting { .. })));
        }
    }
}
