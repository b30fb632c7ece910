//! Small models of each architecture beside Hugging Face `transformers` (`tests/reference/transformers/make.py`).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use bellwether_text::{Embedder, EmbedderParams, EncoderParams, EncoderScorer, PolarityLabel, Scorer};
use serde_json::Value;

/// Single precision, two layers, weights of size 0.25.
const LOGIT: f32 = 1e-4;
const VECTOR: f32 = 1e-5;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/transformers")
}

fn cases(model: &str) -> Vec<(String, Vec<f32>)> {
    let text = fs::read_to_string(folder().join(model).join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let case = |case: &Value| {
        let values = case["values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect();
        (case["text"].as_str().unwrap().to_owned(), values)
    };
    expected["cases"].as_array().unwrap().iter().map(case).collect()
}

fn check(model: &str, tolerance: f32, found: impl Fn(&[&str]) -> Vec<Vec<f32>>) {
    let cases = cases(model);
    let texts: Vec<&str> = cases.iter().map(|(text, _)| text.as_str()).collect();
    for ((text, expected), found) in cases.iter().zip(found(&texts)) {
        assert_eq!(found.len(), expected.len(), "{model}: {text:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= tolerance, "{model}: {found} for {expected} of {text:?}");
        }
    }
}

fn scorer(model: &str, labels: Option<Vec<PolarityLabel>>) -> EncoderScorer {
    EncoderScorer::open(&EncoderParams { labels, ..EncoderParams::new(model) }, &folder()).unwrap()
}

#[test]
fn logits_are_those_of_transformers() {
    use PolarityLabel::{Negative, Neutral, Positive};
    let finbert = scorer("bert", None);
    assert_eq!(finbert.labels(), [Positive, Negative, Neutral]);
    check("bert", LOGIT, |texts| finbert.logits(texts).unwrap());
    for model in ["roberta", "xlm-roberta"] {
        let scorer = scorer(model, None);
        assert_eq!(scorer.labels(), [Negative, Neutral, Positive]);
        check(model, LOGIT, |texts| scorer.logits(texts).unwrap());
    }
    let distilbert = scorer("distilbert", None);
    assert_eq!(distilbert.labels(), [Negative, Positive]);
    check("distilbert", LOGIT, |texts| distilbert.logits(texts).unwrap());
    let other = scorer("bert-gelu-new", Some(vec![Negative, Neutral, Positive]));
    check("bert-gelu-new", LOGIT, |texts| other.logits(texts).unwrap());
}

#[test]
fn sentence_vectors_are_those_of_transformers() {
    for model in ["sentence-mean", "sentence-cls"] {
        let embedder = Embedder::open(&EmbedderParams::new(model), &folder()).unwrap();
        assert_eq!(embedder.dimension(), 32);
        check(model, VECTOR, |texts| embedder.embed_all(texts).unwrap());
    }
}

#[test]
fn polarity_is_the_softmax_by_name() {
    let finbert = scorer("bert", None);
    for (text, logits) in cases("bert") {
        let weights: Vec<f64> = logits.iter().map(|&logit| f64::from(logit).exp()).collect();
        let share = |i: usize| weights[i] / weights.iter().sum::<f64>();
        let found = finbert.score(&text);
        for (found, expected) in [
            (found.positive, share(0)),
            (found.negative, share(1)),
            (found.neutral, share(2)),
            (found.compound, share(0) - share(1)),
        ] {
            assert!((found - expected).abs() < 1e-4, "{found} for {expected} of {text:?}");
        }
    }
}
