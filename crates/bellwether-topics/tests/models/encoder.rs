//! Sentence encoders as the first box of the method.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use bellwether_text::encoder::EncoderError;
use bellwether_text::{Embedder, EmbedderParams, TextError};
use bellwether_topics::embed::{EmbedParams, FittedEmbed, SentenceEncoderParams};
use bellwether_topics::models::{BertopicParams, Top2vecParams, TopicModelParams};
use bellwether_topics::{Points, TopicsError};

/// A sentence encoder of a few numbers.
fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../bellwether-text/tests/reference/transformers/sentence-mean")
}

fn params(vectors: Option<&Path>) -> SentenceEncoderParams {
    SentenceEncoderParams {
        vectors: vectors.map(Path::to_owned),
        ..SentenceEncoderParams::new(small().to_str().unwrap())
    }
}

fn fit(params: &SentenceEncoderParams, documents: &[&str]) -> Result<(FittedEmbed, Points), TopicsError> {
    EmbedParams::Encoder(params.clone()).fit(documents, &RunContext::new(1))
}

const DOCUMENTS: [&str; 5] = ["good quarter", "loss", "good quarter", "great loss of a quarter", ""];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for version in fs::read_dir(folder).unwrap() {
        found.extend(fs::read_dir(version.unwrap().path()).unwrap().map(|entry| entry.unwrap().path()));
    }
    found.sort();
    found
}

#[test]
fn vectors_are_those_of_the_encoder_and_kept() {
    let embedder = Embedder::open(&EmbedderParams::new(small().to_str().unwrap()), Path::new("")).unwrap();
    let expected = embedder.embed_all(&DOCUMENTS).unwrap().concat();
    let folder = tempfile::tempdir().unwrap();
    let (fitted, points) = fit(&params(None), &DOCUMENTS).unwrap();
    assert_eq!(points.values(), expected);
    let (kept, points) = fit(&params(Some(folder.path())), &DOCUMENTS).unwrap();
    assert_eq!(points.values(), expected);
    let before = files(folder.path());
    assert_eq!(before.len(), 1);

    // from the files; and a new text comes to them
    assert_eq!(kept.transform(&DOCUMENTS).unwrap().values(), expected);
    assert_eq!(files(folder.path()), before);
    let one = kept.transform(&["good loss"]).unwrap();
    assert_eq!(one, fitted.transform(&["good loss"]).unwrap());
    assert_eq!(files(folder.path()).len(), 2);

    // what is broken is embedded again
    for file in files(folder.path()) {
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    }
    assert_eq!(fit(&params(Some(folder.path())), &DOCUMENTS).unwrap().1.values(), expected);
}

#[test]
fn a_saved_encoder_is_read_again_and_must_be_the_same() {
    let (fitted, points) = fit(&params(None), &DOCUMENTS).unwrap();
    let json = serde_json::to_string(&fitted).unwrap();
    let again: FittedEmbed = serde_json::from_str(&json).unwrap();
    assert_eq!(again, fitted);
    assert_eq!(again.transform(&DOCUMENTS).unwrap(), points);
    let FittedEmbed::Encoder(encoder) = &fitted else { panic!("{fitted:?}") };
    let other = json.replace(encoder.version(), "0123456789abcdef");
    let error = serde_json::from_str::<FittedEmbed>(&other).unwrap_err().to_string();
    assert!(error.contains("0123456789abcdef") && error.contains("fit again"), "{error}");
}

