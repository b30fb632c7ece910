//! Texts as vectors.

use std::path::{Path, PathBuf};

use super::fault;
use super::hub::HubProxy;
use super::model::{Model, content, version};
use super::pooling::Pooling;
use super::source::{self, Source};
use crate::TextError;

/// The settings of an [`Embedder`]; the fields are those of [`super::EncoderParams`]. The preset is `all-minilm-l6-v2`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmbedderParams {
    /// A folder, or a name of the hub.
    pub model: String,
    /// Another folder to take the tokenizer from.
    pub tokenizer: Option<PathBuf>,
    /// Most tokens of a text, special ones counted. At least 3. Default: the model's own bound.
    pub max_tokens: Option<usize>,
    /// The folder that models of the hub are kept in.
    pub cache: Option<PathBuf>,
    /// Branch, tag or commit of a model of the hub. Default: `main`.
    pub revision: Option<String>,
    /// Where the hub is. Default: `https://huggingface.co`.
    pub endpoint: Option<String>,
    /// What stands between this machine and the hub. Default: nothing.
    pub proxy: Option<Box<HubProxy>>,
}

impl EmbedderParams {
    /// A model with all else at its default.
    pub fn new(model: &str) -> Self {
        Self { model: model.to_owned(), ..Self::default() }
    }
}

/// A sentence encoder: text in, vector of length one out.
///
/// The states of the tokens are pooled as the folder's `modules.json` says (their mean where there is none), and the
/// vector is scaled to length one, whether or not the folder asks for it: its uses are cosines.
pub struct Embedder {
    name: String,
    version: String,
    model: Model,
    pooling: Pooling,
}

impl Embedder {
    /// Reads the model. Paths are relative to `base`.
    ///
    /// # Errors
    /// [`super::EncoderError`] for whatever of the folder is missing or does not fit; [`TextError::Setting`] for a
    /// setting that is out of range.
    pub fn open(params: &EmbedderParams, base: &Path) -> Result<Self, TextError> {
        let EmbedderParams { model, tokenizer, max_tokens, cache, revision, endpoint, proxy } = params;
        let source = Source {
            model,
            tokenizer: tokenizer.as_deref(),
            cache: cache.as_deref(),
            revision: revision.as_deref(),
            endpoint: endpoint.as_deref(),
            proxy: proxy.as_deref(),
        };
        let (folder, tokenizer) = source.resolve(base, source::ALL)?;
        let pooling = Pooling::read(&folder)?;
        let (mut encoder, _) = Model::open(&folder, tokenizer.as_deref())?;
        encoder.tokens.bound(*max_tokens)?;
        let version =
            version(&content(&folder, tokenizer.as_deref()), &format!("{pooling:?} {max_tokens:?}"))?;
        Ok(Self { name: source::label(model), version, model: encoder, pooling })
    }

    /// The last part of the model's name, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Changes whenever the algorithm, the model's files or the settings do.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Numbers of a vector.
    pub fn dimension(&self) -> usize {
        self.model.config.encoder.width
    }

    /// Most tokens of a text, special ones counted.
    pub fn max_tokens(&self) -> usize {
        self.model.tokens.longest()
    }

    /// The vector of a text, of length one; zero for a text without a token.
    ///
    /// # Errors
    /// [`TextError::Unscored`] when the model has no finite numbers for it.
    pub fn embed(&self, text: &str) -> Result<Vec<f32>, TextError> {
        Ok(self.embed_all(&[text])?.swap_remove(0))
    }

    /// The vectors of texts, in their order; equal to [`Embedder::embed`] on each, bit for bit. Runs on all threads of
    /// the pool that it is called in.
    ///
    /// # Errors
    /// [`TextError::Unscored`] with the first text that the model has no finite numbers for.
    pub fn embed_all(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, TextError> {
        let none = vec![0.0; self.dimension()];
        fault::all(texts, self.model.each(texts, none, |states| self.pooling.unit(states)))
    }
}
