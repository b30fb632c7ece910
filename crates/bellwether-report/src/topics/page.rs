//! What the templates are given.

use serde::Serialize;

use super::{ReportedTopic, TopicsReport, leads, map, over_time};
use crate::{number, words};

/// Topics with a colour of their own: the palette, once more darker, and once more lighter.
pub(super) const COLOURS: usize = 21;
const PALETTE: usize = 7;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Page {
    version: String,
    title: String,
    answer: String,
    sentences: Vec<String>,
    facts: Vec<Fact>,
    map: Option<map::Map>,
    width: usize,
    height: usize,
    topics: Vec<Row>,
    /// Topics without a colour of their own.
    grey: usize,
    outside: Outside,
    scorer: String,
    over_time: Option<over_time::Section>,
    leads: Option<leads::Section>,
    npmi: Option<String>,
    diversity: Option<String>,
    npmi_words: &'static str,
    quality_words: usize,
    settings: String,
    seed: String,
}

#[derive(Debug, Clone, Serialize)]
struct Fact {
    label: &'static str,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct Outside {
    posts: String,
    share: String,
    polarity: Option<Polarity>,
    note: String,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
struct Row {
    topic: usize,
    tone: String,
    /// Whether it has a colour of its own.
    coloured: bool,
    name: String,
    /// Its first two words.
    short: String,
    more_words: String,
    posts: String,
    share: String,
    polarity: Polarity,
    npmi: String,
    examples: Vec<String>,
}

/// A mean polarity, and a bar from the middle.
#[derive(Debug, Clone, Serialize)]
struct Polarity {
    text: String,
    class: &'static str,
    /// Per cent of half the bar's width.
    length: String,
}

/// Classes of a topic's colour.
pub(super) fn tone(topic: usize) -> String {
    if topic >= COLOURS {
        return "hp".to_owned();
    }
    let hue = topic % PALETTE + 1;
    match topic / PALETTE {
        0 => format!("h{hue}"),
        round => format!("h{hue} o{}", round + 1),
    }
}

/// The first words of a topic.
pub(super) fn name(words: &[String], count: usize) -> String {
    words.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", number::fixed(100.0 * share, 1))
}

fn count(n: usize) -> String {
    number::fixed(n as f64, 0)
}

impl Page {
    pub(super) fn new(report: &TopicsReport) -> Self {
        let TopicsReport { topics, posts, .. } = report;
        // the bars of all topics have one scale
        let reach = topics.iter().map(|topic| topic.polarity.abs()).fold(0.05, f64::max);
        let polarity = |value: f64| Polarity {
            text: number::signed(value, 2),
            class: if value < 0.0 { "minus" } else { "plus" },
            length: format!("{:.1}", 50.0 * (value.abs() / reach).min(1.0)),
        };
        let row = |(topic, one): (usize, &ReportedTopic)| Row {
            topic,
            tone: tone(topic),
            coloured: topic < COLOURS,
            name: name(&one.words, 3),
            short: name(&one.words, 2),
            more_words: one.words.iter().skip(3).map(String::as_str).collect::<Vec<_>>().join(" "),
            posts: count(one.posts),
            share: percent(one.posts as f64 / (*posts).max(1) as f64),
            polarity: polarity(one.polarity),
            npmi: one.npmi.map_or_else(|| number::NONE.to_owned(), |npmi| number::signed(npmi, 2)),
            examples: one.examples.clone(),
        };
        Self {
            version: report.version.clone(),
            title: title(&report.files),
            answer: answer(report),
            sentences: sentences(report),
            facts: facts(report),
            map: map::build(report),
            width: map::WIDTH,
            height: map::HEIGHT,
            topics: topics.iter().enumerate().map(row).collect(),
            grey: topics.len().saturating_sub(COLOURS),
            outside: Outside {
                posts: count(report.outliers),
                share: percent(report.outliers as f64 / (*posts).max(1) as f64),
                polarity: report.outliers_polarity.map(polarity),
                note: outside_note(report),
            },
            scorer: report.scorer.clone(),
            over_time: over_time::build(report),
            leads: leads::build(report),
            npmi: report.npmi.map(|npmi| number::signed(npmi, 3)),
            diversity: report.diversity.map(|diversity| number::fixed(diversity, 2)),
            npmi_words: report.npmi.map_or("", npmi_words),
            quality_words: report.quality_words,
            settings: report.settings.clone(),
            seed: report.seed.to_string(),
        }
    }
}

fn title(files: &[String]) -> String {
    match files {
        [] => "Topics".to_owned(),
        [one] => format!("Topics of {one}"),
        [one, rest @ ..] => format!("Topics of {one} and {} more", count(rest.len())),
    }
}

fn answer(report: &TopicsReport) -> String {
    let TopicsReport { topics, posts, .. } = report;
    let Some(first) = topics.first() else {
        return format!("No topic stands out among {}.", words::count(*posts, "post"));
    };
    let n = topics.len();
    let what = if n == 1 { "one topic".to_owned() } else { format!("{} topics", count(n)) };
    format!(
        "{}, {what}. The largest is about {}, with {} of the posts.",
        words::count(*posts, "post"),
        listed(first),
        percent(first.posts as f64 / (*posts).max(1) as f64)
    )
}

fn sentences(report: &TopicsReport) -> Vec<String> {
    let mut out = Vec::new();
    let by = |a: &&ReportedTopic, b: &&ReportedTopic| a.polarity.total_cmp(&b.polarity);
    let (best, worst) = (report.topics.iter().max_by(by), report.topics.iter().min_by(by));
    if let (Some(best), Some(worst)) = (best, worst)
        && report.topics.len() > 1
    {
        out.push(format!(
            "The talk is most favourable about {} (mean polarity {}) and least so about {} ({}); over all posts it is {}.",
            listed(best),
            number::signed(best.polarity, 2),
            listed(worst),
            number::signed(worst.polarity, 2),
            number::signed(report.polarity, 2)
        ));
    }
    out
}

fn listed(topic: &ReportedTopic) -> String {
    match topic.words.as_slice() {
        [] => "nothing that has words".to_owned(),
        [one] => format!("“{one}”"),
        [one, two, ..] => format!("“{one}” and “{two}”"),
    }
}

fn facts(report: &TopicsReport) -> Vec<Fact> {
    let fact = |label, value| Fact { label, value };
    let outside = report.outliers as f64 / report.posts.max(1) as f64;
    let mut facts = vec![
        fact("Posts", count(report.posts)),
        fact("Different texts", count(report.documents)),
        fact("Topics", count(report.topics.len())),
        fact("Outside all topics", percent(outside)),
    ];
    if let Some(time) = &report.over_time
        && let (Some(first), Some(last)) = (time.stretches.first(), time.stretches.last())
    {
        facts.push(fact("From – to", format!("{} – {}", first.0, last.1)));
    }
    facts.push(fact("Method", report.method.clone()));
    facts
}

fn outside_note(report: &TopicsReport) -> String {
    let mut parts = Vec::new();
    if report.without_words > 0 {
        parts.push(format!("{} of them have no word to read", count(report.without_words)));
    }
    if let Some(moved) = report.brought_in.filter(|moved| *moved > 0) {
        parts.push(format!(
            "{} more texts were in no dense group and were given to the nearest topic",
            count(moved)
        ));
    }
    if parts.is_empty() {
        return "Posts that are like no topic.".to_owned();
    }
    format!("Posts that are like no topic; {}.", parts.join("; "))
}

/// What a mean coherence of short posts amounts to.
fn npmi_words(npmi: f64) -> &'static str {
    if npmi >= 0.1 {
        "the words of a topic often stand together"
    } else if npmi >= 0.0 {
        "the words of a topic stand together somewhat more often than by chance"
    } else {
        "the words of a topic rarely stand within ten words of each other, as is usual for short posts"
    }
}
