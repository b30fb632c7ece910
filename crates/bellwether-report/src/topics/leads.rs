//! Whether the polarity of topics came before the price.

use serde::Serialize;

use super::page::{name, tone};
use super::{TopicLead, TopicsReport};
use crate::number;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    sentence: String,
    price: String,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    topic: usize,
    tone: String,
    name: String,
    sessions: String,
    before: String,
    same: String,
    after: String,
    /// The interval in words, and as percent of the width, whose middle is zero.
    interval: String,
    left: String,
    width: String,
    at: String,
    /// Whether zero lies outside.
    clear: bool,
}

/// None without prices.
pub(super) fn build(report: &TopicsReport) -> Option<Section> {
    let leads = report.leads.as_ref()?;
    // all intervals have one scale
    let ends = leads.topics.iter().filter_map(|lead| lead.after).flatten();
    let reach = ends.fold(0.1_f64, |reach, end| reach.max(end.abs()));
    let row = |(topic, lead): (usize, &TopicLead)| {
        let signed =
            |value: Option<f64>| value.map_or_else(|| number::NONE.to_owned(), |v| number::signed(v, 2));
        let percent = |value: f64| format!("{:.1}", 50.0 + 50.0 * value / reach);
        let words = &report.topics.get(topic)?.words;
        let [low, at, high] = lead.after.unwrap_or([f64::NAN; 3]);
        let drawn = lead.after.is_some();
        Some(Row {
            topic,
            tone: tone(topic),
            name: name(words, 3),
            sessions: number::fixed(lead.sessions as f64, 0),
            before: signed(lead.before),
            same: signed(lead.same),
            after: signed(lead.after.map(|after| after[1])),
            interval: if drawn {
                format!("{} to {}", number::signed(low, 2), number::signed(high, 2))
            } else {
                String::new()
            },
            left: if drawn { percent(low) } else { String::new() },
            width: if drawn { format!("{:.1}", 50.0 * (high - low) / reach) } else { String::new() },
            at: if drawn { percent(at) } else { String::new() },
            clear: low > 0.0 || high < 0.0,
        })
    };
    let price = match leads.tickers.as_slice() {
        [one] => one.clone(),
        several => format!("the mean of {}", several.join(", ")),
    };
    Some(Section {
        sentence: leads.sentence.clone(),
        price,
        rows: leads.topics.iter().enumerate().filter_map(row).collect(),
    })
}
