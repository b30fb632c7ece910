//! The scores of a study's posts.

use std::borrow::Cow;

use bellwether_core::{Post, PostScore};
use bellwether_text::{CleaningSpec, Polarity, RoutedCleaner, Scorer};
use rayon::prelude::*;

use crate::{ScoreCache, StudyError};

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

/// A scorer under its name in the study, with what is kept of its scores.
pub(super) type Named = (String, Box<dyn Scorer>, Option<ScoreCache>);

/// The scores of posts by each scorer. Posts are cleaned once, whatever the number of scorers, and in parallel; each score
/// depends on its own text only.
pub(super) fn score(
    scorers: &[Named],
    cleaning: &CleaningSpec,
    posts: &[Post],
) -> Result<Vec<Vec<PostScore>>, StudyError> {
    const CHUNK: usize = 256;
    let as_published = cleaning.steps.is_empty();
    let chunks = posts.par_chunks(CHUNK).enumerate().map_init(
        || RoutedCleaner::new(cleaning),
        |cleaner, (chunk, part)| {
            let texts = part.iter().map(|post| {
                if as_published {
                    Cow::Borrowed(&*post.text)
                } else {
                    Cow::Owned(cleaner.clean(&post.text).to_owned())
                }
            });
            let texts: Vec<Cow<'_, str>> = texts.collect();
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            let of = |named: &Named| {
                polarities(named, &texts).map_err(|error| match error {
                    StudyError::Scorer(error) => {
                        of_post(error.placed(|place| CHUNK * chunk + place).into(), posts, &named.0)
                    }
                    other => other,
                })
            };
            scorers.iter().map(of).collect::<Result<Vec<_>, _>>()
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

/// The polarities of cleaned texts.
fn polarities((_, scorer, kept): &Named, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
    match kept {
        Some(kept) => kept.score_all(&**scorer, texts),
        None => scorer.try_score_all(texts).map_err(StudyError::Scorer),
    }
}
