//! Linear classifiers against scikit-learn, and what holds for all of them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use bellwether_text::PolarityLabel::{self, Negative, Neutral, Positive};
use bellwether_text::linear::{
    Analyzer, Calibration, ClassWeight, Classifier, Features, LinearError, Model, Ngrams, Normalisation,
    TrainParams, Vectorizer, cross_validate, train,
};
use bellwether_text::{Finance, Scorer, ScorerSpec, TextError};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    texts: Vec<String>,
    labels: Vec<usize>,
    new: Vec<String>,
    tfidf: Vec<Group>,
    hashed: Vec<Group>,
    classifiers: Vec<Decisions>,
}

#[derive(Deserialize)]
struct Group {
    analyzer: Analyzer,
    min: usize,
    max: usize,
    #[serde(default)]
    min_documents: usize,
    #[serde(default)]
    sublinear: bool,
    #[serde(default)]
    bits: u32,
    #[serde(default)]
    vocabulary: Vec<(String, f64)>,
    rows: Vec<Vec<(usize, f64)>>,
}

#[derive(Deserialize)]
struct Decisions {
    name: String,
    c: f64,
    balanced: bool,
    three: Vec<Vec<f64>>,
    two: Vec<Vec<f64>>,
}

const CLASSES: [PolarityLabel; 3] = [Negative, Neutral, Positive];

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("reference/scikit-learn/linear.json")).unwrap()
}

