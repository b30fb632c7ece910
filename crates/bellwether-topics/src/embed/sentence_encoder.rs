//! Vectors of documents by a sentence encoder, which knows what words mean beyond these documents.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellwether_core::RunContext;
use bellwether_text::encoder::HubProxy;
use bellwether_text::{Embedder, EmbedderParams};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::vector_store::{Key, VectorStore};
use crate::{Points, TopicsError};

/// Documents that are embedded, and kept, at a time.
const BATCH: usize = 512;

/// The settings of a sentence encoder.
///
/// `model` is a folder with `config.json`, a tokenizer and `model.safetensors`, or, with `cache`, a name of the hub:
/// `all-minilm-l6-v2`, or `owner/name`. Nothing is fetched without `cache`, and nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SentenceEncoderParams {
    /// A folder, or a name of the hub.
    pub model: String,
    /// Another folder to take the tokenizer from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<PathBuf>,
    /// Most tokens of a document, special ones counted; what is behind them is not read. At least 3. Default: the model's own
    /// bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<usize>,
    /// The folder that models of the hub are kept in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<PathBuf>,
    /// Branch, tag or commit of a model of the hub. Default: `main`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Where the hub is. Default: `https://huggingface.co`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What stands between this machine and the hub. Default: nothing.
    #[serde(skip)]
    pub proxy: Option<Box<HubProxy>>,
    /// The folder that vectors are kept in, by text and version of the model, so that no text is embedded twice. Default: they
    /// are not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vectors: Option<PathBuf>,
}

impl SentenceEncoderParams {
    /// A model with all else at its default.
    pub fn new(model: &str) -> Self {
        Self { model: model.to_owned(), ..Self::default() }
    }

    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let setting = |setting, found: String, expected: &str| {
            Err(TopicsError::Setting { setting, found, expected: expected.to_owned() })
        };
        if self.model.is_empty() {
            return setting("model", "``".to_owned(), "a model folder, or with `cache` a name of the hub");
        }
        match self.max_tokens.filter(|most| *most < 3) {
            Some(most) => setting("max-tokens", most.to_string(), "at least 3"),
            None => Ok(()),
        }
    }

    /// The same settings with all paths below `base`: those of a configuration are relative to it.
    #[must_use]
    pub fn relative_to(mut self, base: &Path) -> Self {
        let folder = base.join(&self.model);
        if let (true, Some(folder)) = (folder.is_dir() || self.cache.is_none(), folder.to_str()) {
            folder.clone_into(&mut self.model);
        }
        for path in [&mut self.tokenizer, &mut self.cache, &mut self.vectors].into_iter().flatten() {
            *path = base.join(&*path);
        }
        self
    }

    fn open(&self) -> Result<Embedder, TopicsError> {
        self.validate()?;
        let Self { model, tokenizer, max_tokens, cache, revision, endpoint, proxy, vectors: _ } =
            self.clone();
        let params = EmbedderParams { model, tokenizer, max_tokens, cache, revision, endpoint, proxy };
        Ok(Embedder::open(&params, Path::new(""))?)
    }
}

/// A sentence encoder that is read. What is saved of it is its settings and its version: it is read again, and must be the same.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct FittedSentenceEncoder {
    params: SentenceEncoderParams,
    embedder: Arc<Embedder>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    params: SentenceEncoderParams,
    version: String,
}

impl FittedSentenceEncoder {
    /// Reads the model, and embeds documents.
    ///
    /// # Errors
    /// Where the model is not there or broken, vectors cannot be kept, or the run is stopped; what was embedded until then is kept.
    pub fn fit<S: AsRef<str> + Sync>(
        params: &SentenceEncoderParams,
        documents: &[S],
        run: &RunContext,
    ) -> Result<(Self, Points), TopicsError> {
        let fitted = Self { params: params.clone(), embedder: Arc::new(params.open()?) };
        let points = fitted.embed(documents, || run.is_stopped())?;
        Ok((fitted, points))
    }

    /// A vector of length 1 for each document; zero for a document without a token.
    ///
    /// # Errors
    /// Where the model has no finite numbers for a document, or vectors cannot be kept.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Result<Points, TopicsError> {
        self.embed(documents, || false)
    }

    /// Changes whenever the model's files or its settings do.
    pub fn version(&self) -> &str {
        self.embedder.version()
    }

    fn embed<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        is_stopped: impl Fn() -> bool,
    ) -> Result<Points, TopicsError> {
        let width = self.embedder.dimension();
        let mut store = VectorStore::open(self.params.vectors.as_deref(), self.version(), width)?;
        let mut missing: Vec<(Key, &str)> = documents
            .iter()
            .map(|document| (store.key(document.as_ref()), document.as_ref()))
            .filter(|(key, _)| store.get(key).is_none())
            .collect();
        // equal texts once; and texts of like length together, which a batch is the faster for
        missing.sort_unstable_by(|a, b| a.1.len().cmp(&b.1.len()).then(a.0.cmp(&b.0)));
        missing.dedup_by_key(|entry| entry.0);
        for batch in missing.chunks(BATCH) {
            if is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let texts: Vec<&str> = batch.iter().map(|entry| entry.1).collect();
            let vectors = self.embedder.embed_all(&texts)?;
            store.keep(batch.iter().map(|entry| entry.0).zip(vectors).collect())?;
        }
        let mut values = Vec::with_capacity(documents.len() * width);
        for document in documents {
            values.extend(store.get(&store.key(document.as_ref())).into_iter().flatten());
        }
        Points::new(values, width)
    }
}

impl From<FittedSentenceEncoder> for Saved {
    fn from(fitted: FittedSentenceEncoder) -> Self {
        Self { version: fitted.version().to_owned(), params: fitted.params }
    }
}

impl TryFrom<Saved> for FittedSentenceEncoder {
    type Error = TopicsError;

    fn try_from(saved: Saved) -> Result<Self, TopicsError> {
        let embedder = saved.params.open()?;
        if embedder.version() != saved.version {
            return Err(TopicsError::OtherEncoder {
                model: saved.params.model,
                found: embedder.version().to_owned(),
                expected: saved.version,
            });
        }
        Ok(Self { params: saved.params, embedder: Arc::new(embedder) })
    }
}

impl PartialEq for FittedSentenceEncoder {
    fn eq(&self, other: &Self) -> bool {
        self.params == other.params && self.version() == other.version()
    }
}

impl fmt::Debug for FittedSentenceEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FittedSentenceEncoder")
            .field("params", &self.params)
            .field("version", &self.version())
            .finish_non_exhaustive()
    }
}
