//! Results of trials on disk, one small file each, written atomically.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bellwether_core::Checkpoints;

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

    /// Where a trial's training is left when it is interrupted. Without `resume` what was left before is not looked at.
    pub(crate) fn training(&self, key: &str, resume: bool) -> Training {
        let path = self.path(key).with_extension("training");
        Training { path, resume, failure: Mutex::new(None) }
    }
}

/// A training that is under way, on disk.
#[derive(Debug)]
pub(crate) struct Training {
    path: PathBuf,
    resume: bool,
    failure: Mutex<Option<StudyError>>,
}

impl Training {
    /// Ends it: nothing is left of a training whose trial is done. The first failure to write it comes to light here.
    pub(crate) fn end(&self, done: bool) -> Result<(), StudyError> {
        if done {
            match std::fs::remove_file(&self.path) {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StudyError::Write { path: self.path.clone(), source });
                }
                _ => {}
            }
        }
        let mut failure = self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        failure.take().map_or(Ok(()), Err)
    }
}

impl Checkpoints for Training {
    fn load(&self) -> Option<Vec<u8>> {
        std::fs::read(&self.path).ok().filter(|_| self.resume)
    }

    fn save(&self, bytes: &[u8]) {
        if let Err(error) = write_atomically(&self.path, bytes) {
            let mut failure = self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            failure.get_or_insert(error);
        }
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
    use bellwether_core::Checkpoints;

    use super::{Cache, write_atomically};

    #[test]
    fn a_training_is_left_until_its_trial_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = "0123456789abcdef0123456789abcdef0123456789abcdef";
        let first = cache.training(key, true);
        assert_eq!(first.load(), None);
        first.save(b"half");
        first.save(b"more");
        first.end(false).unwrap();
        assert_eq!(cache.training(key, true).load().unwrap(), b"more");
        assert_eq!(cache.training(key, false).load(), None);
        assert!(cache.get(key).is_none());
        cache.training(key, true).end(true).unwrap();
        assert_eq!(cache.training(key, true).load(), None);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        // a disk that takes no more is an error of the run, not silence
        let nowhere = Cache { folder: folder.path().join("gone") }.training(key, true);
        nowhere.save(b"lost");
        assert!(nowhere.end(true).is_err());
    }

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
