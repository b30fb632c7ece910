use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use rayon::ThreadPoolBuilder;
use serde::Deserialize;

use super::*;
use crate::TopicsError;
use crate::embed::TfIdfParams;
use crate::represent::{DocumentLimit, StopWords, VocabularyParams};

#[derive(Deserialize)]
struct Documents {
    documents: Vec<String>,
}

#[derive(Deserialize)]
struct Errors {
    errors: BTreeMap<String, f64>,
}

/// Each of one of five themes, which its first word names, with words of no theme; the eighth is empty.
fn documents() -> Vec<String> {
    let Documents { documents } =
        serde_json::from_str(include_str!("../../tests/reference/scikit-learn/lsa.json")).unwrap();
    documents
}

fn plain() -> VocabularyParams {
    VocabularyParams {
        stop_words: StopWords::None,
        min_documents: DocumentLimit::Count(2),
        ..Default::default()
    }
}

/// The share of documents whose strongest topic is that of most documents of their theme, and the number of topics
/// that are such.
fn purity(documents: &[String], shares: &[Vec<f64>]) -> (f64, usize) {
    let mut by_theme: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (document, shares) in documents.iter().zip(shares).filter(|pair| !pair.0.is_empty()) {
        let strongest = (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap();
        *by_theme.entry(&document[..3]).or_default().entry(strongest).or_default() += 1;
    }
    let most = |topics: &BTreeMap<usize, usize>| {
        topics.iter().max_by_key(|pair| pair.1).map(|pair| (*pair.0, *pair.1))
    };
    let best: Vec<(usize, usize)> = by_theme.values().filter_map(most).collect();
    let topics: std::collections::BTreeSet<usize> = best.iter().map(|pair| pair.0).collect();
    let right: usize = best.iter().map(|pair| pair.1).sum();
    (right as f64 / (documents.len() - 1) as f64, topics.len())
}

fn lda(topics: usize, documents: &[String], seed: u64) -> FittedLda {
    let params = LdaParams { vocabulary: plain(), topics, ..Default::default() };
    FittedLda::fit(&params, documents, &RunContext::new(seed)).unwrap()
}

fn nmf(topics: usize, documents: &[String]) -> FittedNmf {
    let params = NmfParams { vocabulary: plain(), topics, ..Default::default() };
    FittedNmf::fit(&params, documents, &RunContext::new(1)).unwrap()
}

#[test]
fn lda_finds_planted_themes() {
    let documents = documents();
    let model = lda(6, &documents, 1);
    let (right, topics) = purity(&documents, &model.transform(&documents));
    assert!(right > 0.95 && topics == 5, "{right} in {topics} topics");
}

#[test]
fn nmf_finds_planted_themes() {
    let documents = documents();
    let (right, topics) = purity(&documents, &nmf(5, &documents).transform(&documents));
    assert!(right > 0.95 && topics == 5, "{right} in {topics} topics");
}

#[test]
fn lda_deals_in_probabilities() {
    let documents = documents();
    let model = lda(4, &documents, 1);
    for row in &model.words().weights {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9 && row.iter().all(|&p| p > 0.0));
    }
    for row in model.transform(&["oil1 oil2 any1", "never seen", ""]) {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
    assert_eq!(model.transform(&[""]), [vec![0.25; 4]]);
}

#[test]
fn the_seed_decides() {
    let documents = documents();
    assert_eq!(lda(4, &documents, 1), lda(4, &documents, 1));
    assert_ne!(lda(4, &documents, 1), lda(4, &documents, 2));
}

#[test]
fn one_topic_has_all_words() {
    let documents = documents();
    let (vocabulary, counts) = crate::represent::Vocabulary::fit(&plain(), &documents).unwrap();
    let sums = counts.column_sums();
    let all: f64 = sums.iter().sum();
    let model = lda(1, &documents, 1);
    for (p, sum) in model.words().weights[0].iter().zip(&sums) {
        let expected = (sum + 0.01) / (all + 0.01 * vocabulary.len() as f64);
        assert!((p - expected).abs() < 1e-12);
    }
}

#[test]
fn nmf_is_as_near_as_that_of_scikit_learn() {
    let documents = documents();
    let Errors { errors } =
        serde_json::from_str(include_str!("../../tests/reference/scikit-learn/nmf.json")).unwrap();
    for (topics, expected) in errors {
        let error = nmf(topics.parse().unwrap(), &documents).error();
        assert!(error <= expected * 1.01, "{topics} topics: {error}, {expected}");
    }
}

#[test]
fn nmf_gives_the_same_bits_on_any_number_of_threads() {
    let documents = documents();
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (nmf(5, &documents), nmf(5, &documents).transform(&documents)))
    };
    assert_eq!(on(1), on(3));
    assert!(on(2).1.iter().flatten().all(|&share| share >= 0.0));
    assert_eq!(on(2).1[7], [0.0; 5]);
}

