//! The `ort` crate, behind the functions that a scorer needs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::session::{Session, SessionInputValue};
use ort::value::Tensor;

use super::{OnnxError, OnnxParams};
use crate::encoder::config::ModelConfig;
use crate::encoder::tokens::Tokens;
use crate::encoder::{EncoderError, Fault};

/// Texts of one length that are run together.
const BATCH: usize = 32;

/// The library of this process: the one that was asked for first, and whether it is loaded. `ort` does not take a second one,
/// and what it does after one that cannot be loaded is undefined.
static LIBRARY: Mutex<Option<(PathBuf, bool)>> = Mutex::new(None);

/// An export, ready to run.
pub(in super::super) struct OnnxEngine {
    path: PathBuf,
    session: Mutex<Session>,
    inputs: Vec<String>,
    tokens: Tokens,
    labels: Vec<String>,
}

impl OnnxEngine {
    pub(in super::super) fn open(
        params: &OnnxParams,
        base: &Path,
        folder: &Path,
        tokenizer: Option<&Path>,
    ) -> Result<Self, EncoderError> {
        let (path, library) = (base.join(&params.model), base.join(&params.library));
        if !path.is_file() {
            return Err(OnnxError::Missing { path, what: "the ONNX export of the model" }.into());
        }
        load(&library)?;
        let config = ModelConfig::read(folder)?;
        let tokens = Tokens::read(folder, tokenizer, config.encoder.vocabulary, config.longest)?;
        let session = Session::builder().and_then(|builder| builder.commit_from_file(&path));
        let session = session.map_err(|e| OnnxError::Model { path: path.clone(), reason: e.to_string() })?;
        let inputs: Vec<String> = session.inputs().iter().map(|input| input.name().to_owned()).collect();
        let known = ["input_ids", "attention_mask", "token_type_ids"];
        if let Some(other) = inputs.iter().find(|name| !known.contains(&name.as_str())) {
            let reason =
                format!("an input `{other}`, which no encoder has; expected are {}", known.join(", "));
            return Err(OnnxError::Model { path, reason }.into());
        }
        let labels = config.labels;
        Ok(Self { path, session: Mutex::new(session), inputs, tokens, labels })
    }

    pub(in super::super) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(in super::super) fn tokens_mut(&mut self) -> &mut Tokens {
        &mut self.tokens
    }

    pub(in super::super) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Classes of the export, from a run of one text.
    pub(in super::super) fn classes(&self) -> Result<usize, EncoderError> {
        let damaged = |reason: String| OnnxError::Model { path: self.path.clone(), reason };
        let ids = self.tokens.of("good").map_err(|fault| damaged(fault.to_string()))?;
        let logits = self.run(&[ids]).map_err(damaged)?;
        Ok(logits.first().map_or(0, Vec::len))
    }

    /// The logits of each text. Texts of one length run together, so that nothing is padded; where the runtime fails,
    /// all of them have the fault.
    pub(in super::super) fn logits(&self, texts: &[&str]) -> Vec<Result<Vec<f32>, Fault>> {
        let mut results: Vec<Result<Vec<f32>, Fault>> = vec![Ok(Vec::new()); texts.len()];
        let mut lengths: BTreeMap<usize, Vec<(usize, Vec<u32>)>> = BTreeMap::new();
        for (i, text) in texts.iter().enumerate() {
            match self.tokens.of(text) {
                Ok(ids) if ids.is_empty() => {}
                Ok(ids) => lengths.entry(ids.len()).or_default().push((i, ids)),
                Err(fault) => results[i] = Err(fault),
            }
        }
        for batch in lengths.values().flat_map(|texts| texts.chunks(BATCH)) {
            let rows: Vec<&[u32]> = batch.iter().map(|(_, ids)| ids.as_slice()).collect();
            match self.run(&rows) {
                Ok(found) => {
                    for ((i, _), logits) in batch.iter().zip(found) {
                        results[*i] = Ok(logits);
                    }
                }
                Err(reason) => {
                    for (i, _) in batch {
                        results[*i] = Err(Fault::Run { reason: reason.clone() });
                    }
                }
            }
        }
        results
    }

    /// Rows of one length.
    fn run<R: AsRef<[u32]>>(&self, rows: &[R]) -> Result<Vec<Vec<f32>>, String> {
        let length = rows.first().map_or(0, |row| row.as_ref().len());
        let shape = [rows.len(), length];
        let mut inputs: Vec<SessionInputValue<'_>> = Vec::new();
        for name in &self.inputs {
            let values: Vec<i64> = match name.as_str() {
                "input_ids" => rows.iter().flat_map(AsRef::as_ref).map(|&id| i64::from(id)).collect(),
                "attention_mask" => vec![1; rows.len() * length],
                _ => vec![0; rows.len() * length],
            };
            inputs.push(Tensor::from_array((shape, values)).map_err(|e| e.to_string())?.into());
        }
        // a session is left as it was by a run that panicked
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(inputs.as_slice()).map_err(|e| e.to_string())?;
        let (shape, values) = outputs[0].try_extract_tensor::<f32>().map_err(|e| e.to_string())?;
        if shape.len() != 2 || shape[0] != rows.len() as i64 || shape[1] < 1 {
            return Err(format!(
                "an output of the shape {shape:?}, expected one row of logits for each text"
            ));
        }
        Ok(values.chunks_exact(shape[1] as usize).map(<[f32]>::to_vec).collect())
    }
}

/// Loads the library, once.
fn load(library: &Path) -> Result<(), OnnxError> {
    let path = library.canonicalize().map_err(|_| OnnxError::Missing {
        path: library.to_owned(),
        what: "the shared library of ONNX Runtime",
    })?;
    let mut loaded = LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
    match loaded.as_ref() {
        Some((loaded, true)) if *loaded == path => return Ok(()),
        Some((loaded, true)) => return Err(OnnxError::Loaded { loaded: loaded.clone(), path }),
        Some((failed, false)) => {
            let reason = format!("{} could not be, and a process tries one library", failed.display());
            return Err(OnnxError::Library { path, reason });
        }
        None => {}
    }
    *loaded = Some((path.clone(), false));
    let builder = ort::init_from(&path)
        .map_err(|e| OnnxError::Library { path: path.clone(), reason: e.to_string() })?;
    builder.commit();
    *loaded = Some((path, true));
    Ok(())
}
