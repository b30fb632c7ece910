//! Where a model is: a folder, or a name of the hub.

use std::path::{Path, PathBuf};

use super::EncoderError;
use super::hub::{Hub, HubProxy};
use crate::CleaningPreset;

/// A model of the hub under a short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The short name.
    pub name: &'static str,
    /// `owner/name` on the hub.
    pub repository: &'static str,
    /// Where its tokenizer is, if not there.
    pub tokenizer: Option<&'static str>,
    /// How the texts that it was trained on were cleaned, if not left as they were.
    pub cleaning: Option<CleaningPreset>,
    /// What it is.
    pub about: &'static str,
}

/// The models of the papers, and the usual sentence encoder. Each can also be fetched by hand and named as a folder.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "finbert",
        repository: "ProsusAI/finbert",
        tokenizer: None,
        cleaning: None,
        about: "BERT on Financial PhraseBank (Araci, 2019): positive, negative, neutral",
    },
    Preset {
        name: "finbert-tone",
        repository: "yiyanghkust/finbert-tone",
        tokenizer: None,
        cleaning: None,
        about: "BERT on analyst reports (Huang, Wang and Yang, 2023): neutral, positive, negative",
    },
    Preset {
        name: "twitter-xlm-roberta-base-sentiment",
        repository: "cardiffnlp/twitter-xlm-roberta-base-sentiment",
        tokenizer: Some("FacebookAI/xlm-roberta-base"),
        cleaning: Some(CleaningPreset::TwitterRoberta),
        about: "XLM-RoBERTa on tweets of eight languages (Barbieri et al., 2022): negative, neutral, positive",
    },
    Preset {
        name: "all-minilm-l6-v2",
        repository: "sentence-transformers/all-MiniLM-L6-v2",
        tokenizer: None,
        cleaning: None,
        about: "sentence encoder of 384 numbers (Wang et al., 2020)",
    },
];

/// Files of a model: each with whether it must be there.
pub(super) type Files = &'static [(&'static str, bool)];

/// What a model needs.
pub(super) const ALL: Files = &[
    ("config.json", true),
    ("model.safetensors", true),
    ("sentence_bert_config.json", false),
    ("modules.json", false),
    ("1_Pooling/config.json", false),
];
/// What an ONNX export needs beside it.
pub(super) const WITHOUT_WEIGHTS: Files = &[("config.json", true), ("sentence_bert_config.json", false)];
/// What a tokenizer may be made of.
const TOKENIZER: Files = &[
    ("tokenizer_config.json", false),
    ("tokenizer.json", false),
    ("vocab.txt", false),
    ("vocab.json", false),
    ("merges.txt", false),
];

impl Preset {
    /// The preset of a short name or of a repository's name, in any case.
    pub(super) fn of(model: &str) -> Option<&'static Self> {
        let named =
            |preset: &&Self| [preset.name, preset.repository].iter().any(|n| n.eq_ignore_ascii_case(model));
        PRESETS.iter().find(named)
    }
}

/// The last part of a name, in lower case.
pub(super) fn label(model: &str) -> String {
    model.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(model).to_lowercase()
}

/// Where a model is said to be.
pub(super) struct Source<'a> {
    pub(super) model: &'a str,
    pub(super) tokenizer: Option<&'a Path>,
    pub(super) cache: Option<&'a Path>,
    pub(super) revision: Option<&'a str>,
    pub(super) endpoint: Option<&'a str>,
    pub(super) proxy: Option<&'a HubProxy>,
}

impl Source<'_> {
    /// The folder with the model, and the one with its tokenizer if another. What is missing is fetched, where there is a
    /// cache.
    pub(super) fn resolve(
        &self,
        base: &Path,
        files: Files,
    ) -> Result<(PathBuf, Option<PathBuf>), EncoderError> {
        let tokenizer = self.tokenizer.map(|path| base.join(path));
        let folder = base.join(self.model);
        if folder.is_dir() {
            return Ok((folder, tokenizer));
        }
        let Some(cache) = self.cache else { return Err(EncoderError::NoFolder { path: folder }) };
        let preset = PRESETS.iter().find(|preset| preset.name == self.model.to_lowercase());
        let repository = preset.map_or(self.model, |preset| preset.repository);
        let hub = Hub::new(&base.join(cache), self.endpoint, self.proxy)?;
        let revision = self.revision.unwrap_or("main");
        let model = hub.fetch(repository, revision, files)?;
        if tokenizer.is_some() {
            return Ok((model, tokenizer));
        }
        if let Some(other) = preset.and_then(|preset| preset.tokenizer) {
            Ok((model, Some(hub.fetch(other, "main", TOKENIZER)?)))
        } else {
            hub.fetch(repository, revision, TOKENIZER)?;
            Ok((model, None))
        }
    }
}

/// `owner/name`, of the letters that names of the hub have.
pub(super) fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    match name.split_once('/') {
        Some((owner, name)) => part(owner) && part(name),
        None => false,
    }
}
