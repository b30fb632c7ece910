//! The scores of a study's posts.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bellwether_core::{Post, PostScore};
use bellwether_text::{CleaningSpec, Polarity, RoutedCleaner, Scorer};
use rayon::prelude::*;

use crate::{InputsConfig, KeptScores, Progress, ScoreFolder, ScorerEntry, StudyError};

/// The error with the post that it is about.
fn of_post(error: StudyError, posts: &[Post], scorer: &str) -> StudyError {
    match error {
        StudyError::Scorer(source) => match source.place().and_then(|place| posts.get(place)) {
            Some(post) => {
                StudyError::Post { scorer: scorer.to_owned(), at: post.created_at, source: Box::new(source) }
            }
            None => StudyError::Scorer(source),
        },
        other => other,
    }
}

/// A scorer under its name in the study, with what is done before it reads and what is kept of its scores.
pub(super) struct NamedScorer {
    pub(super) name: String,
    scorer: Box<dyn Scorer>,
    cleaning: CleaningSpec,
    kept: KeptScores,
}

impl NamedScorer {
    /// Its files are relative to `base`; the scores of a slow one are kept under `scores`.
    pub(super) fn open(
        inputs: &InputsConfig,
        entry: &ScorerEntry,
        base: &Path,
        scores: Option<&mut ScoreFolder>,
    ) -> Result<Self, StudyError> {
        let scorer = entry.spec.build(base)?;
        let kept = scores.map(|folder| folder.open(&*scorer)).transpose()?.unwrap_or_default();
        Ok(Self { name: entry.label(), scorer, cleaning: inputs.cleaning_of(entry), kept })
    }

    /// The polarities of cleaned texts. What is kept is kept by them, so that no score is that of another cleaning.
    fn polarities(&self, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
        self.kept.score_all(&*self.scorer, texts)
    }
}

/// How posts are scored, beside what the study says.
#[derive(Clone, Default)]
pub struct Scoring<'a> {
    /// A folder in which scores of slow scorers are kept for other studies and runs
    /// ([`ScoreFolder`](crate::ScoreFolder)). None: they are not kept.
    pub scores: Option<&'a Path>,
    /// Set it to stop: what was scored and is slow to score is kept.
    pub stop: Arc<AtomicBool>,
    /// Told how far it is ([`Progress::Scoring`]), from any thread.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

/// Posts of all tickers on their way.
pub(super) struct ScoringRun<'a> {
    scoring: &'a Scoring<'a>,
    slow: bool,
    done: AtomicUsize,
    total: usize,
}

impl<'a> ScoringRun<'a> {
    pub(super) fn new(scoring: &'a Scoring<'a>, scorers: &[NamedScorer], total: usize) -> Self {
        let slow = scorers.iter().any(|named| named.scorer.is_slow());
        let run = Self { scoring, slow, done: AtomicUsize::new(0), total };
        run.scored(0);
        run
    }

    fn scored(&self, posts: usize) {
        let done = self.done.fetch_add(posts, Ordering::Relaxed) + posts;
        if let Some(progress) = self.scoring.progress.filter(|_| self.total > 0) {
            progress(Progress::Scoring { done, total: self.total, slow: self.slow });
        }
    }

    /// The scores of posts by each scorer. Posts are cleaned once for all scorers that read them alike, and in parallel;
    /// each score depends on its own text only.
    pub(super) fn score(
        &self,
        scorers: &[NamedScorer],
        posts: &[Post],
    ) -> Result<Vec<Vec<PostScore>>, StudyError> {
        // a network that is told to stop should not go on for long
        let size = if self.slow { 64 } else { 256 };
        let mut cleanings: Vec<&CleaningSpec> = Vec::new();
        let alike = scorers.iter().map(|named| {
            cleanings.iter().position(|c| **c == named.cleaning).unwrap_or_else(|| {
                cleanings.push(&named.cleaning);
                cleanings.len() - 1
            })
        });
        let alike: Vec<usize> = alike.collect();
        let chunks = posts.par_chunks(size).enumerate().map_init(
            || cleanings.iter().map(|cleaning| RoutedCleaner::new(cleaning)).collect::<Vec<_>>(),
            |cleaners, (chunk, part)| {
                if self.scoring.stop.load(Ordering::Relaxed) {
                    return Err(StudyError::Stopped);
                }
                let cleaned = cleaners.iter_mut().map(|c| c.clean_all(part.iter().map(|post| &*post.text)));
                let cleaned: Vec<Vec<Cow<'_, str>>> = cleaned.collect();
                let of = |(named, alike): (&NamedScorer, &usize)| {
                    let texts: Vec<&str> = cleaned[*alike].iter().map(|text| &**text).collect();
                    named.polarities(&texts).map_err(|error| match error {
                        StudyError::Scorer(error) => {
                            of_post(error.placed(|place| size * chunk + place).into(), posts, &named.name)
                        }
                        other => other,
                    })
                };
                let scores = scorers.iter().zip(&alike).map(of).collect::<Result<Vec<_>, _>>()?;
                self.scored(part.len());
                Ok(scores)
            },
        );
        // the first failure, whichever came first
        let chunks: Vec<Result<Vec<Vec<Polarity>>, StudyError>> = chunks.collect();
        let chunks: Vec<Vec<Vec<Polarity>>> = chunks.into_iter().collect::<Result<_, StudyError>>()?;
        let of = |p: Polarity| PostScore {
            negative: p.negative,
            neutral: p.neutral,
            positive: p.positive,
            polarity: p.compound,
        };
        let mut columns: Vec<Vec<PostScore>> =
            scorers.iter().map(|_| Vec::with_capacity(posts.len())).collect();
        for chunk in chunks {
            for (column, polarities) in columns.iter_mut().zip(chunk) {
                column.extend(polarities.into_iter().map(of));
            }
        }
        Ok(columns)
    }
}