fn strings(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn labelled(fixture: &Fixture) -> (Vec<&str>, Vec<PolarityLabel>) {
    (strings(&fixture.texts), fixture.labels.iter().map(|&label| CLASSES[label]).collect())
}

fn assert_rows(vectorizer: &Vectorizer, texts: &[String], expected: &[Vec<(usize, f64)>]) {
    assert_eq!(texts.len(), expected.len());
    for (text, expected) in texts.iter().zip(expected) {
        let found = vectorizer.transform(text);
        assert_eq!(found.len(), expected.len(), "{text}");
        for ((column, value), (expected_column, expected)) in found.iter().zip(expected) {
            assert_eq!(column, expected_column, "{text}");
            assert!((value - expected).abs() < 1e-12, "{text}: {value} {expected}");
        }
    }
}

#[test]
fn tfidf_agrees_with_scikit_learn() {
    let fixture = fixture();
    for group in &fixture.tfidf {
        let Group { analyzer, min, max, min_documents, sublinear, .. } = *group;
        let features = Features::Tfidf { analyzer, ngrams: Ngrams { min, max }, min_documents, sublinear };
        let fitted = Vectorizer::fit(&strings(&fixture.texts), Normalisation::Plain, &[features]).unwrap();
        let found = fitted.vocabulary(0);
        assert_eq!(found.len(), group.vocabulary.len());
        for ((gram, idf), (expected_gram, expected)) in found.iter().zip(&group.vocabulary) {
            assert_eq!(gram, expected_gram);
            assert!((idf - expected).abs() < 1e-12, "{gram}: {idf} {expected}");
        }
        assert_rows(&fitted, &fixture.new, &group.rows);
    }
}

#[test]
fn hashed_n_grams_agree_with_scikit_learn() {
    let fixture = fixture();
    for group in &fixture.hashed {
        let Group { analyzer, min, max, bits, .. } = *group;
        let features = Features::Hashed { analyzer, ngrams: Ngrams { min, max }, bits };
        let fitted = Vectorizer::fit(&[], Normalisation::Plain, &[features]).unwrap();
        assert_eq!(fitted.width(), 1 << bits);
        assert_rows(&fitted, &fixture.new, &group.rows);
    }
}

fn plain(classifier: Classifier, calibration: Calibration) -> TrainParams {
    let ngrams = Ngrams { min: 1, max: 2 };
    TrainParams {
        normalisation: Normalisation::Plain,
        features: vec![Features::Tfidf {
            analyzer: Analyzer::Word,
            ngrams,
            min_documents: 2,
            sublinear: false,
        }],
        classifier,
        calibration,
        seed: 1,
    }
}

#[test]
fn decisions_agree_with_scikit_learn() {
    let fixture = fixture();
    let (texts, labels) = labelled(&fixture);
    assert_eq!(fixture.classifiers.len(), 6);
    for case in &fixture.classifiers {
        let class_weight = if case.balanced { ClassWeight::Balanced } else { ClassWeight::Uniform };
        let c = case.c;
        let classifier = match case.name.as_str() {
            "logistic-regression" => Classifier::LogisticRegression { c, class_weight },
            "linear-svm" => Classifier::LinearSvm { c, class_weight },
            "multinomial-naive-bayes" => Classifier::MultinomialNaiveBayes { alpha: c },
            "complement-naive-bayes" => Classifier::ComplementNaiveBayes { alpha: c },
            other => panic!("{other}"),
        };
        let params = plain(classifier, Calibration::Temperature { folds: 3 });
        let is_charged = |label: &PolarityLabel| *label != Neutral;
        let (charged, charged_labels): (Vec<&str>, Vec<PolarityLabel>) =
            texts.iter().copied().zip(labels.iter().copied()).filter(|(_, label)| is_charged(label)).unzip();
        for (texts, labels, expected) in
            [(&texts, &labels, &case.three), (&charged, &charged_labels, &case.two)]
        {
            let model = train(texts, labels, &params).unwrap();
            for (text, expected) in fixture.new.iter().zip(expected) {
                let mut found = model.decide(text);
                if case.name == "logistic-regression" && found.len() == 3 {
                    let mean = found.iter().sum::<f64>() / 3.0;
                    found.iter_mut().for_each(|z| *z -= mean);
                }
                assert_eq!(found.len(), expected.len(), "{}", case.name);
                for (z, expected) in found.iter().zip(expected) {
                    let error = (z - expected).abs() / expected.abs().max(1.0);
                    assert!(error < 2e-5, "{} {text}: {found:?} {expected}", case.name);
                }
            }
        }
    }
}

fn everything() -> Vec<TrainParams> {
    let tfidf = Features::Tfidf {
        analyzer: Analyzer::CharWb,
        ngrams: Ngrams { min: 2, max: 3 },
        min_documents: 1,
        sublinear: true,
    };
    let hashed = Features::Hashed { analyzer: Analyzer::Word, ngrams: Ngrams { min: 1, max: 2 }, bits: 6 };
    let lexicons = Features::Lexicons { scale: 1.5 };
    let logistic = Classifier::LogisticRegression { c: 2.0, class_weight: ClassWeight::Uniform };
    let svm = Classifier::LinearSvm { c: 1.0, class_weight: ClassWeight::Balanced };
    let bayes = Classifier::MultinomialNaiveBayes { alpha: 1.0 };
    let make = |features: &[Features], classifier: &Classifier, calibration, normalisation| TrainParams {
        normalisation,
        features: features.to_vec(),
        classifier: classifier.clone(),
        calibration,
        seed: 3,
    };
    vec![
        make(
            &[tfidf.clone(), hashed.clone(), lexicons],
            &logistic,
            Calibration::None {},
            Normalisation::Posts,
        ),
        make(&[hashed], &svm, Calibration::Platt { folds: 3 }, Normalisation::Posts),
        make(std::slice::from_ref(&tfidf), &svm, Calibration::Isotonic { folds: 3 }, Normalisation::Plain),
        make(&[tfidf], &bayes, Calibration::Temperature { folds: 3 }, Normalisation::Plain),
    ]
}

#[test]
fn a_model_survives_its_file_to_the_last_bit() {
    let fixture = fixture();
    let (texts, labels) = labelled(&fixture);
    for params in everything() {
        let model = train(&texts, &labels, &params).unwrap();
        assert_eq!(train(&texts, &labels, &params).unwrap().to_bytes(), model.to_bytes());
        let read = Model::from_bytes(&model.to_bytes()).unwrap();
        assert_eq!(read.version(), model.version());
        assert_eq!(read.params(), &params);
        for text in &fixture.new {
            assert_eq!(read.score(text), model.score(text));
        }
        let other = train(&texts[1..], &labels[1..], &params).unwrap();
        assert_ne!(other.version(), model.version());
    }
}

#[test]
fn a_damaged_file_is_refused() {
    let bytes = Finance::new().model().to_bytes();
    assert!(matches!(Model::from_bytes(b"PK.."), Err(LinearError::NotAModel { .. })));
    assert!(matches!(Model::from_bytes(&bytes[..5000]), Err(LinearError::Length { found: 5000, .. })));
    assert!(matches!(Model::from_bytes(&bytes[..20]), Err(LinearError::Length { found: 20, .. })));
    let mut flipped = bytes.clone();
    flipped[3000] ^= 1;
    assert!(matches!(Model::from_bytes(&flipped), Err(LinearError::Checksum { .. })));
    let mut future = bytes;
    future[8] = 99;
    assert!(matches!(Model::from_bytes(&future), Err(LinearError::Format { found: 99, expected: 1 })));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("my.bin"), &flipped).unwrap();
    let error =
        ScorerSpec::Linear { model: "my.bin".into() }.build(folder.path()).err().expect("it is damaged");
    assert!(matches!(error, TextError::Model { .. }) && error.to_string().contains("my.bin"), "{error}");
    let error = ScorerSpec::Linear { model: "none.bin".into() }.build(Path::new(".")).err().unwrap();
    assert!(matches!(error, TextError::Read { .. }), "{error}");
}

