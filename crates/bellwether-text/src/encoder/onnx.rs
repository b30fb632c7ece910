//! ONNX exports, on a runtime library that the user points to.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(feature = "onnx")]
mod engine;
mod weights;

#[cfg(feature = "onnx")]
pub(super) use engine::OnnxEngine;

/// An ONNX export, and the library that runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnnxParams {
    /// The export: `model.onnx`.
    pub model: PathBuf,
    /// ONNX Runtime's shared library, such as `libonnxruntime.so`. One build of it decides where the model runs.
    pub library: PathBuf,
}

impl OnnxParams {
    /// What the numbers hang on: the export, the files beside it that hold its weights, and the library.
    pub(super) fn files(&self, base: &Path) -> Result<Vec<PathBuf>, super::EncoderError> {
        let model = base.join(&self.model);
        let mut files = weights::external(&model)?;
        files.extend([model, base.join(&self.library)]);
        Ok(files)
    }
}

/// Why an ONNX export cannot be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnnxError {
    /// The feature is off.
    #[error("this build has no ONNX: build it with `--features onnx`")]
    Feature,
    /// A file is missing.
    #[error("{} is not there: {what}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
    },
    /// The library is none, or not one that can be used.
    #[error("{} cannot be loaded as ONNX Runtime: {reason}", path.display())]
    Library {
        /// The library.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
    /// Another library is loaded already; a process has one.
    #[error("{} is loaded already, {} cannot be", loaded.display(), path.display())]
    Loaded {
        /// The library that is loaded.
        loaded: PathBuf,
        /// The one that was asked for.
        path: PathBuf,
    },
    /// The export cannot be run.
    #[error("{}: {reason}", path.display())]
    Model {
        /// The export.
        path: PathBuf,
        /// What the runtime said.
        reason: String,
    },
}

/// Without the feature: nothing can be opened.
#[cfg(not(feature = "onnx"))]
pub(super) enum OnnxEngine {}

#[cfg(not(feature = "onnx"))]
impl OnnxEngine {
    pub(super) fn open(
        _: &OnnxParams,
        _: &Path,
        _: &Path,
        _: Option<&Path>,
    ) -> Result<Self, super::EncoderError> {
        Err(OnnxError::Feature.into())
    }

    pub(super) fn tokens(&self) -> &super::tokens::Tokens {
        match *self {}
    }

    pub(super) fn tokens_mut(&mut self) -> &mut super::tokens::Tokens {
        match *self {}
    }

    pub(super) fn labels(&self) -> &[String] {
        match *self {}
    }

    pub(super) fn classes(&self) -> Result<usize, super::EncoderError> {
        match *self {}
    }

    pub(super) fn logits(&self, _: &[&str]) -> Vec<Result<Vec<f32>, super::Fault>> {
        match *self {}
    }
}
