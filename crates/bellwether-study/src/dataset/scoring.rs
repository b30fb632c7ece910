//! The scores of a study's posts.

use std::borrow::Cow;
use std::path::Path;

use bellwether_core::{Post, PostScore};
use bellwether_text::{CleaningSpec, Polarity, RoutedCleaner, Scorer};
use rayon::prelude::*;

use crate::{InputsConfig, ScoreCache, ScorerEntry, StudyError};

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
    pub(super) kept: Option<ScoreCache>,
}

impl NamedScorer {
    /// Its files are relative to `base`; the scores of a slow one are kept under `scores`.
    pub(super) fn open(
        inputs: &InputsConfig,
        entry: &ScorerEntry,
        base: &Path,
        scores: Option<&Path>,
    ) -> Result<Self, StudyError> {
        let scorer = entry.spec.build(base)?;
        let kept = match scores {
            Some(folder) if scorer.is_slow() => Some(ScoreCache::open(folder, &*scorer)?),
            _ => None,
        };
        Ok(Self { name: entry.label(), scorer, cleaning: inputs.cleaning_of(entry), kept })
    }

    /// The polarities of cleaned texts. What is kept is kept by them, so that no score is that of another cleaning.
    fn polarities(&self, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
        match &self.kept {
            Some(kept) => kept.score_all(&*self.scorer, texts),
            None => self.scorer.try_score_all(texts).map_err(StudyError::Scorer),
        }
    }
}

/// The scores of posts by each scorer. Posts are cleaned once for all scorers that read them alike, and in parallel; each
/// score depends on its own text only.
pub(super) fn score(scorers: &[NamedScorer], posts: &[Post]) -> Result<Vec<Vec<PostScore>>, StudyError> {
    const CHUNK: usize = 256;
    let mut cleanings: Vec<&CleaningSpec> = Vec::new();
    let alike = scorers.iter().map(|named| {
        cleanings.iter().position(|c| **c == named.cleaning).unwrap_or_else(|| {
            cleanings.push(&named.cleaning);
            cleanings.len() - 1
        })
    });
    let alike: Vec<usize> = alike.collect();
    let chunks = posts.par_chunks(CHUNK).enumerate().map_init(
        || cleanings.iter().map(|cleaning| RoutedCleaner::new(cleaning)).collect::<Vec<_>>(),
        |cleaners, (chunk, part)| {
            let cleaned = cleaners.iter_mut().map(|c| c.clean_all(part.iter().map(|post| &*post.text)));
            let cleaned: Vec<Vec<Cow<'_, str>>> = cleaned.collect();
            let of = |(named, alike): (&NamedScorer, &usize)| {
                let texts: Vec<&str> = cleaned[*alike].iter().map(|text| &**text).collect();
                named.polarities(&texts).map_err(|error| match error {
                    StudyError::Scorer(error) => {
                        of_post(error.placed(|place| CHUNK * chunk + place).into(), posts, &named.name)
                    }
                    other => other,
                })
            };
            scorers.iter().zip(&alike).map(of).collect::<Result<Vec<_>, _>>()
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
    let mut columns: Vec<Vec<PostScore>> = scorers.iter().map(|_| Vec::with_capacity(posts.len())).collect();
    for chunk in chunks {
        for (column, polarities) in columns.iter_mut().zip(chunk) {
            column.extend(polarities.into_iter().map(of));
        }
    }
    Ok(columns)
}