#[test]
fn what_cannot_be_trained_is_named() {
    let (none, temperature) = (Calibration::None {}, Calibration::Temperature { folds: 5 });
    let logistic = Classifier::LogisticRegression { c: 1.0, class_weight: ClassWeight::Uniform };
    let texts = ["up up", "down down", "up", "down"];
    let labels = [Positive, Negative, Positive, Negative];
    let fails = |texts: &[&str], labels: &[PolarityLabel], params: &TrainParams| {
        train(texts, labels, params).expect_err("it cannot be trained")
    };
    let params = plain(logistic.clone(), none);
    assert!(matches!(fails(&texts, &labels[..3], &params), LinearError::Rows { texts: 4, labels: 3 }));
    assert!(matches!(fails(&texts, &[Positive; 4], &params), LinearError::OneClass { .. }));
    assert!(matches!(fails(&[], &[], &params), LinearError::OneClass { .. }));
    assert!(matches!(
        fails(&["a", "b", "c", "d"], &labels, &params),
        LinearError::EmptyVocabulary { min_documents: 2, texts: 4 }
    ));
    let calibrated = plain(logistic, temperature);
    assert!(matches!(fails(&texts, &labels, &calibrated), LinearError::SmallClass { rows: 2, .. }));
    let svm = Classifier::LinearSvm { c: 1.0, class_weight: ClassWeight::Uniform };
    assert!(matches!(
        fails(&texts, &labels, &plain(svm, none)),
        LinearError::Setting { setting: "calibration", .. }
    ));
    let mut signed = plain(Classifier::MultinomialNaiveBayes { alpha: 1.0 }, none);
    signed.features =
        vec![Features::Hashed { analyzer: Analyzer::Word, ngrams: Ngrams { min: 1, max: 2 }, bits: 8 }];
    assert!(matches!(fails(&texts, &labels, &signed), LinearError::NegativeFeature { .. }));
    assert!(matches!(
        cross_validate(&texts, &labels, &params, 1),
        Err(LinearError::Setting { setting: "folds", .. })
    ));
}

#[test]
fn a_cross_validation_gives_every_text_a_polarity() {
    let fixture = fixture();
    let (texts, labels) = labelled(&fixture);
    let params = plain(
        Classifier::LogisticRegression { c: 2.0, class_weight: ClassWeight::Uniform },
        Calibration::None {},
    );
    let found = cross_validate(&texts, &labels, &params, 4).unwrap();
    assert!(found.iter().all(|p| (p.negative + p.neutral + p.positive - 1.0).abs() < 1e-12));
    assert_eq!(found, cross_validate(&texts, &labels, &params, 4).unwrap());
}

#[test]
fn terms_of_an_explanation_sum_to_the_decision() {
    let fixture = fixture();
    let (texts, labels) = labelled(&fixture);
    for params in everything() {
        let model = train(&texts, &labels, &params).unwrap();
        let empty = model.decide("");
        for text in &fixture.new {
            let z = model.decide(text);
            let sum: f64 = model.explain(text).unwrap().iter().map(|term| term.weight).sum();
            let last = z.len() - 1;
            let expected = (z[last] - empty[last]) - (z[0] - empty[0]);
            assert!((sum - expected).abs() < 1e-9, "{text}: {sum} {expected}");
        }
    }
}

#[test]
fn the_finance_model_reads_the_trade() {
    let finance = Finance::new();
    assert!(finance.score("shares plunge after guidance cut and downgrade").compound < -0.5);
    assert!(finance.score("stock price target raised, earnings beat").compound > 0.5);
    assert!(finance.model().to_bytes().len() < 3_000_000);
    assert!(finance.version().starts_with("finance-"));
    let text = "earnings miss";
    let words: Vec<&str> = finance.explain(text).unwrap().into_iter().map(|term| &text[term.range]).collect();
    assert_eq!(words, ["earnings", "miss"]);
}

proptest! {
    #[test]
    fn any_bytes_make_no_model(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }
}
