//! What the posts are about: the topics of the last fold, and how they held from fold to fold.

use bellwether_study::record::{RunRecord, TopicRecord};
use serde::Serialize;

use crate::{number, words};

/// The section; none for a study without columns of topics.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Topics {
    scorers: Vec<String>,
    /// Which posts the topics were found in.
    about: String,
    rows: Vec<Row>,
    folds: Vec<Fold>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    place: usize,
    words: String,
    size: String,
    share: String,
    /// Mean polarity, scorer by scorer.
    sentiment: Vec<String>,
    examples: Vec<String>,
}

/// One fold, with a cell for each place.
#[derive(Debug, Clone, Serialize)]
struct Fold {
    last: String,
    posts: String,
    found: usize,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Serialize)]
struct Cell {
    words: String,
    /// What it has in common with the topic before it, or that it is new.
    kept: String,
}

pub(crate) fn build(record: &RunRecord) -> Option<Topics> {
    let topics = record.topics.as_ref()?;
    let last = topics.folds.last()?;
    let share =
        |size: usize| format!("{}\u{a0}%", number::fixed(100.0 * size as f64 / last.posts.max(1) as f64, 1));
    let row = |topic: &TopicRecord| Row {
        place: topic.place,
        words: topic.words.join(", "),
        size: number::fixed(topic.size as f64, 0),
        share: share(topic.size),
        sentiment: topic
            .sentiment
            .iter()
            .map(|mean| mean.map_or_else(|| number::NONE.into(), |mean| number::signed(mean, 3)))
            .collect(),
        examples: topic.examples.clone(),
    };
    let from = if topics.whole_series {
        "found once in all posts, those of the tested days among them: in".to_owned()
    } else {
        format!("of the last fold, found in the posts up to {}: in", last.last)
    };
    Some(Topics {
        scorers: topics.scorers.clone(),
        about: format!(
            "{from} {} there are {}, and {} stand outside all of them",
            words::count(last.posts, "post"),
            words::count(last.found, "topic"),
            share(last.outside)
        ),
        rows: last.topics.iter().map(row).collect(),
        folds: if topics.folds.len() > 1 { folds(topics, last.topics.len()) } else { Vec::new() },
    })
}

fn folds(topics: &bellwether_study::record::TopicsRecord, least: usize) -> Vec<Fold> {
    let places = topics.folds.iter().flat_map(|fold| &fold.topics).map(|topic| topic.place + 1).max();
    let places = places.unwrap_or(0).max(least);
    let mut out = Vec::new();
    for (i, fold) in topics.folds.iter().enumerate() {
        let cell = |place: usize| {
            let Some(topic) = fold.topics.iter().find(|topic| topic.place == place) else {
                return Cell { words: number::NONE.into(), kept: String::new() };
            };
            let kept = match topic.similarity {
                Some(share) => format!("{}\u{a0}% in common", number::fixed(100.0 * share, 0)),
                None if i > 0 => "another topic".to_owned(),
                None => String::new(),
            };
            Cell { words: topic.words.iter().take(3).cloned().collect::<Vec<_>>().join(", "), kept }
        };
        out.push(Fold {
            last: fold.last.to_string(),
            posts: number::fixed(fold.posts as f64, 0),
            found: fold.found,
            cells: (0..places).map(cell).collect(),
        });
    }
    out
}
