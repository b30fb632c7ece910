//! Polarity from a model with a classification head.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::{self, Fault};
use super::hub::HubProxy;
use super::labels;
use super::model::{Model, content, version};
use super::onnx::{OnnxEngine, OnnxParams};
use super::source::{self, Preset, Source};
use super::{EncoderError, head::Head};
use crate::scorer::leave_one_out;
use crate::{CleaningPreset, Contribution, Polarity, PolarityLabel, Scorer, TextError};

/// The settings of an [`EncoderScorer`].
///
/// `model` is a folder with `config.json`, a tokenizer and `model.safetensors`, relative to the configuration, or, with
/// `cache`, a name of the hub: `owner/name`, or one of [`super::PRESETS`] (`finbert`, `finbert-tone`,
/// `twitter-xlm-roberta-base-sentiment`). Nothing is fetched without `cache`, and nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncoderParams {
    /// A folder, or a name of the hub.
    pub model: String,
    /// Another folder to take the tokenizer from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<PathBuf>,
    /// What each class of the model stands for, in its order. Default: by the names in its `config.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<PolarityLabel>>,
    /// Most tokens of a post, special ones counted; what is behind them is not read. At least 3. Default: the model's own
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
    /// Run an ONNX export of the model instead of its safetensors. Needs a build with the feature `onnx`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onnx: Option<OnnxParams>,
}

impl EncoderParams {
    /// A model with all else at its default.
    pub fn new(model: &str) -> Self {
        Self { model: model.to_owned(), ..Self::default() }
    }

    /// The last part of the model's name, in lower case: `finbert`.
    pub fn label(&self) -> String {
        source::label(&self.model)
    }

    /// How texts are to be cleaned for a model that is known by its name, if at all.
    pub fn cleaning(&self) -> Option<CleaningPreset> {
        Preset::of(&self.model)?.cleaning
    }

    fn source(&self) -> Source<'_> {
        Source {
            model: &self.model,
            tokenizer: self.tokenizer.as_deref(),
            cache: self.cache.as_deref(),
            revision: self.revision.as_deref(),
            endpoint: self.endpoint.as_deref(),
            proxy: self.proxy.as_deref(),
        }
    }
}

/// Probabilities of negative, neutral and positive by a fine-tuned encoder; the compound is positive less negative.
///
/// A text is read up to the model's longest sequence. Its numbers do not depend on the texts beside it, nor on the
/// number of threads. Twitter's own models expect `@user` and `http` in place of names and addresses: clean the posts so
/// ([`ScorerSpec::cleaning`](crate::ScorerSpec::cleaning)), which the scorer itself does not.
pub struct EncoderScorer {
    name: String,
    version: String,
    order: Vec<PolarityLabel>,
    engine: Engine,
}

enum Engine {
    Own { model: Box<Model>, head: Head },
    Onnx(Box<OnnxEngine>),
}

impl EncoderScorer {
    /// Reads the model. Paths are relative to `base`.
    ///
    /// # Errors
    /// [`EncoderError`] for whatever of the folder is missing or does not fit; [`TextError::Setting`] for a setting that
    /// is out of range.
    pub fn open(params: &EncoderParams, base: &Path) -> Result<Self, TextError> {
        let EncoderParams { labels: given, max_tokens, onnx, .. } = params;
        let source = params.source();
        let files = match onnx {
            Some(_) => source::WITHOUT_WEIGHTS,
            None => source::ALL,
        };
        let (folder, tokenizer) = source.resolve(base, files)?;
        let settings = format!("{given:?} {max_tokens:?}");
        let (engine, count, names, version) = if let Some(onnx) = onnx {
            let mut engine = OnnxEngine::open(onnx, base, &folder, tokenizer.as_deref())?;
            engine.tokens_mut().bound(*max_tokens)?;
            let mut paths = content(&folder, tokenizer.as_deref());
            paths.retain(|path| !path.ends_with("model.safetensors"));
            paths.extend(onnx.files(base)?);
            let version = version(&paths, &format!("{settings} onnx"))?;
            let (count, names) = (engine.classes()?, engine.labels().to_vec());
            (Engine::Onnx(Box::new(engine)), count, names, version)
        } else {
            let (mut model, mut weights) = Model::open(&folder, tokenizer.as_deref())?;
            let head = Head::read(model.config.architecture, model.config.encoder.width, &mut weights)?;
            model.tokens.bound(*max_tokens)?;
            let version = version(&content(&folder, tokenizer.as_deref()), &settings)?;
            let (count, names) = (head.count(), model.config.labels.clone());
            (Engine::Own { model: Box::new(model), head }, count, names, version)
        };
        let order = labels::order(given.as_deref(), &names, count)?;
        let scorer = Self { name: params.label(), version, order, engine };
        match scorer.polarities(&["good"]).swap_remove(0) {
            Err(Fault::NotFinite) => Err(EncoderError::Overflow { path: folder }.into()),
            Err(fault) => Err(TextError::unscored(0, "good", fault)),
            Ok(_) => Ok(scorer),
        }
    }

    /// The classes of the model, in the order of [`EncoderScorer::logits`].
    pub fn labels(&self) -> &[PolarityLabel] {
        &self.order
    }

    /// What the model gives for each text before the softmax, one number a class; nothing for a text without a token.
    ///
    /// # Errors
    /// [`TextError::Unscored`] with the first text that cannot be run.
    pub fn logits(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, TextError> {
        fault::all(texts, self.run(texts))
    }

    fn run(&self, texts: &[&str]) -> Vec<Result<Vec<f32>, Fault>> {
        match &self.engine {
            Engine::Own { model, head } => model.each(texts, Vec::new(), |states| Ok(head.logits(states))),
            Engine::Onnx(engine) => engine.logits(texts),
        }
    }

    fn polarities(&self, texts: &[&str]) -> Vec<Result<Polarity, Fault>> {
        let found = self.run(texts).into_iter();
        found.map(|logits| labels::polarity(&logits?, &self.order)).collect()
    }

    fn read_of<'t>(&self, text: &'t str) -> Result<&'t str, Fault> {
        match &self.engine {
            Engine::Own { model, .. } => model.tokens.read_of(text),
            Engine::Onnx(engine) => engine.tokens().read_of(text),
        }
    }
}

impl Scorer for EncoderScorer {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn score(&self, text: &str) -> Polarity {
        self.score_all(&[text])[0]
    }

    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        self.polarities(texts).into_iter().map(|found| found.unwrap_or(Polarity::NONE)).collect()
    }

    fn try_score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
        fault::all(texts, self.polarities(texts))
    }

    /// What the compound loses with each word; nothing for words behind those that the model reads.
    fn explain(&self, text: &str) -> Result<Vec<Contribution>, TextError> {
        let read = self.read_of(text).map_err(|fault| TextError::unscored(0, text, fault))?;
        let mut words = leave_one_out(self, read)?;
        let rest = text[read.len()..].split_whitespace().map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            Contribution { range: start..start + word.len(), weight: 0.0 }
        });
        words.extend(rest);
        Ok(words)
    }
}
