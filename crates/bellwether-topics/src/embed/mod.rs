//! A vector for each document, without any download.
//!
//! [`LsaParams`]: TF-IDF and a truncated singular value decomposition. [`PpmiParams`]: vectors of words from the words around
//! them, and weighted means of them. Both are fitted to the documents, need no model from elsewhere, and give the same bits on any
//! number of threads. [`SentenceEncoderParams`]: a model that knows what words mean beyond these documents, from a folder or
//! fetched once.

pub(crate) mod dense;
mod lsa;
mod ppmi;
mod sentence_encoder;
mod svd;
mod tf_idf;
mod vector_store;

use std::path::Path;

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Points, TopicsError};

pub use lsa::{FittedLsa, LsaParams};
pub use ppmi::{FittedPpmi, PpmiParams};
pub use sentence_encoder::{FittedSentenceEncoder, SentenceEncoderParams};
pub use svd::{Svd, truncated_svd};
pub use tf_idf::{TfIdf, TfIdfParams};

const ADVICE: &str = "\
vectors are made of the words of these documents alone, without a download; a sentence encoder also knows which words mean the \
same. It needs a model folder (config.json, the tokenizer and model.safetensors), or a network once: \
embed = { kind = \"encoder\", model = \"all-minilm-l6-v2\", cache = \"models\" } fetches 90 MB";

/// What makes a vector of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EmbedParams {
    /// Latent semantic analysis.
    Lsa(LsaParams),
    /// Vectors of words from the words around them.
    Ppmi(PpmiParams),
    /// A sentence encoder, from a folder or the hub.
    Encoder(SentenceEncoderParams),
}

impl Default for EmbedParams {
    fn default() -> Self {
        Self::Lsa(LsaParams::default())
    }
}

impl EmbedParams {
    /// Whether each setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn validate(&self) -> Result<(), TopicsError> {
        match self {
            Self::Lsa(params) => params.validate(),
            Self::Ppmi(params) => params.validate(),
            Self::Encoder(params) => params.validate(),
        }
    }

    /// What vectors made without a download do not know, and what better ones would need; none for a sentence encoder.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Lsa(_) | Self::Ppmi(_) => Some(ADVICE),
            Self::Encoder(_) => None,
        }
    }

    /// The same settings with all paths below `base`.
    #[must_use]
    pub fn relative_to(self, base: &Path) -> Self {
        match self {
            Self::Encoder(params) => Self::Encoder(params.relative_to(base)),
            Self::Lsa(_) | Self::Ppmi(_) => self,
        }
    }

    /// Learns from documents, and embeds them.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, there are fewer documents or words than the width, an encoder is
    /// missing or broken, or the run is stopped.
    pub fn fit<S: AsRef<str> + Sync>(
        &self,
        documents: &[S],
        run: &RunContext,
    ) -> Result<(FittedEmbed, Points), TopicsError> {
        Ok(match self {
            Self::Lsa(params) => {
                let (fitted, points) = FittedLsa::fit(params, documents, run)?;
                (FittedEmbed::Lsa(fitted), points)
            }
            Self::Ppmi(params) => {
                let (fitted, points) = FittedPpmi::fit(params, documents, run)?;
                (FittedEmbed::Ppmi(fitted), points)
            }
            Self::Encoder(params) => {
                let (fitted, points) = FittedSentenceEncoder::fit(params, documents, run)?;
                (FittedEmbed::Encoder(fitted), points)
            }
        })
    }
}

/// What makes a vector of a document, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FittedEmbed {
    /// Latent semantic analysis.
    Lsa(FittedLsa),
    /// Vectors of words from the words around them.
    Ppmi(FittedPpmi),
    /// A sentence encoder.
    Encoder(FittedSentenceEncoder),
}

impl FittedEmbed {
    /// A vector of length 1 for each document; zero for a document without a known word.
    ///
    /// # Errors
    /// Of a sentence encoder, where it has no finite numbers for a document, or vectors cannot be kept.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Result<Points, TopicsError> {
        match self {
            Self::Lsa(fitted) => Ok(fitted.transform(documents)),
            Self::Ppmi(fitted) => Ok(fitted.transform(documents)),
            Self::Encoder(fitted) => fitted.transform(documents),
        }
    }
}

/// Whether a width of vectors fits documents and terms.
pub(crate) fn check_width(width: usize, documents: usize, terms: usize) -> Result<(), TopicsError> {
    if documents < width {
        return Err(TopicsError::TooFewDocuments {
            found: documents,
            needed: width,
            setting: "width",
            value: width,
        });
    }
    if terms < width {
        return Err(TopicsError::TooFewTerms { found: terms, width });
    }
    Ok(())
}

pub(crate) fn check_least(setting: &'static str, value: usize, least: usize) -> Result<(), TopicsError> {
    if value >= least {
        return Ok(());
    }
    let (found, expected) = (value.to_string(), format!("at least {least}"));
    Err(TopicsError::Setting { setting, found, expected })
}

pub(crate) fn check_range(setting: &'static str, value: f64, low: f64, high: f64) -> Result<(), TopicsError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let (found, expected) = (value.to_string(), format!("{low} to {high}"));
    Err(TopicsError::Setting { setting, found, expected })
}

#[cfg(test)]
mod tests;
