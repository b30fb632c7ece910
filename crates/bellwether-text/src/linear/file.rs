//! The file of a model.
//!
//! `BWLINEAR`, format (u32), length of the content (u64), its BLAKE3 sum (32 bytes), content; whole numbers little-endian.
//! Content: length of the header (u32), header (JSON), for each vocabulary its n-grams (each ended by a line feed) and
//! inverse document frequencies (f64), weights (f32), intercepts (f64).

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::calibration::Calibrator;
use super::lexicons::Lexicons;
use super::model::seen;
use super::vectorizer::{Group, Vectorizer};
use super::{Features, LinearError, Model, TrainParams};
use crate::digest::short;
use crate::scorer::stem;
use crate::{PolarityLabel, TextError};

const MAGIC: &str = "BWLINEAR";
/// To be raised when the content changes its form, or when the same content gives other scores.
const FORMAT: u32 = 1;
/// Raised whenever the numbers of any model move.
const REVISION: u32 = 2;
/// Magic, format, length, checksum.
const PREFIX: usize = 8 + 4 + 8 + 32;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    params: TrainParams,
    classes: Vec<PolarityLabel>,
    outputs: usize,
    calibrator: Calibrator,
    /// Bytes and number of the n-grams of each vocabulary.
    vocabularies: Vec<[usize; 2]>,
    /// The version of the lexicons, where they are features.
    lexicons: Option<String>,
}

impl Model {
    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let payload = payload(self);
        let mut bytes = MAGIC.as_bytes().to_vec();
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend((payload.len() as u64).to_le_bytes());
        bytes.extend(blake3::hash(&payload).as_bytes());
        bytes.extend(payload);
        bytes
    }

    /// The model of [`Self::to_bytes`], to the last bit.
    ///
    /// # Errors
    /// [`LinearError`]: no model, another format, cut, damaged, or with features of other lexicons.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LinearError> {
        let Some(rest) = bytes.strip_prefix(MAGIC.as_bytes()) else {
            return Err(LinearError::NotAModel { expected: MAGIC });
        };
        let cut = |expected: u64| LinearError::Length { found: bytes.len() as u64, expected };
        let short = || cut(PREFIX as u64);
        let (format, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let found = u32::from_le_bytes(*format);
        if found != FORMAT {
            return Err(LinearError::Format { found, expected: FORMAT });
        }
        let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(short)?;
        let (sum, payload) = rest.split_first_chunk::<32>().ok_or_else(short)?;
        let length = u64::from_le_bytes(*length);
        if payload.len() as u64 != length {
            return Err(cut(length.saturating_add(PREFIX as u64)));
        }
        let found = blake3::hash(payload);
        if found.as_bytes() != sum {
            let expected = blake3::Hash::from_bytes(*sum).to_string();
            return Err(LinearError::Checksum { found: found.to_string(), expected });
        }
        read(payload)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`TextError::Read`], or [`TextError::Model`] with what is wrong with its content.
    pub fn load(path: &Path) -> Result<Self, TextError> {
        let bytes =
            std::fs::read(path).map_err(|source| TextError::Read { path: path.to_owned(), source })?;
        let mut model =
            Self::from_bytes(&bytes).map_err(|source| TextError::Model { path: path.to_owned(), source })?;
        model.name = format!("linear({})", stem(path));
        Ok(model)
    }
}

/// `linear`, the format, the revision of the arithmetic, and the beginning of the checksum.
pub(super) fn version(payload: &[u8]) -> String {
    format!("linear-{FORMAT}.{REVISION}-{}", short(&blake3::hash(payload)))
}

pub(super) fn payload(model: &Model) -> Vec<u8> {
    let mut vocabularies = Vec::new();
    let mut tables = Vec::new();
    let mut has_lexicons = false;
    for group in &model.vectorizer.groups {
        match group {
            Group::Tfidf { vocabulary, idf, .. } => {
                let before = tables.len();
                for gram in vocabulary {
                    tables.extend(gram.as_bytes());
                    tables.push(b'\n');
                }
                vocabularies.push([tables.len() - before, vocabulary.len()]);
                tables.extend(idf.iter().flat_map(|idf| idf.to_le_bytes()));
            }
            Group::Hashed { .. } => {}
            Group::Lexicons { .. } => has_lexicons = true,
        }
    }
    let header = Header {
        params: model.params.clone(),
        classes: model.classes.clone(),
        outputs: model.outputs,
        calibrator: model.calibrator.clone(),
        vocabularies,
        lexicons: has_lexicons.then(|| Lexicons::bundled().version.clone()),
    };
    let header = serde_json::to_vec(&header).expect("the header is plain data with finite numbers");
    let mut payload = (header.len() as u32).to_le_bytes().to_vec();
    payload.extend(header);
    payload.extend(tables);
    payload.extend(model.weights.iter().flat_map(|weight| weight.to_le_bytes()));
    payload.extend(model.intercepts.iter().flat_map(|intercept| intercept.to_le_bytes()));
    payload
}