#[test]
fn a_missing_or_broken_folder_says_what_to_do() {
    let error = fit(&SentenceEncoderParams::new("no/such/folder"), &DOCUMENTS).unwrap_err();
    let TopicsError::Text(TextError::Encoder(inner)) = &error else { panic!("{error:?}") };
    assert!(matches!(**inner, EncoderError::NoFolder { .. }), "{inner:?}");
    assert!(error.to_string().contains("`cache`"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let broken = SentenceEncoderParams::new(folder.path().to_str().unwrap());
    let error = fit(&broken, &DOCUMENTS).unwrap_err();
    assert!(error.to_string().contains("config.json"), "{error}");
    for file in ["config.json", "modules.json", "1_Pooling/config.json", "model.safetensors", "vocab.txt"] {
        let to = folder.path().join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(small().join(file), to).unwrap();
    }
    let weights = folder.path().join("model.safetensors");
    let bytes = fs::read(&weights).unwrap();
    fs::write(&weights, &bytes[..bytes.len() / 2]).unwrap();
    let error = fit(&broken, &DOCUMENTS).unwrap_err();
    assert!(error.to_string().contains("model.safetensors"), "{error}");
}

#[test]
fn settings_are_checked_and_paths_are_below_the_base() {
    for (params, setting) in [
        (SentenceEncoderParams::default(), "model"),
        (SentenceEncoderParams { max_tokens: Some(2), ..params(None) }, "max-tokens"),
    ] {
        let error = fit(&params, &DOCUMENTS).unwrap_err();
        assert!(matches!(error, TopicsError::Setting { setting: found, .. } if found == setting), "{error}");
    }
    let base = small();
    let relative = SentenceEncoderParams {
        cache: Some("models".into()),
        vectors: Some("vectors".into()),
        ..SentenceEncoderParams::new(".")
    };
    let found = relative.clone().relative_to(&base);
    assert_eq!(Path::new(&found.model), base.join("."));
    assert_eq!((found.cache, found.vectors), (Some(base.join("models")), Some(base.join("vectors"))));
    let hub = SentenceEncoderParams { model: "all-minilm-l6-v2".to_owned(), ..relative };
    assert_eq!(hub.relative_to(&base).model, "all-minilm-l6-v2");
    let json = r#"{"kind": "encoder", "model": "m", "folder": "x"}"#;
    let error = serde_json::from_str::<EmbedParams>(json).unwrap_err().to_string();
    assert!(error.contains("unknown field `folder`"), "{error}");
}

#[test]
fn a_stopped_run_keeps_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fit(&params(Some(folder.path())), &DOCUMENTS).unwrap();
    let before = files(folder.path());
    let stopped = RunContext::with_stop(1, Arc::new(AtomicBool::new(true)));
    let embed = EmbedParams::Encoder(params(Some(folder.path())));
    let error = embed.fit(&["great good loss"], &stopped).unwrap_err();
    assert!(matches!(error, TopicsError::Stopped), "{error}");
    assert_eq!(files(folder.path()), before);
    // nothing is left to do
    assert!(embed.fit(&DOCUMENTS, &stopped).is_ok());
}

#[test]
fn the_default_says_what_a_better_encoder_needs() {
    let advice = EmbedParams::default().advice().unwrap();
    assert!(advice.contains("model folder") && advice.contains("all-minilm-l6-v2"), "{advice}");
    assert!(EmbedParams::Encoder(params(None)).advice().is_none());
}

#[test]
fn models_take_an_encoder() {
    let words = ["good", "loss", "quarter", "great", "profit", "bad"];
    let documents: Vec<String> =
        (0..90).map(|i| format!("{} {} {}", words[i % 3], words[i / 3 % 6], words[(i / 7) % 5])).collect();
    let embed = EmbedParams::Encoder(params(None));
    for model in [
        TopicModelParams::Bertopic(Box::new(BertopicParams { embed: embed.clone(), ..Default::default() })),
        TopicModelParams::Top2vec(Box::new(Top2vecParams { embed, ..Default::default() })),
    ] {
        let run = RunContext::new(1);
        let fitted = model.fit(&documents, &run).unwrap();
        assert!(!fitted.topics().is_empty());
        let later = fitted.assign(&documents[..5], &run).unwrap();
        assert_eq!(later[0], fitted.assign(&documents[..1], &run).unwrap()[0]);
    }
}
