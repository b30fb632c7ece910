//! Logits of an ONNX export, on a runtime library that is pointed to, beside those that another implementation expects.
//!
//! ```sh
//! cargo run --release -p bellwether-text --features onnx --example onnx_logits -- FOLDER model.onnx libonnxruntime.so
//! ```
//!
//! FOLDER holds the model's configuration and tokenizer, and `expected.json` with texts and their logits. Prints the number of
//! texts and the largest difference. A second library has to be refused, and one that is none, however often it is asked for.
#![allow(clippy::print_stdout, reason = "what it is for")]

use std::error::Error;
use std::path::{Path, PathBuf};

use bellwether_text::encoder::{EncoderError, OnnxError, OnnxParams};
use bellwether_text::{EncoderParams, EncoderScorer, TextError};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, export, library] = words.as_slice() else {
        return Err("usage: onnx_logits FOLDER EXPORT LIBRARY".into());
    };
    let open = |library: &Path| {
        let onnx = OnnxParams { model: export.into(), library: library.to_owned() };
        EncoderScorer::open(&EncoderParams { onnx: Some(onnx), ..EncoderParams::new(folder) }, Path::new(""))
    };
    let scorer = match open(Path::new(library)) {
        Ok(scorer) => scorer,
        Err(error) => {
            // whoever asks again is told so, too
            return match refusal(open(Path::new(library)))? {
                OnnxError::Library { .. } => Err(error.to_string().into()),
                other => Err(format!("asked again for a file that is no library: {other}").into()),
            };
        }
    };
    let copy = PathBuf::from(format!("{export}.library"));
    std::fs::copy(library, &copy)?;
    match refusal(open(&copy))? {
        OnnxError::Loaded { .. } => {}
        other => return Err(format!("a second library: {other}").into()),
    }
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(Path::new(folder).join("expected.json"))?)?;
    let cases = expected["cases"].as_array().ok_or("no cases")?;
    let texts: Vec<&str> = cases.iter().filter_map(|case| case["text"].as_str()).collect();
    let mut largest = 0.0_f64;
    for (case, found) in cases.iter().zip(scorer.logits(&texts)?) {
        let values: Vec<f64> =
            case["values"].as_array().ok_or("no values")?.iter().filter_map(Value::as_f64).collect();
        if values.len() != found.len() {
            return Err(format!("{} logits, expected {}", found.len(), values.len()).into());
        }
        for (value, found) in values.iter().zip(found) {
            let apart = (value - f64::from(found)).abs();
            largest = if apart.is_nan() { f64::INFINITY } else { largest.max(apart) };
        }
    }
    println!("{} {largest:e}", texts.len());
    Ok(())
}

/// Why a library was refused.
fn refusal(opened: Result<EncoderScorer, TextError>) -> Result<OnnxError, Box<dyn Error>> {
    match opened {
        Err(TextError::Encoder(error)) => match *error {
            EncoderError::Onnx(refused) => Ok(refused),
            other => Err(other.into()),
        },
        Err(other) => Err(other.into()),
        Ok(_) => Err("a library was taken that is none, or is the second".into()),
    }
}