fn read(payload: &[u8]) -> Result<Model, LinearError> {
    let mut reader = Reader { rest: payload };
    let length = u32::from_le_bytes(reader.array()?) as usize;
    let header: Header =
        serde_json::from_slice(reader.take(length)?).map_err(|error| content(error.to_string()))?;
    let Header { params, classes, outputs, calibrator, vocabularies, lexicons } = header;
    params.validate().map_err(|error| content(error.to_string()))?;
    let is_sound = (2..=3).contains(&classes.len()) && classes.is_sorted_by(|a, b| a < b);
    let fits = outputs == classes.len() || (outputs == 1 && classes.len() == 2);
    if !is_sound || !fits || !calibrator.is_sound(outputs) {
        return Err(content(format!("{outputs} outputs for the classes {classes:?} with {calibrator:?}")));
    }
    if let Some(found) = lexicons {
        let expected = Lexicons::bundled().version.clone();
        if found != expected {
            return Err(LinearError::Lexicons { found, expected });
        }
    }
    let mut vocabularies = vocabularies.into_iter();
    let mut groups = Vec::new();
    for features in &params.features {
        groups.push(match *features {
            Features::Tfidf { analyzer, ngrams, min_documents: _, sublinear } => {
                let sizes =
                    vocabularies.next().ok_or_else(|| content("a vocabulary is missing".to_owned()))?;
                let (vocabulary, idf) = reader.vocabulary(sizes)?;
                Group::tfidf(analyzer, ngrams, sublinear, vocabulary, idf)
            }
            Features::Hashed { analyzer, ngrams, bits } => Group::Hashed { analyzer, ngrams, bits },
            Features::Lexicons { scale } => Group::Lexicons { scale },
        });
    }
    let vectorizer = Vectorizer::of(params.normalisation, groups);
    let weights = vectorizer.width() * outputs;
    let weights = reader.take(4 * weights)?.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    let weights: Vec<f32> = weights.collect();
    let intercepts = reader.doubles(outputs)?;
    if !reader.rest.is_empty() {
        return Err(content(format!("{} bytes are left over", reader.rest.len())));
    }
    if !weights.iter().all(|weight| weight.is_finite()) || !intercepts.iter().all(|weight| weight.is_finite())
    {
        return Err(content("a weight is not a number".to_owned()));
    }
    let (name, version) = ("linear".to_owned(), version(payload));
    let seen = seen(&vectorizer, outputs, &weights);
    Ok(Model { params, classes, vectorizer, outputs, weights, seen, intercepts, calibrator, name, version })
}

fn content(what: String) -> LinearError {
    LinearError::Content { what }
}

/// What is left of the content.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], LinearError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            return Err(content(format!("{length} bytes are wanted and {} are left", self.rest.len())));
        };
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LinearError> {
        let taken = self.take(N)?;
        Ok(*taken.first_chunk().expect("so many bytes were taken"))
    }

    fn doubles(&mut self, count: usize) -> Result<Vec<f64>, LinearError> {
        let bytes = self.take(count.saturating_mul(8))?;
        Ok(bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
    }

    fn vocabulary(&mut self, [bytes, count]: [usize; 2]) -> Result<(Vec<Box<str>>, Vec<f64>), LinearError> {
        let text = std::str::from_utf8(self.take(bytes)?).map_err(|error| content(error.to_string()))?;
        let grams: Vec<Box<str>> = text.split_terminator('\n').map(Into::into).collect();
        if grams.len() != count || !grams.is_sorted_by(|a, b| a < b) {
            return Err(content(format!(
                "a vocabulary of {count} n-grams holds {}, or is not in order",
                grams.len()
            )));
        }
        let idf = self.doubles(count)?;
        if !idf.iter().all(|idf| idf.is_finite()) {
            return Err(content("a document frequency is not a number".to_owned()));
        }
        Ok((grams, idf))
    }
}
