//! Folders that are not as they should be: every fault has its own error, which says what to do.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use bellwether_text::encoder::{EncoderError, Fault, OnnxError, OnnxParams};
use bellwether_text::{Embedder, EmbedderParams, EncoderParams, EncoderScorer, Scorer, TextError};
use tempfile::TempDir;

fn reference(model: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/transformers").join(model)
}

/// A copy of a model's folder.
fn copy(model: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_files(&reference(model), folder.path());
    folder
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_files(&path, &copied);
        } else {
            fs::copy(&path, copied).unwrap();
        }
    }
}

fn error(folder: &Path) -> EncoderError {
    match EncoderScorer::open(&EncoderParams::new("."), folder).map(|_| ()) {
        Err(TextError::Encoder(error)) => *error,
        other => panic!("{other:?}"),
    }
}

/// Puts `to` in place of `from` in `config.json`.
fn configure(folder: &Path, from: &str, to: &str) {
    let path = folder.join("config.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_missing_file_is_named() {
    for (file, hint) in
        [("config.json", "model folder"), ("vocab.txt", "tokenizer"), ("model.safetensors", "weights")]
    {
        let folder = copy("bert");
        fs::remove_file(folder.path().join(file)).unwrap();
        let error = error(folder.path());
        assert!(matches!(error, EncoderError::MissingFile { .. }), "{error:?}");
        assert!(error.to_string().contains(hint), "{error}");
    }
    let folder = copy("bert");
    fs::rename(folder.path().join("model.safetensors"), folder.path().join("pytorch_model.bin")).unwrap();
    assert!(error(folder.path()).to_string().contains("safe_serialization"));
}

#[test]
fn without_a_folder_and_a_cache_nothing_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let found = EncoderScorer::open(&EncoderParams::new("ProsusAI/finbert"), folder.path());
    let Err(TextError::Encoder(error)) = found.map(|_| ()) else { panic!("it opens") };
    assert!(matches!(*error, EncoderError::NoFolder { .. }), "{error:?}");
    assert!(error.to_string().contains("`cache`"), "{error}");
}

