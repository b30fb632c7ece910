//! A vector for each document, without any download.
//!
//! [`LsaParams`]: TF-IDF and a truncated singular value decomposition. [`PpmiParams`]: vectors of words from the words around
//! them, and weighted means of them. Both are fitted to the documents, need no model from elsewhere, and give the same bits on any
//! number of threads. A sentence encoder knows what words mean beyond these documents.

pub(crate) mod dense;
mod lsa;
mod ppmi;
mod svd;
mod tf_idf;

use bellwether_core::RunContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::represent::Vocabulary;
use crate::{Points, TopicsError};

pub use lsa::{FittedLsa, LsaParams};
pub use ppmi::{FittedPpmi, PpmiParams};
pub use svd::{Svd, truncated_svd};
pub use tf_idf::{TfIdf, TfIdfParams};

/// What makes a vector of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EmbedParams {
    /// Latent semantic analysis.
    Lsa(LsaParams),
    /// Vectors of words from the words around them.
    Ppmi(PpmiParams),
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
        }
    }

    /// Learns from documents, and embeds them.
    ///
    /// # Errors
    /// Where a setting is out of range, no word is left, or there are fewer documents or words than the width.
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
}

impl FittedEmbed {
    /// A vector of length 1 for each document; zero for a document without a known word.
    pub fn transform<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Points {
        match self {
            Self::Lsa(fitted) => fitted.transform(documents),
            Self::Ppmi(fitted) => fitted.transform(documents),
        }
    }

    /// The terms that are known.
    pub fn vocabulary(&self) -> &Vocabulary {
        match self {
            Self::Lsa(fitted) => fitted.vocabulary(),
            Self::Ppmi(fitted) => fitted.vocabulary(),
        }
    }

    /// The vector of the term in a column of the vocabulary.
    ///
    /// # Panics
    /// Where there is no such column.
    pub fn word_vector(&self, column: usize) -> &[f64] {
        match self {
            Self::Lsa(fitted) => fitted.word_vector(column),
            Self::Ppmi(fitted) => fitted.word_vector(column),
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
        return Err(TopicsError::Setting {
            setting: "width",
            found: width.to_string(),
            expected: format!("at most {terms}, the number of terms"),
        });
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
