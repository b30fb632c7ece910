//! Topics over time: a line for each of the largest, and in which words they were talked of most.

use bellwether_core::Date;
use serde::Serialize;

use super::page::{name, percent, tone};
use super::{TopicLeads, TopicsOverTime, TopicsReport};
use crate::chart::{Axis, Mark, Plot, Shape, days_between};
use crate::page::{Figure, Panel};
use crate::{number, words};

/// Topics that are drawn.
const DRAWN: usize = 12;
/// Dates beneath a panel, at most.
const TICKS: usize = 6;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    figure: Figure,
    rows: Vec<Row>,
    without_time: String,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    topic: usize,
    tone: String,
    name: String,
    when: String,
    share: String,
    over_all: String,
    words: String,
}

/// None where there are no times.
pub(super) fn build(report: &TopicsReport) -> Option<Section> {
    let time = report.over_time.as_ref()?;
    let (first, last) = (time.stretches.first()?.0, time.stretches.last()?.1);
    let mut x = Axis::days(first, last);
    if x.ticks.len() > TICKS {
        // narrow panels have room for every other
        let mut keep = [true, false].into_iter().cycle();
        x.ticks.retain(|_| keep.next().unwrap_or(true));
    }
    let panel = |topic: usize| {
        let shares: Vec<f64> = (0..time.all.len()).map(|at| share(time, topic, at)).collect();
        let y = Axis::linear(shares.iter().copied().chain([0.0]), 3).with_decimals(1).with_unit(" %");
        let middle = |at: usize| {
            let (from, to) = time.stretches[at];
            f64::from(days_between(first, from) + days_between(from, to) / 2)
        };
        let points = shares.iter().enumerate().map(|(at, &share)| {
            (middle(at), Some(share).filter(|share| time.all[at] > 0 && share.is_finite()))
        });
        let words = name(&report.topics[topic].words, 3);
        let price = report.leads.as_ref().and_then(|leads| price(leads, first, &y));
        let mark =
            Mark { shape: Shape::Line, class: tone(topic), name: "share".into(), points: points.collect() };
        let plot = Plot {
            title: format!("{words}: share of posts over time"),
            class: "small",
            x: x.clone(),
            y,
            bands: Vec::new(),
            references: Vec::new(),
            marks: price.into_iter().chain([mark]).collect(),
            x_labels: true,
        };
        Panel { label: words, tone: tone(topic), svg: plot.draw() }
    };
    let drawn = report.topics.len().min(DRAWN);
    let days = time.stretches.first().map_or(0, |&(from, to)| days_between(from, to));
    let which =
        if drawn < report.topics.len() { format!("The {drawn} largest topics. ") } else { String::new() };
    let figure = Figure {
        title: "Share of all posts".into(),
        caption: format!(
            "{which}Each point is a stretch of about {} days; each topic has its own scale.{}",
            number::fixed(f64::from(days.max(1)), 0),
            if report.leads.is_some() {
                " The grey line is the price, from its lowest to its highest."
            } else {
                ""
            }
        ),
        plots: (0..drawn).map(panel).collect(),
        multiples: true,
    };
    Some(Section {
        figure,
        rows: (0..report.topics.len()).filter_map(|topic| row(report, time, topic)).collect(),
        without_time: match time.without_time {
            0 => String::new(),
            1 => "1 post has no time and is not counted here.".into(),
            n => format!("{} have no time and are not counted here.", words::count(n, "post")),
        },
    })
}

/// The price as a line that fills the panel.
fn price(leads: &TopicLeads, first: Date, y: &Axis) -> Option<Mark> {
    let (low, high) =
        leads.price.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, price)| {
            (low.min(*price), high.max(*price))
        });
    let scale = (y.hi - y.lo) / (high - low);
    if !scale.is_finite() {
        return None;
    }
    let points = leads
        .price
        .iter()
        .map(|(date, price)| (f64::from(days_between(first, *date)), Some(y.lo + scale * (price - low))));
    Some(Mark { shape: Shape::Line, class: "hp".into(), name: "price".into(), points: points.collect() })
}

/// Percent of a stretch's posts.
fn share(time: &TopicsOverTime, topic: usize, at: usize) -> f64 {
    100.0 * time.posts[topic][at] as f64 / time.all[at].max(1) as f64
}

fn row(report: &TopicsReport, time: &TopicsOverTime, topic: usize) -> Option<Row> {
    let (at, words) = time.peaks.get(topic)?;
    if words.is_empty() {
        return None;
    }
    let (from, to) = *time.stretches.get(*at)?;
    Some(Row {
        topic,
        tone: tone(topic),
        name: name(&report.topics[topic].words, 3),
        when: span(from, to),
        share: percent(share(time, topic, *at) / 100.0),
        over_all: percent(report.topics[topic].posts as f64 / report.posts.max(1) as f64),
        words: words.join(" "),
    })
}

/// "12 Mar – 4 Apr 2014".
fn span(from: Date, to: Date) -> String {
    let year = |date: Date| date.year();
    let short = |date: Date| format!("{}\u{a0}{}", date.day(), words::month(date));
    if year(from) == year(to) {
        format!("{} – {}\u{a0}{}", short(from), short(to), year(to))
    } else {
        format!("{}\u{a0}{} – {}\u{a0}{}", short(from), year(from), short(to), year(to))
    }
}