#[test]
fn mismatched_weights_name_the_tensor_and_both_shapes() {
    let folder = copy("bert");
    configure(folder.path(), "\"intermediate_size\": 72", "\"intermediate_size\": 80");
    match error(folder.path()) {
        EncoderError::Shape { tensor, expected, found, .. } => {
            assert_eq!(tensor, "bert.encoder.layer.0.intermediate.dense.weight");
            assert_eq!((expected, found), (vec![80, 32], vec![72, 32]));
        }
        other => panic!("{other:?}"),
    }
    let folder = copy("bert");
    configure(folder.path(), "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    let error = error(folder.path());
    assert!(error.to_string().contains("`bert.encoder.layer.2.attention.self.query.weight`"), "{error}");
}

#[test]
fn damaged_weights_are_refused() {
    let folder = copy("bert");
    let path = folder.path().join("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    for damaged in [&bytes[..4], &bytes[..100], &bytes[..bytes.len() - 8], &[0xff; 64]] {
        fs::write(&path, damaged).unwrap();
        assert!(matches!(error(folder.path()), EncoderError::Weights { .. }));
    }
    let mut bytes = bytes;
    let last = bytes.len() - 4;
    bytes[last..].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    let error = error(folder.path());
    assert!(matches!(error, EncoderError::NotFinite { .. }), "{error:?}");
}

#[test]
fn other_architectures_name_those_that_are_supported() {
    let folder = copy("bert");
    configure(folder.path(), "\"model_type\": \"bert\"", "\"model_type\": \"llama\"");
    let found = error(folder.path()).to_string();
    assert!(
        found.contains("`llama`") && found.contains("bert, roberta, xlm-roberta and distilbert"),
        "{found}"
    );
    let folder = copy("bert");
    configure(folder.path(), "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"swish\"");
    assert!(error(folder.path()).to_string().contains("`hidden_act` is `swish`"));
    let folder = copy("bert");
    configure(folder.path(), "\"num_attention_heads\": 4", "\"num_attention_heads\": 5");
    assert!(error(folder.path()).to_string().contains("5 heads do not divide a width of 32"));
}

#[test]
fn a_sentence_encoder_has_no_head() {
    let error = error(&reference("sentence-mean"));
    assert!(matches!(error, EncoderError::NoHead { .. }), "{error:?}");
    let embedder = Embedder::open(&EmbedderParams::new("."), &reference("bert"));
    assert_eq!(embedder.unwrap().dimension(), 32, "a head does not keep a model from embedding");
}

#[test]
fn nameless_classes_need_labels() {
    let error = error(&reference("bert-gelu-new"));
    assert!(error.to_string().contains("LABEL_0") && error.to_string().contains("`labels`"), "{error}");
}

#[test]
fn a_tokenizer_must_fit_its_model() {
    let folder = copy("bert");
    fs::write(folder.path().join("tokenizer.json"), "{").unwrap();
    assert!(matches!(error(folder.path()), EncoderError::Tokenizer { .. }));
    let folder = copy("bert");
    fs::copy(reference("roberta").join("tokenizer.json"), folder.path().join("tokenizer.json")).unwrap();
    let error = error(folder.path());
    assert!(matches!(error, EncoderError::Vocabulary { token: 419, .. }), "{error:?}");
}

#[test]
fn a_config_that_is_no_json_names_its_place() {
    let folder = copy("bert");
    fs::write(folder.path().join("config.json"), "{\n\"vocab_size\": }").unwrap();
    let error = error(folder.path());
    assert!(error.source().unwrap().to_string().contains("line 2"), "{error:?}");
}

#[test]
fn an_export_needs_its_files_and_the_feature() {
    let onnx = Some(OnnxParams { model: "model.onnx".into(), library: "libonnxruntime.so".into() });
    let params = EncoderParams { onnx, ..EncoderParams::new(".") };
    let found = EncoderScorer::open(&params, &reference("bert"));
    let Err(TextError::Encoder(error)) = found.map(|_| ()) else { panic!("it opens") };
    let EncoderError::Onnx(error) = *error else { panic!("{error:?}") };
    if cfg!(feature = "onnx") {
        assert!(matches!(error, OnnxError::Missing { .. }), "{error:?}");
    } else {
        assert!(error.to_string().contains("--features onnx"), "{error}");
    }
}

/// Overwrites the vector of a word piece.
fn overwrite_word(folder: &Path, word: &str, value: f32) {
    let vocabulary = fs::read_to_string(folder.join("vocab.txt")).unwrap();
    let row = vocabulary.lines().position(|line| line == word).unwrap();
    let path = folder.join("model.safetensors");
    let mut bytes = fs::read(&path).unwrap();
    let head = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let json: serde_json::Value = serde_json::from_slice(&bytes[8..8 + head]).unwrap();
    let mut tensors = json.as_object().unwrap().iter();
    let (_, tensor) = tensors.find(|(name, _)| name.ends_with("embeddings.word_embeddings.weight")).unwrap();
    assert_eq!(tensor["dtype"], "F32");
    let (start, width) = (tensor["data_offsets"][0].as_u64().unwrap(), tensor["shape"][1].as_u64().unwrap());
    let at = 8 + head + start as usize + 4 * row * width as usize;
    for (i, slot) in bytes[at..at + 4 * width as usize].chunks_exact_mut(4).enumerate() {
        slot.copy_from_slice(&(if i % 2 == 0 { value } else { -value }).to_le_bytes());
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_text_that_overflows_is_an_error_and_not_a_score() {
    let folder = copy("bert");
    overwrite_word(folder.path(), "loss", 3e38);
    let scorer = EncoderScorer::open(&EncoderParams::new("."), folder.path()).unwrap();
    let texts = ["good", "good quarter", "a loss", "good"];
    let error = scorer.try_score_all(&texts).unwrap_err();
    assert!(matches!(&error, TextError::Unscored { place: 2, source: Fault::NotFinite, .. }), "{error:?}");
    assert!(error.to_string().contains("a loss"), "{error}");
    assert!(scorer.explain("a loss").is_err());
    // without an error to give, there are no numbers either
    let found = scorer.score_all(&texts);
    assert!(found[2].compound.is_nan() && found[2].neutral.is_nan(), "{found:?}");
    assert_eq!(found[3], scorer.try_score_all(&["good"]).unwrap()[0]);

    let folder = copy("sentence-mean");
    overwrite_word(folder.path(), "loss", 3e38);
    let embedder = Embedder::open(&EmbedderParams::new("."), folder.path()).unwrap();
    assert_eq!(embedder.embed_all(&texts).unwrap_err().place(), Some(2));
    assert!(embedder.embed_all(&texts[..2]).is_ok());
}
