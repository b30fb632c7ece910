//! An outcome as the data of the page.

use bellwether_report::topics::{MapPoint, ReportedTopic, TopicsOverTime, TopicsReport};

use super::outcome::{Outcome, Parts, QUALITY_WORDS};
use super::over_time::OverTime;
use super::settings::Settings;
use crate::cli::args::TopicsArgs;

pub(crate) fn of(
    args: &TopicsArgs,
    settings: &Settings,
    parts: &Parts<'_>,
    outcome: &Outcome,
) -> TopicsReport {
    let name = |path: &std::path::PathBuf| {
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    };
    let point = |&(document, at): &(usize, [f32; 2])| MapPoint {
        at,
        topic: parts.found.topic_of[document],
        text: parts.texts[parts.folded.first[document]].clone(),
    };
    TopicsReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        files: args.files.iter().map(name).collect(),
        method: settings.method(),
        seed: outcome.seed,
        posts: outcome.posts,
        documents: outcome.documents,
        without_words: outcome.without_words,
        outliers: outcome.outliers,
        brought_in: outcome.brought_in,
        scorer: outcome.scorer.clone(),
        polarity: outcome.polarity,
        outliers_polarity: outcome.outliers_polarity,
        topics: topics(outcome),
        npmi: outcome.npmi,
        diversity: outcome.diversity,
        quality_words: QUALITY_WORDS,
        over_time: outcome.over_time.as_ref().map(over_time),
        map: parts.found.map.iter().map(point).collect(),
        settings: settings.written(),
    }
}

fn topics(outcome: &Outcome) -> Vec<ReportedTopic> {
    let topic = |row: &super::outcome::TopicRow| ReportedTopic {
        words: row.words.iter().map(|word| word.word.clone()).collect(),
        posts: row.posts,
        polarity: row.polarity,
        npmi: row.npmi,
        examples: row.examples.clone(),
    };
    outcome.topics.iter().map(topic).collect()
}

fn over_time(time: &OverTime) -> TopicsOverTime {
    TopicsOverTime {
        stretches: time.stretches.clone(),
        posts: time.posts.clone(),
        all: time.all.clone(),
        peaks: time.peaks.iter().map(|peak| (peak.stretch, peak.words.clone())).collect(),
        without_time: time.without_time,
    }
}
