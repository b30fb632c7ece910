//! A file that the user names as output.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::error::CliError;

/// It must not be an input, nor there already unless it may be overwritten.
pub(crate) fn check<'a>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    force: bool,
) -> Result<(), CliError> {
    // before anything is done: a place that cannot be written
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        let source = io::Error::new(io::ErrorKind::NotFound, "there is no such folder");
        return Err(CliError::Write { path: output.to_owned(), source });
    }
    if output.is_dir() {
        let source = io::Error::new(io::ErrorKind::IsADirectory, "it is a folder");
        return Err(CliError::Write { path: output.to_owned(), source });
    }
    let Ok(found) = fs::canonicalize(output) else { return Ok(()) };
    if inputs.into_iter().any(|f| fs::canonicalize(f).is_ok_and(|f| f == found)) {
        return Err(CliError::OutputIsInput { path: output.to_owned() });
    }
    if !force && found.is_file() {
        return Err(CliError::Exists { path: output.to_owned() });
    }
    Ok(())
}

/// Where it is written until it is whole.
pub(crate) fn beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// Writes it whole or not at all: beside, then renamed.
pub(crate) fn write(output: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let part = beside(output);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, output));
    written.map_err(|source| {
        // what is there of it would only be in the way
        let _ = fs::remove_file(&part);
        CliError::Write { path: output.to_owned(), source }
    })
}