#[test]
fn the_words_of_an_lsa_topic_project_to_it() {
    let documents = documents();
    let params =
        LsaTopicsParams { vocabulary: plain(), tf_idf: TfIdfParams::default(), topics: 5, iterations: 100 };
    let model = FittedLsaTopics::fit(&params, &documents, &RunContext::new(1)).unwrap();
    let shares = model.transform(&documents);
    for (a, row) in model.words().weights.iter().enumerate() {
        for (b, other) in model.words().weights.iter().enumerate() {
            let dot: f64 = row.iter().zip(other).map(|(x, y)| x * y).sum();
            assert!((dot - f64::from(u8::from(a == b))).abs() < 1e-9);
            // directions of documents are at right angles too
            let dot: f64 = shares.iter().map(|share| share[a] * share[b]).sum();
            assert!(a == b || dot.abs() < 1e-6);
        }
    }
    assert_eq!(model.words().top_words(3).len(), 5);
}

#[test]
fn too_little_is_an_error() {
    let run = RunContext::new(1);
    let none: [&str; 0] = [];
    assert!(matches!(
        FittedLda::fit(&LdaParams::default(), &none, &run),
        Err(TopicsError::EmptyVocabulary { .. })
    ));
    assert!(FittedNmf::fit(&NmfParams::default(), &["oil", "oil"], &run).is_err());
    assert!(FittedLsaTopics::fit(&LsaTopicsParams::default(), &["oil", "oil"], &run).is_err());
    assert!(LdaParams { alpha: Some(f64::NAN), ..Default::default() }.validate().is_err());
    assert!(LdaParams { topics: 0, ..Default::default() }.validate().is_err());
    assert!(NmfParams { tolerance: 2.0, ..Default::default() }.validate().is_err());
    let one = FittedLda::fit(&LdaParams::default(), &["oil", ""], &run).unwrap();
    assert_eq!(one.words().topics(), 10);
}

#[test]
fn a_run_that_is_stopped_says_so() {
    let documents = documents();
    let run = RunContext::with_stop(1, Arc::new(AtomicBool::new(true)));
    let vocabulary = plain();
    let lda = LdaParams { vocabulary: vocabulary.clone(), ..Default::default() };
    assert!(matches!(FittedLda::fit(&lda, &documents, &run), Err(TopicsError::Stopped)));
    let nmf = NmfParams { vocabulary: vocabulary.clone(), ..Default::default() };
    assert!(matches!(FittedNmf::fit(&nmf, &documents, &run), Err(TopicsError::Stopped)));
    let lsa = LsaTopicsParams { vocabulary, ..Default::default() };
    assert!(matches!(FittedLsaTopics::fit(&lsa, &documents, &run), Err(TopicsError::Stopped)));
}

#[test]
fn lda_foretells_words_as_well_as_that_of_scikit_learn() {
    #[derive(Deserialize)]
    struct Case {
        topics: usize,
        log_likelihood: f64,
    }
    #[derive(Deserialize)]
    struct Reference {
        train: usize,
        cases: Vec<Case>,
    }
    let reference: Reference =
        serde_json::from_str(include_str!("../../tests/reference/scikit-learn/lda.json")).unwrap();
    let documents = documents();
    let (train, test) = documents.split_at(reference.train);
    for case in &reference.cases {
        let params =
            LdaParams { vocabulary: plain(), topics: case.topics, alpha: Some(0.1), ..Default::default() };
        let model = FittedLda::fit(&params, train, &RunContext::new(1)).unwrap();
        // the topics of a document from every other of its words, the likelihood of the others
        let half = |first: usize| -> Vec<String> {
            let words = |text: &String| text.split(' ').skip(first).step_by(2).collect::<Vec<_>>().join(" ");
            test.iter().map(words).collect()
        };
        let shares = model.transform(&half(0));
        let words = &model.words().vocabulary;
        let counts = words.counts(&half(1));
        let (mut sum, mut all) = (0.0, 0.0);
        for (document, shares) in shares.iter().enumerate() {
            for (word, count) in counts.iter_row(document) {
                let p: f64 =
                    shares.iter().zip(&model.words().weights).map(|(share, row)| share * row[word]).sum();
                sum += count * p.ln();
                all += count;
            }
        }
        let found = sum / all;
        assert!(
            found >= case.log_likelihood - 0.05,
            "{} topics: {found}, {}",
            case.topics,
            case.log_likelihood
        );
    }
}
