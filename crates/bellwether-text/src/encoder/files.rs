//! Reading the small files of a folder.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::EncoderError;

/// All of a file, or nothing where there is none.
pub(super) fn optional(path: &Path) -> Result<Option<Vec<u8>>, EncoderError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(EncoderError::Read { path: path.to_owned(), source }),
    }
}

/// A JSON file that must be there.
pub(super) fn json<T: DeserializeOwned>(path: &Path, hint: &'static str) -> Result<T, EncoderError> {
    optional_json(path)?.ok_or_else(|| EncoderError::MissingFile { path: path.to_owned(), hint })
}

/// A JSON file that may be there.
pub(super) fn optional_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, EncoderError> {
    let Some(bytes) = optional(path)? else { return Ok(None) };
    let parsed = serde_json::from_slice(&bytes);
    parsed.map(Some).map_err(|source| EncoderError::Json { path: path.to_owned(), source })
}
