//! Results of trials on disk, one small file each, written atomically.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::StudyError;
use crate::trial::Outcome;

/// A folder of finished trials, by content key.
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub(crate) fn open(folder: &Path) -> Result<Self, StudyError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| StudyError::Write { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{}.json", &key[..32]))
    }

    /// A finished trial; `None` when there is none, or its file is damaged (it is then run again).
    pub(crate) fn get(&self, key: &str) -> Option<Outcome> {
        serde_json::from_slice(&std::fs::read(self.path(key)).ok()?).ok()
    }

    /// Records a trial: a reader sees the whole file or none.
    pub(crate) fn put(&self, key: &str, outcome: &Outcome) -> Result<(), StudyError> {
        let json = serde_json::to_vec(outcome).expect("forecasts are finite numbers and strings");
        write_atomically(&self.path(key), &json)
    }
}

/// Writes beside the target and renames, so that a killed run leaves no half file behind the name.
///
/// Every call has a neighbour of its own: two trials of equal content (one stock listed twice) may
/// be written under one key at the same moment.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StudyError> {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let failed = |source| StudyError::Write { path: path.to_owned(), source };
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let beside = path.with_extension(format!("{}-{call}.part", std::process::id()));
    std::fs::write(&beside, bytes).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::write_atomically;

    #[test]
    fn many_threads_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.json");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        write_atomically(&path, b"whole").unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
