//! Kept scores of scorers that may be made of several.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellwether_core::Finding;
use bellwether_text::{Polarity, Scorer, TextError};

use crate::StudyError;
use crate::score_cache::{ScoreCache, folder_name};

/// The folder of kept scores of one run: a scorer that stands in it twice, alone and in an ensemble, is one and the same.
#[derive(Debug)]
pub struct ScoreFolder {
    path: PathBuf,
    opened: BTreeMap<String, Arc<ScoreCache>>,
}

impl ScoreFolder {
    /// The folder at `path`, which is made when a slow scorer needs it.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), opened: BTreeMap::new() }
    }

    /// What is kept of a scorer. Of an ensemble the slow members are kept, each as if it stood alone, so that their scores
    /// are shared with studies that use them alone or with others.
    ///
    /// # Errors
    /// As [`ScoreCache::open`].
    pub fn open(&mut self, scorer: &dyn Scorer) -> Result<KeptScores, StudyError> {
        if let Some(ensemble) = scorer.as_ensemble() {
            let members = ensemble.members().map(|member| self.open(member)).collect::<Result<_, _>>()?;
            return Ok(KeptScores::Members(members));
        }
        if !scorer.is_slow() {
            return Ok(KeptScores::Nothing);
        }
        let name = folder_name(scorer);
        if let Some(opened) = self.opened.get(&name) {
            return Ok(KeptScores::Own(Arc::clone(opened)));
        }
        let opened = Arc::new(ScoreCache::open(&self.path, scorer)?);
        self.opened.insert(name, Arc::clone(&opened));
        Ok(KeptScores::Own(opened))
    }

    /// Writes what is new, and says what was damaged and scored again.
    ///
    /// # Errors
    /// As [`ScoreCache::flush`].
    pub fn flush(&self) -> Result<Vec<Finding>, StudyError> {
        self.opened.values().try_for_each(|kept| kept.flush())?;
        Ok(self.opened.values().filter_map(|kept| kept.finding()).collect())
    }
}

/// What is kept of a scorer's scores.
#[derive(Debug, Clone, Default)]
pub enum KeptScores {
    /// Nothing: it is quicker to score, or no folder is given.
    #[default]
    Nothing,
    /// All of them.
    Own(Arc<ScoreCache>),
    /// Those of the members of an ensemble, in their order.
    Members(Vec<KeptScores>),
}

impl KeptScores {
    /// The polarities of `texts` by `scorer`, which this was opened for: those that are there, and the others scored and
    /// kept. The result is that of [`Scorer::try_score_all`], bit for bit.
    ///
    /// # Errors
    /// As [`ScoreCache::score_all`].
    pub fn score_all(&self, scorer: &dyn Scorer, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
        match (self, scorer.as_ensemble()) {
            (Self::Own(kept), _) => kept.score_all(scorer, texts),
            (Self::Members(kept), Some(ensemble)) => {
                let columns = kept.iter().zip(ensemble.members()).map(|(kept, member)| {
                    let column = kept.score_all(member, texts)?;
                    if column.len() == texts.len() {
                        return Ok(column);
                    }
                    let (scorer, texts, found) = (member.name().to_owned(), texts.len(), column.len());
                    Err(TextError::Unanswered { scorer, texts, found }.into())
                });
                Ok(ensemble.combine(&columns.collect::<Result<Vec<_>, StudyError>>()?, texts.len()))
            }
            (Self::Nothing | Self::Members(_), _) => Ok(scorer.try_score_all(texts)?),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bellwether_text::{Ensemble, Vader};

    use super::*;

    /// Slow, and counts the texts that it is asked for.
    #[derive(Clone)]
    struct Counting(Arc<AtomicUsize>);

    impl Scorer for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }
        fn version(&self) -> &'static str {
            "1"
        }
        fn is_slow(&self) -> bool {
            true
        }
        fn score(&self, text: &str) -> Polarity {
            self.0.fetch_add(1, Ordering::Relaxed);
            let compound = 1.0 / (1.0 + text.len() as f64);
            Polarity { neutral: 1.0 - compound, positive: compound, negative: 0.0, compound }
        }
    }

    #[test]
    fn a_member_of_an_ensemble_scores_a_text_once() {
        let asked = Arc::new(AtomicUsize::new(0));
        let counting = Counting(Arc::clone(&asked));
        let both = |weights: &[f64]| {
            let inner = Ensemble::new(vec![Box::new(counting.clone())], &[]).unwrap();
            Ensemble::new(vec![Box::new(Vader::new()), Box::new(inner)], weights).unwrap()
        };
        let ensembles = [both(&[]), both(&[1.0, 3.0])];
        let texts = ["good", "so bad", "", "good", "a meeting"];
        let expected: Vec<Vec<Polarity>> =
            ensembles.iter().map(|e| e.try_score_all(&texts).unwrap()).collect();
        let alone = counting.try_score_all(&texts).unwrap();
        asked.store(0, Ordering::Relaxed);

        let folder = tempfile::tempdir().unwrap();
        for scored in [4, 0] {
            let mut kept = ScoreFolder::new(folder.path());
            let opened: Vec<KeptScores> = ensembles.iter().map(|e| kept.open(e).unwrap()).collect();
            for ((opened, ensemble), expected) in opened.iter().zip(&ensembles).zip(&expected) {
                assert_eq!(&opened.score_all(ensemble, &texts).unwrap(), expected);
            }
            assert_eq!(kept.open(&counting).unwrap().score_all(&counting, &texts).unwrap(), alone);
            assert_eq!(asked.swap(0, Ordering::Relaxed), scored, "texts that differ, once for all three");
            assert!(kept.flush().unwrap().is_empty());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the slow member is kept");
        assert_eq!(KeptScores::default().score_all(&counting, &texts).unwrap(), alone);
        assert_eq!(asked.load(Ordering::Relaxed), texts.len());
    }
}
