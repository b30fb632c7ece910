//! An outcome as the data of the page.

use bellwether_report::topics::{
    MapPoint, ReportedTopic, TopicLead, TopicLeads, TopicsOverTime, TopicsReport,
};
use bellwether_topics::models::TopicModelParams;

use super::leading::Leads;
use super::outcome::{Outcome, Parts, QUALITY_WORDS};
use super::over_time::OverTime;
use super::settings;
use crate::cli::args::TopicsArgs;

pub(crate) fn of(
    args: &TopicsArgs,
    params: &TopicModelParams,
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
        method: settings::method(params),
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
        leads: outcome.leads.as_ref().map(leads),
        map: parts.found.map.iter().map(point).collect(),
        settings: settings::written(params),
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

fn leads(leads: &Leads) -> TopicLeads {
    let topic = |lead: &super::leading::TopicLead| TopicLead {
        sessions: lead.sessions,
        before: lead.before,
        same: lead.same,
        after: lead.after.zip(lead.low.zip(lead.high)).map(|(after, (low, high))| [low, after, high]),
    };
    TopicLeads {
        tickers: leads.tickers.clone(),
        sessions: leads.sessions,
        sentence: leads.sentence(),
        price: leads.price.clone(),
        topics: leads.topics.iter().map(topic).collect(),
    }
}
