//! What can be wrong with an encoder's folder.

use std::path::PathBuf;

use super::architecture::Architecture;

/// Why an encoder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// Neither a folder nor a name that could be fetched.
    #[error(
        "there is no model folder {}; a model of the hub, `owner/name`, is fetched only where `cache` names a folder for it",
        path.display()
    )]
    NoFolder {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file of the folder is missing.
    #[error("{} is missing: {hint}", path.display())]
    MissingFile {
        /// The file.
        path: PathBuf,
        /// What to do.
        hint: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not JSON of the expected form.
    #[error("{} cannot be understood", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The model is of another architecture.
    #[error("{}: architecture `{found}`; supported are {}", path.display(), Architecture::names())]
    Architecture {
        /// The file that says so.
        path: PathBuf,
        /// Its `model_type`.
        found: String,
    },
    /// A setting of the model is one that is not computed here.
    #[error("{}: `{key}` is `{found}`, expected {expected}", path.display())]
    Config {
        /// The file that says so.
        path: PathBuf,
        /// Its key.
        key: &'static str,
        /// What it says.
        found: String,
        /// What can be.
        expected: &'static str,
    },
    /// The file of weights is damaged.
    #[error("{} is no safetensors file: {reason}", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A tensor is missing.
    #[error("{}: no tensor `{tensor}`", path.display())]
    MissingTensor {
        /// The file of weights.
        path: PathBuf,
        /// Its name.
        tensor: String,
    },
    /// A tensor has another shape than the configuration gives it.
    #[error("{}: tensor `{tensor}` has the shape {found:?}, but config.json makes it {expected:?}", path.display())]
    Shape {
        /// The file of weights.
        path: PathBuf,
        /// Its name.
        tensor: String,
        /// By the configuration.
        expected: Vec<usize>,
        /// In the file.
        found: Vec<usize>,
    },
    /// A tensor holds other numbers than floats.
    #[error("{}: tensor `{tensor}` holds {found}; f32, f16 and bf16 are read", path.display())]
    Numbers {
        /// The file of weights.
        path: PathBuf,
        /// Its name.
        tensor: String,
        /// Their type.
        found: String,
    },
    /// A tensor holds NaN or infinity.
    #[error("{}: tensor `{tensor}` is not finite", path.display())]
    NotFinite {
        /// The file of weights.
        path: PathBuf,
        /// Its name.
        tensor: String,
    },
    /// The weights are those of an encoder alone.
    #[error("{}: no tensor `{tensor}`: the model has no classification head and cannot score", path.display())]
    NoHead {
        /// The file of weights.
        path: PathBuf,
        /// The head's tensor.
        tensor: String,
    },
    /// The tokenizer is damaged.
    #[error("{} is no tokenizer: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The tokenizer has tokens that the model has no vector for.
    #[error("{}: token {token} does not fit a model of {vocabulary} tokens", path.display())]
    Vocabulary {
        /// The tokenizer.
        path: PathBuf,
        /// Its greatest token.
        token: u32,
        /// Tokens of the model.
        vocabulary: usize,
    },
    /// The classes have names that say nothing about polarity.
    #[error(
        "the classes of the model are {found:?}; give `labels` in this order, each negative, neutral or positive"
    )]
    Labels {
        /// The model's classes.
        found: Vec<String>,
    },
    /// The given labels do not fit the model.
    #[error("`labels` names {given} classes, but the model has {found}")]
    LabelCount {
        /// Labels given.
        given: usize,
        /// Classes of the model.
        found: usize,
    },
    /// The encoder cannot be built.
    #[error(transparent)]
    Encoder(#[from] bellwether_nn::encoder::EncoderError),
    /// The weights are so large that the numbers overflow.
    #[error("{}: the model gives numbers that are not finite", path.display())]
    Overflow {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be fetched.
    #[error(transparent)]
    Hub(#[from] super::hub::HubError),
    /// An ONNX export cannot be run.
    #[error(transparent)]
    Onnx(#[from] super::onnx::OnnxError),
}
