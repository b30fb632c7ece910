//! Scores of texts on disk, so that a text is scored once, however many studies and runs use it.
//!
//! The key of a score is the text, and the name and version of the scorer. A folder holds one folder for each scorer and
//! version, with a few files of sorted records in it. A file is written beside its name and renamed, and never changed:
//! processes can share the folder, and a stopped run leaves no half file. Each record has a checksum; one that is
//! damaged is not found, counted, and scored again. Memory is that of one lookup, whatever the folder holds.

mod merge;
mod record;
mod segment;

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bellwether_core::{Finding, FindingKind};
use bellwether_text::{Polarity, Scorer, TextError};

use crate::StudyError;
use record::{Key, Record};
use segment::Segment;

/// New scores are written when there are so many: what a killed run loses at most.
const BUFFERED: usize = 2048;
/// More files than this are merged.
const SEGMENTS: usize = 12;

/// A folder of scores of one scorer in one version.
#[derive(Debug)]
pub struct ScoreCache {
    folder: PathBuf,
    state: Mutex<State>,
    damaged: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    /// Shared with lookups, which run beside what is written.
    segments: Vec<Arc<Segment>>,
    new: BTreeMap<Key, Polarity>,
}

impl ScoreCache {
    /// Opens the scores of `scorer` under `folder`, which is made if it is not there.
    ///
    /// # Errors
    /// [`StudyError::Write`] when the folder cannot be made or listed. [`StudyError::Scores`] when a file of scores is whole,
    /// as far as can be told, and cannot be opened; it stays.
    pub fn open(folder: &Path, scorer: &dyn Scorer) -> Result<Self, StudyError> {
        let folder = folder.join(folder_name(scorer));
        let failed = |source| StudyError::Write { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let mut paths = BTreeSet::new();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|e| e == segment::ENDING) {
                paths.insert(path);
            }
        }
        let damaged = AtomicUsize::new(0);
        let mut segments = Vec::new();
        for path in paths {
            match Segment::open(&path) {
                Ok(segment) => segments.push(Arc::new(segment)),
                // another process may have merged it away
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) if matches!(e.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
                    damaged.fetch_add(1, Ordering::Relaxed);
                    // what is not such a file is scored again, and must not be met again
                    let _ = std::fs::remove_file(&path);
                }
                // what may not be read now may be read another time
                Err(source) => return Err(StudyError::Scores { path, source }),
            }
        }
        let state = Mutex::new(State { segments, new: BTreeMap::new() });
        Ok(Self { folder, state, damaged })
    }

    /// The polarities of `texts`, in their order: those that are there, and the others scored by `scorer` and kept.
    ///
    /// Equal texts are scored once. The result is that of [`Scorer::try_score_all`], bit for bit. Threads may share it; the
    /// scoring itself runs without a lock. Where a text has no polarity, nothing of the call is kept.
    ///
    /// # Errors
    /// [`StudyError::Scorer`] with the place of a text that has no polarity. [`StudyError::Write`] when new scores cannot be written; what was written before stays.
    pub fn score_all(&self, scorer: &dyn Scorer, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
        let keys: Vec<Key> = texts.iter().map(|text| record::key(text)).collect();
        // what is new may be written meanwhile, but is not lost to these files
        let (mut found, segments): (Vec<Option<Polarity>>, _) = {
            let state = self.lock();
            (keys.iter().map(|key| state.new.get(key).copied()).collect(), state.segments.clone())
        };
        for (slot, key) in found.iter_mut().zip(&keys).filter(|(slot, _)| slot.is_none()) {
            *slot = self.find(&segments, key);
        }
        let mut first = BTreeMap::new();
        for (i, key) in keys.iter().enumerate() {
            if found[i].is_none() {
                first.entry(*key).or_insert(i);
            }
        }
        let missing: Vec<(Key, usize)> = first.into_iter().collect();
        let new: Vec<&str> = missing.iter().map(|(_, i)| texts[*i]).collect();
        let scores = if new.is_empty() { Ok(Vec::new()) } else { scorer.try_score_all(&new) };
        let scores = scores.map_err(|e| e.placed(|place| missing[place].1))?;
        if scores.len() != new.len() {
            let (scorer, texts, found) = (scorer.name().to_owned(), new.len(), scores.len());
            return Err(TextError::Unanswered { scorer, texts, found }.into());
        }
        let scored: BTreeMap<Key, Polarity> = missing.into_iter().map(|(key, _)| key).zip(scores).collect();
        for (slot, key) in found.iter_mut().zip(&keys) {
            *slot = slot.or_else(|| scored.get(key).copied());
        }
        self.add(scored)?;
        Ok(found.into_iter().flatten().collect())
    }

    fn find(&self, segments: &[Arc<Segment>], key: &Key) -> Option<Polarity> {
        for segment in segments {
            match segment.find(key) {
                Ok(Some(polarity)) => return Some(polarity),
                Ok(None) => {}
                Err(segment::Damaged) => {
                    self.damaged.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        None
    }

    fn add(&self, scored: BTreeMap<Key, Polarity>) -> Result<(), StudyError> {
        let mut state = self.lock();
        state.new.extend(scored);
        if state.new.len() >= BUFFERED { self.write(&mut state) } else { Ok(()) }
    }

    /// Writes what is new.
    ///
    /// # Errors
    /// [`StudyError::Write`] when it cannot be written.
    pub fn flush(&self) -> Result<(), StudyError> {
        self.write(&mut self.lock())
    }

    fn write(&self, state: &mut State) -> Result<(), StudyError> {
        let State { segments, new } = state;
        if !new.is_empty() {
            let records = new.iter().map(|(key, polarity)| Record { key: *key, polarity: *polarity });
            segments.push(Arc::new(segment::write(&self.folder, records.map(Ok))?));
            new.clear();
        }
        merge::mend(&self.folder, segments)?;
        if segments.len() > SEGMENTS {
            merge::smallest(&self.folder, segments)?;
        }
        Ok(())
    }

    /// What was damaged and scored again, if anything was.
    pub fn finding(&self) -> Option<Finding> {
        let count = self.damaged.load(Ordering::Relaxed);
        (count > 0).then(|| Finding {
            kind: FindingKind::DamagedCache,
            ticker: None,
            date: None,
            examples: Vec::new(),
            count,
            message: format!(
                "{count} damaged scores or files of scores in {}: scored again",
                self.folder.display()
            ),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ScoreCache {
    fn drop(&mut self) {
        // whoever must know of a failure calls `flush`
        let _ = self.flush();
    }
}

/// The scorer's name, as far as file systems take it, and a digest of name and version.
pub(crate) fn folder_name(scorer: &dyn Scorer) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = scorer.name().chars().filter(is_plain).take(40).collect();
    let mut hasher = blake3::Hasher::new_derive_key("bellwether scorer");
    hasher.update(scorer.name().as_bytes());
    hasher.update(&[0]);
    hasher.update(scorer.version().as_bytes());
    format!("{name}-{}", &hasher.finalize().to_hex()[..16])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Scores by length, and counts what it is asked.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Scorer for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }

        fn version(&self) -> &'static str {
            "1"
        }

        fn score(&self, text: &str) -> Polarity {
            self.0.fetch_add(1, Ordering::Relaxed);
            Polarity { compound: 1.0 / (1.0 + text.len() as f64), ..Polarity::default() }
        }
    }

    fn texts(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|i| format!("{}{i}", "x".repeat(i % 50))).collect()
    }

    /// The scores of texts by a cache that is opened anew, how many were scored for it, and its finding.
    fn ask(folder: &Path, texts: &[String]) -> (Vec<Polarity>, usize, Option<Finding>) {
        let scorer = Counting::default();
        let cache = ScoreCache::open(folder, &scorer).unwrap();
        let mut out = Vec::new();
        for some in texts.chunks(500) {
            let some: Vec<&str> = some.iter().map(String::as_str).collect();
            out.extend(cache.score_all(&scorer, &some).unwrap());
        }
        cache.flush().unwrap();
        (out, scorer.0.load(Ordering::Relaxed), cache.finding())
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let scores = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
        let mut files: Vec<_> = std::fs::read_dir(scores).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        files
    }

    #[test]
    fn a_text_is_scored_once() {
        let folder = tempfile::tempdir().unwrap();
        let all = texts(0..40_000);
        let expected: Vec<Polarity> = all.iter().map(|t| Counting::default().score(t)).collect();
        let (first, scored, _) = ask(folder.path(), &all[..30_000]);
        assert_eq!((first, scored), (expected[..30_000].to_vec(), 30_000));
        let (second, scored, finding) = ask(folder.path(), &all);
        assert_eq!((second, scored), (expected, 10_000));
        assert!(finding.is_none());
        assert!(files(folder.path()).len() <= SEGMENTS);
        let same = vec!["same".to_owned(); 9];
        assert_eq!(ask(folder.path(), &same).1, 1);
    }

    #[test]
    fn what_is_damaged_is_scored_again_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let all = texts(0..3000);
        let (expected, ..) = ask(folder.path(), &all);
        for (damage, at) in [("a bit", Some(1000)), ("the number of records", Some(17)), ("the end", None)] {
            let file =
                files(folder.path()).into_iter().max_by_key(|f| std::fs::metadata(f).unwrap().len()).unwrap();
            let mut bytes = std::fs::read(&file).unwrap();
            match at {
                Some(at) => bytes[at] ^= 1,
                None => bytes.truncate(bytes.len() - 1),
            }
            std::fs::write(&file, bytes).unwrap();
            let (found, scored, finding) = ask(folder.path(), &all);
            assert_eq!(found, expected, "{damage}");
            assert!(scored > 0 && finding.is_some(), "{damage}");
            let (found, scored, finding) = ask(folder.path(), &all);
            assert_eq!((found, scored), (expected.clone(), 0), "{damage}");
            assert!(finding.is_none(), "{damage}");
        }
    }

    /// A file that cannot be opened for another reason than damage is no reason to take it away.
    #[test]
    fn a_file_that_cannot_be_opened_stays() {
        let folder = tempfile::tempdir().unwrap();
        ask(folder.path(), &texts(0..10));
        let place = files(folder.path()).remove(0).with_file_name("0.scores");
        // whoever may read it: it is no file
        std::fs::create_dir(&place).unwrap();
        let error = ScoreCache::open(folder.path(), &Counting::default()).unwrap_err();
        assert!(matches!(&error, StudyError::Scores { path, .. } if *path == place), "{error}");
        assert!(place.is_dir() && files(folder.path()).len() == 2);
    }

    /// Records that lie before what is broken off are not lost with it.
    #[test]
    fn what_is_whole_in_a_shortened_file_is_kept_when_files_are_merged() {
        let folder = tempfile::tempdir().unwrap();
        let records = (0..100_u8).map(|i| {
            Ok(Record { key: [i; 16], polarity: Polarity { compound: f64::from(i), ..Polarity::default() } })
        });
        let segment = Arc::new(segment::write(folder.path(), records).unwrap());
        let file = std::fs::OpenOptions::new().write(true).open(&segment.path).unwrap();
        file.set_len(24 + 56 * 60 + 7).unwrap();
        assert!(segment.find(&[80; 16]).is_err() && segment.is_damaged());
        let mut segments = vec![segment];
        merge::mend(folder.path(), &mut segments).unwrap();
        assert_eq!((segments.len(), segments[0].records), (1, 60));
        assert_eq!(segments[0].find(&[59; 16]).unwrap().unwrap().compound, 59.0);
    }

    #[test]
    fn many_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let all = texts(0..20_000);
        std::thread::scope(|scope| {
            for part in 0..4 {
                let (all, folder) = (&all, folder.path());
                scope.spawn(move || {
                    let (found, ..) = ask(folder, &all[part * 4000..part * 4000 + 8000]);
                    assert_eq!(found.len(), 8000);
                    for (text, found) in all[part * 4000..].iter().zip(found) {
                        assert_eq!(found, Counting::default().score(text));
                    }
                });
            }
        });
        let parts = files(folder.path()).into_iter().filter(|f| f.extension().is_some_and(|e| e == "part"));
        assert_eq!(parts.count(), 0);
    }

    #[test]
    fn what_failed_is_said_with_its_place_and_never_kept() {
        /// Has no polarity for `bad` until it is mended.
        struct Failing {
            mended: bool,
        }
        impl Scorer for Failing {
            fn name(&self) -> &'static str {
                "failing"
            }
            fn version(&self) -> &'static str {
                "1"
            }
            fn score(&self, text: &str) -> Polarity {
                Counting::default().score(text)
            }
            fn try_score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
                if let Some(place) = texts.iter().position(|text| *text == "bad" && !self.mended) {
                    let (start, source) = ("bad".to_owned(), bellwether_text::encoder::Fault::NotFinite);
                    return Err(TextError::Unscored { place, start, source });
                }
                Ok(self.score_all(texts))
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let texts = ["good", "good", "fair", "bad", "poor"];
        let cache = ScoreCache::open(folder.path(), &Failing { mended: false }).unwrap();
        let error = cache.score_all(&Failing { mended: false }, &texts).unwrap_err();
        let StudyError::Scorer(error) = error else { panic!("{error:?}") };
        assert_eq!(error.place(), Some(3));
        cache.flush().unwrap();
        assert!(files(folder.path()).is_empty());
        let expected: Vec<Polarity> = texts.iter().map(|t| Counting::default().score(t)).collect();
        assert_eq!(cache.score_all(&Failing { mended: true }, &texts).unwrap(), expected);
    }

    #[test]
    fn another_version_has_scores_of_its_own() {
        struct Newer;
        impl Scorer for Newer {
            fn name(&self) -> &'static str {
                "counting"
            }
            fn version(&self) -> &'static str {
                "2"
            }
            fn score(&self, _: &str) -> Polarity {
                Polarity::default()
            }
        }
        let folder = tempfile::tempdir().unwrap();
        ask(folder.path(), &texts(0..10));
        let cache = ScoreCache::open(folder.path(), &Newer).unwrap();
        assert_eq!(cache.score_all(&Newer, &["0"]).unwrap(), [Polarity::default()]);
    }
}
